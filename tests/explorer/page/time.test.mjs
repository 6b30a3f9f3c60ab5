import assert from "node:assert/strict";
import { test } from "node:test";

import { yearAfter, yearBefore } from "../../../explorer/page/asof.js";
import { changesBetween, inWeight, maybeBegun, yearOf, yearTold } from "../../../explorer/page/changes.js";
import { indexed } from "../../../explorer/page/model.js";
import { axisOf, dayNumber, daysOn, idleSpans, inRows, lanesOf, lifeOf, memberSteps, placeOn, spellsOn, stepOn, yearTicks } from "../../../explorer/page/spells.js";
import { partsOf } from "../../../explorer/page/text.js";

const AXIS = { from: "2000-01-01", to: "2026-11-22" };
let number = 0;

function told(source, target, more = {}) {
  number += 1;
  const statement = { id: `s${number}`, relation: "MEMBER_OF", role: "member", source, target, confidence: "stated", ...more };
  if (statement.start !== undefined) statement.since ??= `${statement.start}-01-01`.slice(0, 10);
  if (statement.end !== undefined) statement.until ??= `${statement.end}-12-31`.slice(0, 10);
  return statement;
}

function world(statements, { columns = [], nodes = [], observations = [], cells = [], rows = [] } = {}) {
  const ids = new Set(statements.flatMap((item) => [item.source, item.target]));
  const kind = (id) => ({ mechanism: "Mechanism", country: "Country", project: "Project" })[id.split(":")[0]];
  const own = new Map([...ids].map((id) => [id, { id, kind: kind(id), name: { en: id } }]));
  for (const node of nodes) own.set(node.id, { kind: kind(node.id), name: { en: node.id }, ...node });
  return indexed({
    meta: { as_of: AXIS.to }, nodes: [...own.values()], statements, observations, evidence: [], questions: [],
    matrix: { columns, rows, cells },
  });
}

const seat = (source, target, more) => told(source, target, { seat: "member", ...more });

// -- years ----------------------------------------------------------------------------------------------------------

test("a step goes to the end of a year, and stops at both ends", () => {
  assert.equal(yearAfter("2018-12-31", "2026-11-22"), "2019-12-31");
  assert.equal(yearAfter("2018-05-03", "2026-11-22"), "2018-12-31");
  assert.equal(yearAfter("2025-12-31", "2026-11-22"), "2026-11-22");
  assert.equal(yearAfter("2026-11-22", "2026-11-22"), null);
  assert.equal(yearBefore("2018-05-03", "1990-01-01", "2026-11-22"), "2017-12-31");
  assert.equal(yearBefore("1990-12-31", "1990-01-01", "2026-11-22"), null);
  assert.deepEqual(yearOf("2026-03-01", "2026-11-22"), ["2026-01-01", "2026-11-22"]);
});

// -- changes --------------------------------------------------------------------------------------------------------

test("a start and an end are changes; what is unknown, announced or unverified is none", () => {
  const model = world([
    seat("country:A", "mechanism:x", { start: "2018" }),
    seat("country:B", "mechanism:x", { since: "2018-05-01" }),
    seat("country:C", "mechanism:x", { start: "2018", status: "announced" }),
    seat("country:D", "mechanism:x", { start: "2018", confidence: "unverified" }),
    seat("country:E", "mechanism:x", { start: "2010", end: "2012" }),
  ]);
  const rows = changesBetween(model, "2018-01-01", "2018-12-31");
  assert.deepEqual(rows.map((row) => [row.subject, row.change]), [["country:A", "joined"]]);
  assert.deepEqual(changesBetween(model, "2010-01-01", "2010-12-31").map((row) => row.subject), ["country:E"]);
});

test("statements of one change on one day are one row, with all their evidence", () => {
  const model = world([
    told("country:A", "mechanism:x", { relation: "ADOPTED", role: undefined, seat: "member", start: "2018", end: "2019", until: "2019-01-08" }),
    told("country:A", "mechanism:x", { relation: "WITHDREW_FROM", role: undefined, start: "2019-01-08", since: "2019-01-08" }),
  ]);
  const rows = changesBetween(model, "2019-01-01", "2019-12-31");
  assert.equal(rows.length, 1);
  assert.equal(rows[0].change, "left");
  assert.equal(rows[0].evidence.length, 2);
});

