import assert from "node:assert/strict";
import { test } from "node:test";

import { pickable, rowsWith } from "../../../explorer/page/only.js";
import { answerFor, chosenOf, readChosen, valuesOf, writeChosen } from "../../../explorer/page/params.js";
import { inWords, namesOf } from "../../../explorer/page/said.js";
import { seriated } from "../../../explorer/page/seriate.js";
import { columnsTied, everTied, tiesOn } from "../../../explorer/page/ties.js";

// -- parameters -----------------------------------------------------------------------------------------------------

const HOSTS = {
  parameters: [
    { name: "response", values: ["mechanism:r4v", "mechanism:unnm"] },
    { name: "forum", values: [null, "mechanism:quito", "mechanism:rcm"] },
  ],
  answers: [
    { params: { response: "mechanism:r4v" } },
    { params: { response: "mechanism:r4v", forum: "mechanism:rcm", roles: ["member"] } },
  ],
};

test("what is chosen stands in the hash by its values, and survives it", () => {
  const chosen = { response: "mechanism:unnm", forum: "mechanism:rcm" };
  assert.equal(writeChosen(chosen), "forum~mechanism:rcm response~mechanism:unnm");
  assert.deepEqual(readChosen(HOSTS, writeChosen(chosen)), chosen);
  assert.equal(writeChosen(chosenOf(HOSTS, { response: "mechanism:r4v", forum: null })), "", "defaults need no words");
});

test("a value that the question does not offer falls back to its default", () => {
  for (const text of ["forum~mechanism:none", "forum", "forum~a~b", "~", "__proto__~x", "other~mechanism:rcm", ""]) {
    assert.deepEqual(readChosen(HOSTS, text), {}, text);
  }
  assert.deepEqual(valuesOf(HOSTS, { forum: "nobody" }), { response: "mechanism:r4v", forum: null });
  assert.deepEqual(valuesOf(undefined, {}), {});
});

test("an answer is found by the values it was asked with, and a value not given is not one", () => {
  assert.equal(answerFor(HOSTS, valuesOf(HOSTS, { forum: "mechanism:rcm" })), HOSTS.answers[1]);
  assert.equal(answerFor(HOSTS, valuesOf(HOSTS, {})), HOSTS.answers[0]);
  assert.equal(answerFor(HOSTS, valuesOf(HOSTS, { forum: "mechanism:quito" })), undefined);
  const themes = { answers: [{ params: { themes: ["theme:asylum"] } }] };
  assert.equal(answerFor(themes, { themes: "theme:asylum" }), themes.answers[0]);
});

// -- rows -----------------------------------------------------------------------------------------------------------

const ROWS = [
  { cells: ["country:COL", "theme:asylum", ["mechanism:rcm"]], evidence: [] },
  { cells: ["country:COL", "theme:health", []], evidence: [] },
  { cells: ["country:PER", "theme:asylum", ["mechanism:rcm", "mechanism:csm"]], evidence: [] },
];

test("rows are picked by all of the names chosen, and keep their place in the whole", () => {
  assert.deepEqual(rowsWith(ROWS, ["theme:asylum", "mechanism:csm"]).map((row) => row.open), [{ form: "row", place: 2 }]);
  assert.equal(rowsWith(ROWS, []), ROWS);
  assert.deepEqual(rowsWith(ROWS, ["country:MEX"]), []);
});

test("only names that would leave some rows out are offered", () => {
  const kinds = { country: "Country", theme: "Theme", mechanism: "Mechanism" };
  const kindOf = (id) => kinds[id.split(":")[0]];
  const offered = pickable(ROWS, kindOf);
  assert.deepEqual(offered.map(({ kind }) => kind), ["Country", "Mechanism", "Theme"]);
  assert.deepEqual(pickable(rowsWith(ROWS, ["country:COL"]), kindOf).flatMap(({ ids }) => ids).sort(), ["mechanism:rcm", "theme:asylum", "theme:health"]);
});

// -- words ----------------------------------------------------------------------------------------------------------

