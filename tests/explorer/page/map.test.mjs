import assert from "node:assert/strict";
import { test } from "node:test";

import { tilesOf } from "../../../explorer/page/tiles.js";
import { sideOf } from "../../../explorer/page/view_map.js";

test("each country has a tile of its own, rows without any close up, and who has no place is not lost", () => {
  const { tiles, elsewhere } = tilesOf(["country:BRA", "country:CAN", "country:USA", "country:FRA", "country:constructor"]);
  assert.deepEqual(tiles.map((tile) => [tile.code, tile.row]), [["CAN", 1], ["USA", 2], ["BRA", 3]]);
  assert.deepEqual(elsewhere, ["country:FRA", "country:constructor"]);
});

test("no two tiles of the Americas share a place", () => {
  const codes = "CAN GRL SPM USA BMU MEX BHS TCA BLZ CYM CUB HTI DOM PRI VGB AIA BLM GTM HND JAM VIR SXM MAF ATG SLV NIC KNA MSR GLP CRI DMA MTQ LCA PAN ABW CUW BES TTO GRD VCT BRB COL VEN GUY SUR GUF ECU PER BRA BOL PRY CHL ARG URY FLK SGS BVT".split(" ");
  const { tiles, elsewhere } = tilesOf(codes.map((code) => `country:${code}`));
  assert.deepEqual(elsewhere, []);
  assert.equal(new Set(tiles.map((tile) => `${tile.column} ${tile.row}`)).size, codes.length);
  assert.ok(tiles.every((tile) => tile.column >= 1 && tile.column <= 10));
});

test("of two mechanisms, what is unknown about one never reads as being outside it", () => {
  assert.deepEqual(
    [[true, true], [true, false], [false, true], [false, false], [true, null], [null, true], [null, false], [false, null], [null, null]].map((pair) => sideOf(...pair)),
    ["both", "a", "b", "neither", "a open", "b open", "no evidence", "no evidence", "no evidence"],
  );
});
