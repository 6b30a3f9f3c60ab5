import assert from "node:assert/strict";
import { test } from "node:test";

import { cellState, dayOfYear, inForce, matrixOn, statusOn, tieOf, totalText } from "../../../explorer/page/asof.js";
import { homeFigures } from "../../../explorer/page/home.js";

const ROOM = { id: "mechanism:room", room: true, known: "all", first: "2000-01-01", last: "", statuses: [], status: "active" };
const seat = (more) => ({ relation: "MEMBER_OF", role: "member", seat: "member", confidence: "stated", ...more });

test("in force has three values, and a statement never in force has none", () => {
  assert.equal(inForce({ start: "2010", since: "2010-01-01" }, "2010-01-01"), "yes");
  assert.equal(inForce({ start: "2010", since: "2010-01-01" }, "2009-12-31"), "no");
  assert.equal(inForce({ since: "2010-01-01" }, "2009-12-31"), "no evidence");
  assert.equal(inForce({ since: "2010-01-01" }, "2030-01-01"), "yes");
  assert.equal(inForce({ since: "2010-01-01", until: "2012-12-31" }, "2013-01-01"), "no");
  assert.equal(inForce({}, "2013-01-01"), "no evidence");
  assert.equal(inForce({ status: "invited", since: "2010-01-01" }, "2013-01-01"), null);
});

test("a cell without a statement is no where the list is known, and no evidence where it is not", () => {
  assert.equal(cellState([], ROOM, true, "2020-01-01").state, "no");
  assert.equal(cellState([], ROOM, false, "2020-01-01").state, "no evidence");
  assert.equal(cellState([], ROOM, false, "1999-01-01").state, "no", "the room did not exist yet");
});

test("a seat whose start is unknown leaves the time before its first sight without evidence", () => {
  const cell = cellState([seat({ since: "2005-06-01" })], ROOM, true, "2004-01-01");
  assert.equal(cell.state, "no evidence");
  assert.equal(cell.tie, null);
});

test("a country that left and came back is out in between", () => {
  const spells = [
    seat({ start: "2018", since: "2018-01-01", end: "2019", until: "2019-12-31" }),
    seat({ start: "2023", since: "2023-01-01" }),
  ];
  const states = ["2017-01-01", "2018-05-01", "2021-01-01", "2024-01-01"].map((day) => cellState(spells, ROOM, true, day).state);
  assert.deepEqual(states, ["no", "yes", "no", "yes"]);
});

test("what is unverified is shown and not counted", () => {
  const cell = cellState([seat({ since: "2005-06-01", confidence: "unverified" })], ROOM, true, "2010-01-01");
  assert.equal(cell.tie, "member");
  assert.equal(cell.state, "no evidence");
});

test("a seat is shown before a mere tie, and a withdrawal is no tie", () => {
  const observer = { relation: "MEMBER_OF", role: "observer", seat: "observer", confidence: "stated", since: "2001-01-01" };
  const left = { relation: "WITHDREW_FROM", confidence: "stated", start: "2002", since: "2002-01-01" };
  assert.equal(cellState([observer, seat({ since: "2003-01-01" })], ROOM, true, "2010-01-01").tie, "member");
  assert.equal(cellState([left], ROOM, true, "2010-01-01").state, "no");
});

test("ties are named by relation, role and choice", () => {
  assert.equal(tieOf({ relation: "VOTED", choice: "abstain" }), "vote-abstain");
  assert.equal(tieOf({ relation: "MEMBER_OF", role: "associate" }), "associate");
  assert.equal(tieOf({ relation: "OPERATES_IN" }), "operates");
});

test("totals count seats in rooms, and say at least where a cell has no evidence", () => {
  const matrix = {
    rows: [{ id: "country:A", americas: true }, { id: "country:B", americas: true }],
    columns: [ROOM, { ...ROOM, id: "mechanism:open", known: "none" }, { ...ROOM, id: "mechanism:plan", room: false }],
    cells: [[0, 0, [0]], [1, 0, [1]], [0, 2, [2]]],
  };
  const statements = [
    seat({ since: "2001-01-01", start: "2001" }),
    seat({ since: "2005-01-01" }),
    { relation: "OPERATES_IN", confidence: "stated", since: "2001-01-01", start: "2001" },
  ];
  const on = matrixOn(matrix, statements, "2003-01-01");
  assert.equal(totalText(on.columns.get("mechanism:room")), "≥ 1");
  assert.equal(totalText(on.columns.get("mechanism:open")), "?");
  assert.equal(totalText(on.columns.get("mechanism:plan")), "1");
  assert.equal(totalText(on.rows.get("country:A")), "1");
});

test("a dormant room gives a country no seat in its total, and keeps its own", () => {
  const matrix = {
    rows: [{ id: "country:A", americas: true }],
    columns: [ROOM, { ...ROOM, id: "mechanism:asleep", statuses: [["2010-01-01", "dormant"]] }],
    cells: [[0, 0, [0]], [0, 1, [0]]],
  };
  const statements = [seat({ since: "2001-01-01", start: "2001" })];
  const totals = (day) => {
    const on = matrixOn(matrix, statements, day);
    return [on.rows.get("country:A").count, on.columns.get("mechanism:asleep").count, homeFigures(matrix, on, day).seats];
  };
  assert.deepEqual(totals("2009-12-31"), [2, 1, 2]);
  assert.deepEqual(totals("2010-01-01"), [1, 1, 1]);
});

test("the status is that of the day", () => {
  const column = { ...ROOM, statuses: [["2016-01-01", "active"], ["2021-01-01", "dormant"]], status: "dormant" };
  assert.deepEqual(["1999-01-01", "2019-01-01", "2022-01-01"].map((day) => statusOn(column, day)), ["not-yet", "active", "dormant"]);
  assert.equal(dayOfYear(2020, "2026-11-22"), "2020-12-31");
  assert.equal(dayOfYear(2026, "2026-11-22"), "2026-11-22");
});
