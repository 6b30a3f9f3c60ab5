import assert from "node:assert/strict";
import test from "node:test";

import { fanPlan, hasFan } from "../../../explorer/page/fan.js";
import { columnsOfPaths, shortestPaths, waysOf } from "../../../explorer/page/path.js";
import { drawingOn, edgesOf, planOf } from "../../../explorer/page/plan.js";
import { curve, sceneOf, wrapped } from "../../../explorer/page/scene.js";
import { pathsBetween } from "../../../explorer/page/ways.js";

const measure = (text) => text.length * 7;
const colour = (name) => name;

function statement(source, relation, target, more = {}) {
  return { id: `${relation}/${source}/${target}`, source, relation, target, confidence: "stated", start: "2000", since: "2000-01-01", ...more };
}

function contextOver(statements, nodes = {}) {
  const ids = new Set(statements.flatMap(({ source, target }) => [source, target]));
  const payload = { statements, relations: { MEMBER_OF: {}, FUNDS: {}, OPERATES_IN: {} }, kinds: { Country: { fill: "#fff", line: "#000", text: "#000" } } };
  const model = {
    payload,
    nodes: new Map([...ids].map((id) => [id, { id, kind: "Country", ...nodes[id] }])),
    places: new Map(statements.map((item, at) => [item.id, at])),
    outgoing: (id) => statements.filter(({ source }) => source === id),
    incoming: (id) => statements.filter(({ target }) => target === id),
  };
  return {
    model, lang: "en", state: { hidden: [], sel: null }, measure, colour,
    t: (key, values = {}) => `${key}${values.n === undefined ? "" : ` ${values.n}`}`,
    short: (id) => id, value: (word) => word, number: String, relation: (name, back) => (back ? `< ${name}` : name),
  };
}

function overlapping(boxes) {
  return boxes.filter((a, place) => boxes.slice(place + 1).some((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h));
}

// -- scenes ---------------------------------------------------------------------------------------------------------

test("words wrap, and a word longer than a box is cut", () => {
  assert.deepEqual(wrapped("one two three", 50, measure), ["one two", "three"]);
  assert.deepEqual(wrapped("abcdefghijkl", 35, measure), ["abcde", "fghij", "kl"]);
  assert.deepEqual(wrapped("", 35, measure), [""]);
});

test("boxes with long names are pushed apart, and a column keeps its middle", () => {
  const long = "a name that is so long that it wraps over several lines of its box, as those of projects do";
  const boxes = ["a", "b", "c"].map((id, row) => ({ id, form: "node", label: long, y: (row - 1) * 34 }));
  const other = { id: "d", form: "node", label: long, y: 0 };
  const scene = sceneOf({ columns: [{ x: 50, boxes: ["a", "b", "c"], head: "A heading" }, { x: 120, boxes: ["d"] }], boxes: [...boxes, other], lines: [] }, { measure, colour });
  assert.deepEqual(overlapping(scene.boxes), []);
  const middle = (id) => scene.boxes.find((box) => box.id === id).cy;
  assert.equal(middle("b"), middle("d"));
  assert.ok(scene.heads[0].y + scene.heads[0].h / 2 < scene.boxes[0].y);
  for (const box of scene.boxes) assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.w <= scene.width && box.y + box.h <= scene.height);
});

test("lines run from the edge of one box to that of the other, and bend as they do on the canvas", () => {
  const boxes = [{ id: "a", form: "node", label: "a", y: 0 }, { id: "b", form: "node", label: "b", y: 100 }];
  const line = { id: "s0", from: "a", to: "b", dash: [7, 5], width: 1, color: "c" };
  const scene = sceneOf({ columns: [{ x: 0, boxes: ["a"] }, { x: 300, boxes: ["b"] }], boxes, lines: [line] }, { measure, colour });
  const [a, b] = scene.boxes;
  const numbers = scene.lines[0].d.match(/-?[\d.]+/g).map(Number);
  assert.ok(Math.abs(numbers[0] - (a.x + a.w)) < 0.2);
  assert.ok(Math.abs(numbers[6] - b.x) < 0.2);
  assert.deepEqual(scene.lines[0].dash, [7, 5]);
  assert.match(scene.lines[0].arrow, /^M.*Z$/);
  assert.deepEqual(curve({ cx: 0, cy: 0 }, { cx: 300, cy: 100 }, scene.lines[0].run), [[0, 0], [150, 0], [150, 100], [300, 100]]);
});

// -- neighbours -----------------------------------------------------------------------------------------------------

const MANY = [
  ...Array.from({ length: 60 }, (_, n) => statement("c", "MEMBER_OF", `m${String(n).padStart(2, "0")}`)),
  statement("f", "FUNDS", "c"),
  statement("m00", "OPERATES_IN", "x"),
  statement("m00", "OPERATES_IN", "y"),
  statement("m00", "FUNDS", "m01"),
];

function items(plan, form) {
  return plan.columns.flatMap((column) => column.items).filter((item) => item.form === form);
}

test("a fan is grouped by relation, and the rest of a large group is one box", () => {
  const ctx = contextOver(MANY);
  const plan = fanPlan(ctx, "c");
  const [more] = items(plan, "more");
  assert.equal(items(plan, "node").length + more.rest.length, 62);
  assert.deepEqual(items(plan, "head").map((item) => item.title).sort(), ["< FUNDS", "MEMBER_OF"]);
  assert.ok(more.rest.length > 20);
  assert.ok(!hasFan(ctx.model, "nobody"));
  assert.equal(fanPlan(ctx, "nobody"), null);
});

