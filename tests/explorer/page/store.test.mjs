// What a store gives is taken into the model; what is left out is said.

import assert from "node:assert/strict";
import test from "node:test";

import { adopted, grown, leftOver, touches } from "../../../explorer/page/store.js";

function made() {
  const own = { id: "s1", relation: "FUNDS", source: "a", target: "b" };
  const model = {
    payload: { statements: [own], kinds: { Project: { en: "project", plural: { en: "Projects" } } } },
    nodes: new Map([["a", { id: "a", name: { en: "A" } }], ["b", { id: "b", stub: true }]]),
    sources: new Map(),
    statements: new Map([["s1", own]]),
    places: new Map([["s1", 0]]),
    outgoing: (id) => (id === "a" ? [own] : []),
    incoming: (id) => (id === "b" ? [own] : []),
    evidence: (id) => (id === "s1" ? [{ about: "s1", source: "x" }] : []),
    observations: () => [],
  };
  return { model, known: { nodes: new Set(model.nodes.keys()), statements: new Set(["s1"]) } };
}

const PART = {
  nodes: [{ id: "a", name: { en: "another" } }, { id: "b", name: { en: "B" } }, { id: "x", kind: "Source", name: { en: "X" } }],
  statements: [{ id: "s1", relation: "FUNDS", source: "a", target: "b" }, { id: "s2", relation: "FUNDS", source: "b", target: "a" }],
  observations: [{ id: "o1", node: "b" }],
  evidence: [{ about: "s1", source: "x" }, { about: "s2", source: "x" }, { about: "b", source: "x" }],
};

test("what comes is added once, and what was there stays", () => {
  const { model, known } = made();
  for (let times = 0; times < 2; times += 1) grown(model, known, structuredClone(PART));
  assert.equal(model.nodes.get("a").name.en, "A");
  assert.equal(model.nodes.get("b").name.en, "B");
  assert.equal(model.nodes.get("b").stub, undefined);
  assert.deepEqual(model.outgoing("b").map((row) => row.id), ["s2"]);
  assert.deepEqual(model.incoming("a").map((row) => row.id), ["s2"]);
  assert.equal(model.payload.statements[model.places.get("s2")].id, "s2");
  assert.equal(model.evidence("s1").length, 1);
  assert.equal(model.evidence("s2").length, 1);
  assert.equal(model.evidence("b").length, 1);
  assert.equal(model.observations("b").length, 1);
  assert.ok(known.nodes.has("x") && known.statements.has("s2") && model.sources.has("x"));
});

test("a name is adopted only where none is known", () => {
  const { model, known } = made();
  adopted(model, known, { id: "a", kind: "Country", name: { en: "other" }, stub: true });
  adopted(model, known, { id: "c", kind: "Project", name: { en: "C" }, stub: true });
  adopted(model, known, { id: null, kind: "Project", name: { en: "C" } });
  assert.equal(model.nodes.get("a").name.en, "A");
  assert.ok(known.nodes.has("c"));
  assert.equal(model.nodes.size, 3);
});

test("the matrix lacks nothing while all countries and mechanisms are there", () => {
  assert.equal(touches({ kinds: { Project: [1, 9] } }, "matrix"), false);
  assert.equal(touches({ kinds: { Project: [1, 9] } }, "network"), true);
  assert.equal(touches({ kinds: { Country: [1, 9] } }, "matrix"), true);
});

test("what is left out is counted kind by kind", () => {
  const { model } = made();
  const ctx = {
    model,
    number: String,
    list: (names) => names.join(" + "),
    pick: (pair) => (typeof pair === "string" ? pair : pair?.en ?? ""),
    t: (key, values) => `${key} ${JSON.stringify(values)}`,
  };
  const said = leftOver(ctx, { nodes: [2, 10], statements: [1, 5], evidence: [3, 3], kinds: { Project: [2, 10] } });
  assert.match(said, /8 projects \+ left\.statements/);
  assert.doesNotMatch(said, /left\.evidence/);
});