test("names are sorted and joined as Python joins them", () => {
  const dictionary = { "said.and": "y", "said.and-i": "e", "said.more": "{n} más" };
  const words = { t: (key, { n } = {}) => dictionary[key].replace("{n}", n), label: (id) => id };
  assert.equal(namesOf(["c", "a", "b"], words), "a, b y c");
  assert.equal(namesOf(["c", "a", "b"], words, 2), "a, b y 1 más");
  assert.equal(inWords(["Perú", "Islas Caimán"], words), "Perú e Islas Caimán");
  assert.equal(inWords(["a, b", "c", "d"], words), "a, b; c y d");
});

// -- the matrix -----------------------------------------------------------------------------------------------------

test("those that are alike stand together, empty ones last, always in the same order", () => {
  const sets = ["ab", "cd", "", "ab", "cd", "abx", "cdx"].map((text) => new Set(text));
  const order = seriated(sets);
  assert.deepEqual([...order].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert.equal(order.at(-1), 2);
  const kind = order.slice(0, 6).map((place) => ([0, 3, 5].includes(place) ? "a" : "c")).join("");
  assert.match(kind, /^(aaaccc|cccaaa)$/);
  assert.deepEqual(seriated(sets), order);
  assert.deepEqual(seriated([]), []);
  assert.deepEqual(seriated([new Set()]), [0]);
});

const ROOM = { id: "mechanism:room", room: true, known: "all", first: "2000-01-01", last: "", statuses: [], status: "active" };
const MATRIX = {
  rows: ["A", "B", "C"].map((name) => ({ id: `country:${name}`, americas: true })),
  columns: [ROOM, { ...ROOM, id: "mechanism:platform", room: false }, { ...ROOM, id: "mechanism:open", known: "none" }],
  cells: [[0, 0, [0]], [1, 0, [1]], [1, 1, [2]]],
};
const STATEMENTS = [
  { relation: "MEMBER_OF", role: "member", seat: "member", confidence: "stated", start: "2005", since: "2005-01-01" },
  { relation: "MEMBER_OF", role: "observer", seat: "observer", confidence: "stated", start: "2001", since: "2001-01-01" },
  { relation: "OPERATES_IN", confidence: "stated", start: "2001", since: "2001-01-01" },
];

test("a kind of ties has its own columns and totals", () => {
  const ids = (kind) => columnsTied(MATRIX, STATEMENTS, kind).map((column) => column.id);
  assert.deepEqual(ids("members"), ["mechanism:room", "mechanism:open"]);
  assert.deepEqual(ids("areas"), ["mechanism:platform"]);
  assert.deepEqual(ids("others"), ["mechanism:room"]);
  assert.deepEqual(ids("adopted"), []);
  const members = tiesOn(MATRIX, STATEMENTS, "2010-01-01", "members");
  assert.deepEqual(members.columns.get("mechanism:room"), { count: 1, unknown: 0 });
  assert.equal(members.cells.get("country:B mechanism:room").state, "no", "an observer is no member");
  assert.equal(tiesOn(MATRIX, STATEMENTS, "2010-01-01", "areas").rows.get("country:B").count, 1);
});

test("a list of members says nothing of observers, but that a member is none", () => {
  const { cells, columns } = tiesOn(MATRIX, STATEMENTS, "2010-01-01", "others");
  const state = (name) => cells.get(`country:${name} mechanism:room`).state;
  assert.deepEqual(["A", "B", "C"].map(state), ["no", "yes", "no evidence"]);
  assert.deepEqual(columns.get("mechanism:room"), { count: 1, unknown: 1 });
});

test("what the order goes by is the same on every day, and leaves out what is unverified or never held", () => {
  const statements = [...STATEMENTS.slice(0, 2), { ...STATEMENTS[2], confidence: "unverified" }];
  const { rows, ofColumn } = everTied(MATRIX, statements, "all");
  assert.deepEqual(rows.map((set) => [...set]), [["mechanism:room"], ["mechanism:room"], []]);
  assert.deepEqual([...ofColumn.get("mechanism:platform")], []);
});