test("a seat of unknown start may have begun until it was first seen, and not before its mechanism", () => {
  const model = world(
    [seat("country:A", "mechanism:x", { since: "2021-05-28" }), seat("country:B", "mechanism:x", { start: "2018" })],
    { nodes: [{ id: "mechanism:x", start: "2018" }] },
  );
  const open = (year) => maybeBegun(model, `${year}-01-01`, `${year}-12-31`);
  assert.deepEqual([2017, 2018, 2021, 2022].map(open), [0, 1, 1, 0]);
});

test("a year is told by mechanism, its moves first, and a presidency held for a year once", () => {
  const model = world([
    seat("country:A", "mechanism:x", { start: "2018" }),
    told("country:A", "mechanism:y", { relation: "PRESIDES", role: "chair", start: "2018", end: "2018" }),
    told("country:A", "project:p", { relation: "FUNDS", role: undefined, start: "2018" }),
    told("mechanism:r", "country:B", { relation: "OPERATES_IN", role: undefined, start: "2018" }),
  ], { observations: [{ id: "o1", node: "mechanism:x", measure: "status", text: "dormant", start: "2018", confidence: "stated" }] });
  const year = yearTold(model, "2018-01-01", "2018-12-31");
  assert.equal(year.other, 1);
  assert.deepEqual([year.joining, year.leaving], [true, false]);
  assert.deepEqual(
    inWeight(year.told).map(({ mechanism, act }) => [mechanism, act.key ?? act.text]),
    [["mechanism:x", "joined"], ["mechanism:r", "operates"], ["mechanism:x", "dormant"], ["mechanism:y", "took over"]],
  );
});

// -- places on the axis ---------------------------------------------------------------------------------------------

test("days stand on the axis by their share of it, and what is no day stands nowhere", () => {
  assert.equal(placeOn(AXIS, "2000-01-01"), 0);
  assert.equal(placeOn(AXIS, "2026-11-22"), 1);
  assert.equal(placeOn(AXIS, "1900-01-01"), 0);
  for (const odd of [undefined, null, "", "2018", "<script>", "2018-99-99", "x".repeat(10)]) assert.equal(placeOn(AXIS, odd), null, String(odd));
  assert.equal(dayNumber("1970-01-02"), 1);
  assert.deepEqual(axisOf(["2018-09-04", "nonsense", "2099-01-01"], "2026-11-22"), { from: "2018-01-01", to: "2026-11-22" });
  assert.deepEqual(axisOf([], "2026-11-22"), { from: "2026-01-01", to: "2026-11-22" });
  assert.ok(daysOn(AXIS, 30) < 0.01);
});

test("there are never more years to write than fit", () => {
  for (const from of ["0001-01-01", "1800-01-01", "1990-01-01", "2026-01-01"]) {
    const ticks = yearTicks({ from, to: "2026-11-22" }, 12);
    assert.ok(ticks.length >= 1 && ticks.length <= 12, `${from}: ${ticks.length}`);
    assert.ok(ticks.every(([year, place]) => /^\d{4}$/.test(year) && place >= 0 && place <= 1));
  }
});

test("an unknown start begins at the first sight, an unknown end runs on, an unknown time covers all", () => {
  const [open, unknown, undated, over] = spellsOn([
    seat("country:A", "mechanism:x", { start: "2018", last_seen: "2024-01-01" }),
    seat("country:B", "mechanism:x", { since: "2021-05-28" }),
    seat("country:C", "mechanism:x", {}),
    seat("country:D", "mechanism:x", { start: "2020", end: "2021", last_seen: "2023-01-01" }),
  ], AXIS);
  assert.deepEqual([open.open, open.unknown, open.to], [true, false, 1]);
  assert.ok(open.seen > open.from && open.seen < 1);
  assert.deepEqual([unknown.unknown, unknown.from], [true, placeOn(AXIS, "2021-05-28")]);
  assert.deepEqual([undated.undated, undated.from, undated.to], [true, 0, 1]);
  assert.deepEqual([over.open, over.seen], [false, null]);
});

test("what ended before the axis or begins after it is not drawn, and odd dates do no harm", () => {
  const gone = [
    seat("country:A", "mechanism:x", { start: "1990", end: "1999" }),
    seat("country:B", "mechanism:x", { start: "2030" }),
    told("country:C", "mechanism:x", { relation: "VOTED", choice: "yes", start: "1998" }),
    told("country:C", "mechanism:x", { relation: "FUNDS", start: "2018" }),
  ];
  assert.deepEqual(spellsOn(gone, AXIS), []);
  const [odd, turned] = spellsOn([
    seat("country:A", "mechanism:x", { start: "<b>", since: "<b>", until: "never" }),
    seat("country:B", "mechanism:x", { start: "2020", since: "2020-01-01", end: "2010", until: "2010-12-31" }),
  ], AXIS);
  assert.equal(odd.undated, true);
  assert.ok(turned.to >= turned.from);
});

