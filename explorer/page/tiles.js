// Where the countries and territories of the Americas stand on a map of equal tiles: `[column, row]` by ISO 3166-1 code.
//
// One tile each, so that Barbados is read as well as Brazil; neighbours stand near each other, and no border is drawn.

const PLACES = {
  CAN: [2, 1], GRL: [4, 1], SPM: [5, 1],
  USA: [2, 2], BMU: [5, 2],
  MEX: [1, 3], BHS: [5, 3], TCA: [6, 3],
  BLZ: [2, 4], CYM: [3, 4], CUB: [4, 4], HTI: [5, 4], DOM: [6, 4], PRI: [7, 4], VGB: [8, 4], AIA: [9, 4], BLM: [10, 4],
  GTM: [1, 5], HND: [2, 5], JAM: [4, 5], VIR: [7, 5], SXM: [8, 5], MAF: [9, 5], ATG: [10, 5],
  SLV: [1, 6], NIC: [2, 6], KNA: [8, 6], MSR: [9, 6], GLP: [10, 6],
  CRI: [2, 7], DMA: [8, 7], MTQ: [9, 7], LCA: [10, 7],
  PAN: [3, 8], ABW: [4, 8], CUW: [5, 8], BES: [6, 8], TTO: [7, 8], GRD: [8, 8], VCT: [9, 8], BRB: [10, 8],
  COL: [4, 9], VEN: [5, 9], GUY: [6, 9], SUR: [7, 9], GUF: [8, 9],
  ECU: [3, 10], PER: [4, 10], BRA: [6, 10],
  BOL: [5, 11], PRY: [6, 11],
  CHL: [4, 12], ARG: [5, 12], URY: [6, 12],
  FLK: [6, 13], SGS: [7, 13], BVT: [8, 13],
};

/** Returns the tiles of some countries, `{id, code, column, row}`, without empty rows; `elsewhere` has no place here. */
export function tilesOf(ids) {
  const codes = ids.map((id) => [id, id.slice(id.indexOf(":") + 1)]);
  const placed = codes.filter(([, code]) => Object.hasOwn(PLACES, code));
  const rows = [...new Set(placed.map(([, code]) => PLACES[code][1]))].sort((a, b) => a - b);
  return {
    tiles: placed
      .map(([id, code]) => ({ id, code, column: PLACES[code][0], row: rows.indexOf(PLACES[code][1]) + 1 }))
      .sort((a, b) => a.row - b.row || a.column - b.column),
    elsewhere: codes.filter(([, code]) => !Object.hasOwn(PLACES, code)).map(([id]) => id),
  };
}