test("expanding adds a column and moves nothing; what is not drawn is not expanded", () => {
  const ctx = contextOver(MANY);
  const placed = (plan) => {
    const scene = sceneOf(drawingOn(ctx, plan, "2020-01-01"), ctx);
    assert.deepEqual(overlapping(scene.boxes), []);
    return new Map(scene.boxes.map((box) => [box.id, [box.cx + scene.left, box.cy + scene.top]]));
  };
  const before = placed(fanPlan(ctx, "c"));
  const plan = fanPlan(ctx, "c", ["m00", "m59", "c"]);
  const after = placed(plan);
  assert.deepEqual(plan.expanded, ["m00"]);
  for (const [id, at] of before) assert.deepEqual(after.get(id), at, id);
  assert.ok(after.has("x") && after.has("y"));
});

test("a box that no line reaches on the day is bare, and ties within a column are counted", () => {
  const ctx = contextOver([statement("c", "MEMBER_OF", "a", { end: "2001", until: "2001-12-31" }), statement("c", "MEMBER_OF", "b"), statement("c", "MEMBER_OF", "u", { start: undefined, since: undefined })]);
  const drawing = drawingOn(ctx, fanPlan(ctx, "c"), "2020-01-01");
  assert.deepEqual([...drawing.bare], ["a"]);
  assert.deepEqual(drawing.lines.map((line) => line.to), ["b", "u"]);
  assert.ok(drawing.undated);
});

test("parallel statements are bent apart", () => {
  const lines = edgesOf([statement("a", "MEMBER_OF", "b"), statement("b", "FUNDS", "a"), statement("a", "FUNDS", "b")], [0, 1, 2]);
  assert.deepEqual(lines.map((line) => line.bend?.type), [undefined, "curvedCCW", "curvedCW"]);
});

// -- money ----------------------------------------------------------------------------------------------------------

test("the line of a sum runs through its box, and who gives what it got stands on both sides", () => {
  const ctx = contextOver([statement("d", "FUNDS", "r", { amount: 5, currency: "EUR", money: "pledge" }), statement("r", "FUNDS", "p", { money: "pledge" }), statement("p", "OPERATES_IN", "d")]);
  const column = (x, more) => ({ x, y: 0, step: 34, ...more });
  const plan = planOf(ctx.model, {
    columns: [column(0, { nodes: ["d", "r"] }), column(100, { statements: [0, 1] }), column(200, { nodes: ["r", "p"], rest: ["z"] }), column(300, { nodes: ["d"] })],
    edges: [0, 1, 2],
  });
  assert.deepEqual(plan.edges.map(({ from, to }) => [from, to]), [["d", "amount 0"], ["amount 0", "r again"], ["r", "amount 1"], ["amount 1", "p"], ["p", "d again"]]);
  const drawing = drawingOn(ctx, plan, null);
  const label = (id) => drawing.boxes.find((box) => box.id === id);
  assert.equal(label("amount 0").label, "pledge 5 EUR");
  assert.equal(label("amount 1").label, "pledge: network.amount-unknown");
  assert.notDeepEqual(label("amount 1").dash, label("amount 0").dash);
  assert.equal(items(plan, "more")[0].rest[0], "z");
});

// -- paths ----------------------------------------------------------------------------------------------------------

const STEPS = [
  statement("a", "MEMBER_OF", "m"), statement("b", "MEMBER_OF", "m"), statement("a", "MEMBER_OF", "n"), statement("b", "MEMBER_OF", "n"),
  statement("b", "FUNDS", "n"), statement("a", "FUNDS", "z"), statement("z", "FUNDS", "y"), statement("y", "FUNDS", "b"), statement("a", "FUNDS", "a"),
];

test("all shortest paths are found and counted, in either direction, up to a cap", () => {
  const ways = waysOf(STEPS, () => true);
  const found = shortestPaths(ways, "a", "b");
  assert.deepEqual([found.length, found.total, found.paths], [2, 2, [["a", "m", "b"], ["a", "n", "b"]]]);
  const capped = shortestPaths(ways, "a", "b", { most: 1 });
  assert.deepEqual([capped.total, capped.paths], [2, [["a", "m", "b"]]]);
  assert.deepEqual(columnsOfPaths(found.paths, ways), { columns: [["a"], ["m", "n"], ["b"]], places: [0, 1, 2, 3, 4] });
  assert.equal(shortestPaths(ways, "a", "nobody"), null);
});

test("a path counts what is in force and verified; unknown dates are said, and nothing is never no", () => {
  const ctx = contextOver(
    [
      statement("a", "MEMBER_OF", "m", { until: "2001-12-31", end: "2001" }), statement("b", "MEMBER_OF", "m"),
      statement("a", "MEMBER_OF", "n", { start: undefined, since: undefined }), statement("n", "FUNDS", "b"),
      statement("a", "FUNDS", "c", { confidence: "unverified" }), statement("a", "FUNDS", "s"), statement("s", "FUNDS", "c"),
    ],
    { s: { kind: "Source" } },
  );
  assert.equal(pathsBetween(ctx, "a", "b", "2001-06-01").state, "yes");
  const later = pathsBetween(ctx, "a", "b", "2020-01-01");
  assert.deepEqual([later.state, later.paths], ["no evidence", [["a", "n", "b"]]]);
  assert.deepEqual([pathsBetween(ctx, "a", "c", "2020-01-01").state, pathsBetween(ctx, "a", "c", "2020-01-01").total], ["none", 0]);
});