test("spells in a row do not cover each other, seats stand first", () => {
  const spells = spellsOn([
    told("country:A", "mechanism:x", { relation: "VOTED", choice: "yes", start: "2018" }),
    told("country:A", "mechanism:x", { role: "observer", start: "2010", end: "2017" }),
    seat("country:A", "mechanism:x", { start: "2018" }),
  ], AXIS);
  const rows = inRows(spells, { least: 0.03 });
  assert.equal(rows.length, 2);
  assert.deepEqual(rows[0].map((spell) => spell.statement.role), ["observer", "member"]);
  assert.equal(inRows(spells.slice(1).concat(spells.slice(1))).length, 2);
});

test("presidencies that hand over within a month stand in one row", () => {
  const chairs = spellsOn([
    told("country:A", "mechanism:x", { relation: "PRESIDES", role: "chair", start: "2020", end: "2021-06", until: "2021-06-30" }),
    told("country:B", "mechanism:x", { relation: "PRESIDES", role: "chair", start: "2021-06", end: "2022" }),
  ], AXIS);
  assert.equal(inRows(chairs).length, 2);
  assert.equal(inRows(chairs, { slack: daysOn(AXIS, 45) }).length, 1);
});

// -- lives and lanes ------------------------------------------------------------------------------------------------

test("a life has spans before its founding, while dormant and after its end", () => {
  const column = { id: "mechanism:x", first: "2016-01-01", last: "", statuses: [["2016-01-01", "active"], ["2022-05-17", "dormant"]], status: "dormant" };
  assert.deepEqual(idleSpans(column), [
    { status: "not-yet", from: null, to: "2016-01-01" }, { status: "dormant", from: "2022-05-17", to: null },
  ]);
  const model = world([], { nodes: [{ id: "mechanism:y", start: "2007-10-24", end: "2012-06", status: "ended" }, { id: "mechanism:z" }] });
  assert.deepEqual([lifeOf(model, "mechanism:y").first, lifeOf(model, "mechanism:y").last], ["2007-10-24", "2012-06-30"]);
  assert.deepEqual(idleSpans(lifeOf(model, "mechanism:z")), []);
});

test("lanes run from either side, seats before other ties, and leave out what is no tie", () => {
  const statements = [
    told("country:B", "mechanism:x", { role: "observer", start: "2001" }),
    seat("country:A", "mechanism:x", { start: "2010" }),
    told("mechanism:x", "country:C", { relation: "OPERATES_IN", start: "2018" }),
    told("mechanism:x", "project:p", { relation: "IMPLEMENTS", start: "2018" }),
  ];
  const model = world(statements);
  assert.deepEqual(lanesOf(model, "mechanism:x").map((lane) => lane.id), ["country:A", "country:C", "country:B"]);
  assert.deepEqual(lanesOf(model, "country:C").map((lane) => lane.id), ["mechanism:x"]);
  assert.deepEqual(lanesOf(model, "country:nobody"), []);
});

test("members over time have a certain number and one that sources leave open", () => {
  const statements = [seat("country:A", "mechanism:x", { start: "2018" }), seat("country:B", "mechanism:x", { since: "2021-05-28" })];
  const column = { id: "mechanism:x", room: true, known: "all", first: "2018-01-01", last: "", statuses: [], status: "active" };
  const model = world(statements, {
    columns: [column], rows: [{ id: "country:A", americas: true }, { id: "country:B", americas: true }], cells: [[0, 0, [0]], [1, 0, [1]]],
  });
  const steps = memberSteps(model, "mechanism:x");
  assert.deepEqual(steps, [{ day: "2018-01-01", count: 1, most: 2 }, { day: "2021-05-28", count: 2, most: 2 }]);
  assert.equal(stepOn(steps, "2020-01-01").count, 1);
  assert.equal(stepOn(steps, "2017-01-01"), null);
});

test("a text takes pieces in the place of names", () => {
  const piece = { nodeType: 1 };
  assert.deepEqual(partsOf("{names} joined", { names: ["A, ", piece] }), ["A, ", piece, " joined"]);
  assert.deepEqual(partsOf("nothing", {}), ["nothing"]);
});
