// The ties of the matrix by their kind: who is a member, who adopted, where platforms operate, who only observes.

import { NO, NO_EVIDENCE, YES, cellState, inForce, matrixOn, outsideLife, statusOn, tieOf } from "./asof.js";

const OF_KIND = {
  members: ["member", "participant"],
  adopted: ["adopter", "endorser", "vote-yes", "vote-abstain", "vote-against", "vote-absent"],
  areas: ["operates"],
  others: ["associate", "observer"],
};

/** The kinds of ties that the matrix can be narrowed to; the first is all of them. */
export const TIE_KINDS = ["all", ...Object.keys(OF_KIND)];

/** Returns whether a statement is of a kind of ties. */
export function isOfKind(statement, kind) {
  return kind === "all" || OF_KIND[kind].includes(tieOf(statement));
}

/** Returns the columns that a kind is about, whatever the day: those with such a tie, and rooms whose members nobody gives. */
export function columnsTied(matrix, statements, kind) {
  if (kind === "all") return matrix.columns;
  const tied = new Set();
  for (const [, column, places] of matrix.cells) if (places.some((place) => isOfKind(statements[place], kind))) tied.add(column);
  // Whoever withdrew has no tie, but tells that there are members.
  const any = new Set(
    matrix.cells.filter(([, , places]) => places.some((place) => statements[place].relation !== "WITHDREW_FROM")).map(([, column]) => column),
  );
  return matrix.columns.filter((column, place) => tied.has(place) || (kind === "members" && column.room && column.known === "none" && !any.has(place)));
}

/** Returns for each row and each column the set of those it was ever tied to, for seriate.js: no day changes it. */
export function everTied(matrix, statements, kind) {
  const columns = columnsTied(matrix, statements, kind);
  const rows = matrix.rows.map(() => new Set());
  const ofColumn = new Map(columns.map((column) => [column.id, new Set()]));
  for (const [row, at, places] of matrix.cells) {
    const { id } = matrix.columns[at];
    const held = (statement) => isOfKind(statement, kind) && statement.confidence !== "unverified" && inForce(statement, "9999") !== null;
    if (!ofColumn.has(id) || !places.some((place) => held(statements[place]) && statements[place].relation !== "WITHDREW_FROM")) continue;
    rows[row].add(id);
    ofColumn.get(id).add(matrix.rows[row].id);
  }
  return { columns, rows, ofColumn };
}

// A list of members says who else is a member. It does not say who observes: a blank is no evidence, but for members.
function narrowed(statements, all, column, known, day, kind) {
  const cell = cellState(statements, column, known, day);
  if (kind !== "others" || cell.tie !== null || outsideLife(column, day)) return cell;
  const seat = cellState(all, column, known, day);
  const state = seat.state === YES && seat.seat ? NO : NO_EVIDENCE;
  return { ...cell, state, open: state === NO_EVIDENCE };
}

/**
 * Returns the matrix of a day narrowed to a kind of ties, as matrixOn does: `cells`, `rows` and `columns` with totals.
 *
 * Totals count what the kind is about: seats for members and adopters, places for platforms, else the ties themselves.
 */
export function tiesOn(matrix, statements, day, kind) {
  if (kind === "all") return matrixOn(matrix, statements, day);
  const shown = columnsTied(matrix, statements, kind);
  const cells = new Map();
  const rows = new Map(matrix.rows.map((row) => [row.id, { count: 0, unknown: 0 }]));
  const columns = new Map(shown.map((column) => [column.id, { count: 0, unknown: 0 }]));
  const ties = new Map(matrix.cells.map(([row, column, places]) => [`${row} ${column}`, places]));
  matrix.rows.forEach((row, r) => {
    for (const column of shown) {
      const c = matrix.columns.indexOf(column);
      const all = (ties.get(`${r} ${c}`) ?? []).map((place) => statements[place]);
      const about = all.filter((statement) => isOfKind(statement, kind));
      const known = column.known === "all" || (column.known === "americas" && row.americas);
      const cell = narrowed(about, all, column, known, day, kind);
      cells.set(`${row.id} ${column.id}`, { ...cell, statements: about });
      const [inRow, inColumn] = [rows.get(row.id), columns.get(column.id)];
      const active = statusOn(column, day) === "active";
      if (cell.state === YES && (cell.seat || kind === "areas" || kind === "others")) {
        inColumn.count += 1;
        if (active) inRow.count += 1;
      } else if (cell.open) {
        inColumn.unknown += 1;
        if (active && column.known !== "none") inRow.unknown += 1;
      }
    }
  });
  return { cells, rows, columns };
}
