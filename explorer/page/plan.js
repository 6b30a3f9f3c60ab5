// From a plan (who stands in which column, which statements are lines) to a drawing with words and colours for a scene.
//
// A plan is `{columns, edges, more}`: a column `{x, gap, anchor, key, ids, items}` (see scene.js; `key` and `ids` name its head),
// an item `{form, id, y}` with, by its form, `node` where that is not its id (node), `rest`, `about`, `words` (more),
// `at` (amount) or `title` (head), and an edge `{id, at, from, to, bend, arrow}` between items.

import { NO_EVIDENCE, YES, inForce } from "./asof.js";

const DASHES = { inferred: [7, 5], unverified: [2, 5] };
/** The line of a statement whose dates do not say whether it holds on the day. */
export const UNDATED = [11, 4, 2, 4];

/** Returns the plan of a drawing out of the payload: places by its columns, ends by its statements. */
export function planOf(model, drawing) {
  const { statements } = model.payload;
  // Who gives and gets stands in two columns: by node its boxes, from left to right.
  const boxes = new Map();
  const boxOfNode = (node) => {
    const own = boxes.get(node) ?? [];
    boxes.set(node, [...own, `${node}${" again".repeat(own.length)}`]);
    return boxes.get(node)[own.length];
  };
  const stops = new Map();
  const columns = drawing.columns.filter((column) => column.x !== undefined).map((column) => {
    const { x, y, step, ys, nodes = [], statements: sums, key, ids, rest } = column;
    const middle = (row) => (ys === undefined ? y + row * step : ys[row]);
    const items = sums === undefined
      ? nodes.map((node, row) => ({ form: "node", id: boxOfNode(node), node, y: middle(row) }))
      : sums.map((at, row) => ({ form: "amount", id: `amount ${at}`, at, y: middle(row) }));
    // Whoever has a box by now stands to the left of the sums.
    for (const at of sums ?? []) stops.set(at, boxes.get(statements[at].source).at(-1));
    if (rest !== undefined) items.push({ form: "more", id: `more ${key}`, rest, y: middle(items.length - 1) + 34 });
    return { x, key, ids, items };
  });
  const edges = drawing.edges.flatMap((line) => {
    const [at, type, roundness] = Array.isArray(line) ? line : [line];
    const [from, to] = [statements[at].source, statements[at].target].map((node) => boxes.get(node)?.at(-1));
    // The line of a sum runs through the box that says it.
    if (stops.has(at)) {
      const stop = `amount ${at}`;
      const got = columns.findIndex((column) => column.items.some((item) => item.id === stop)) + 1;
      const to = columns[got].items.find((item) => item.node === statements[at].target).id;
      return [
        { id: `s${at}`, at, from: stops.get(at), to: stop, arrow: false },
        { id: `s${at} on`, at, from: stop, to },
      ];
    }
    return [{ id: `s${at}`, at, from, to, bend: type === undefined ? undefined : { type, roundness } }];
  });
  return { columns, edges, more: drawing.more ?? 0 };
}

/** Returns the node that an item stands for. */
export function nodeOf(item) {
  return item.node ?? item.id;
}

/** Returns the edges of statements between boxes that are there; parallel ones are bent apart, as Python bends them. */
export function edgesOf(statements, places) {
  const drawn = new Map();
  return places.map((at) => {
    const { source, target } = statements[at];
    const pair = source < target ? `${source} ${target}` : `${target} ${source}`;
    const nth = (drawn.get(pair) ?? 0) + 1;
    drawn.set(pair, nth);
    const bend = nth === 1 ? undefined : { type: nth % 2 === 1 ? "curvedCW" : "curvedCCW", roundness: Math.round(nth * 8) / 100 };
    return { id: `s${at}`, at, from: source, to: target, bend };
  });
}

/** Returns the heading of a column of boxes: `{key, ids}` names the text and the nodes in it. */
export function columnTitle(ctx, column) {
  if (column.title !== undefined) return column.title;
  if (column.key === undefined || column.key === "") return "";
  const names = (column.ids ?? []).map((id) => ctx.short(id));
  return ctx.t(`network.${column.key}`, { a: names[0] ?? "", b: names[1] ?? "" });
}

/** Returns a sum as it is written in its box: the amount in its own currency, and its kind; what is not known says so. */
export function amountText(ctx, statement) {
  const kind = statement.money ? ctx.value(statement.money) : "";
  if (statement.amount === undefined) return kind === "" ? ctx.t("network.amount-unknown") : `${kind}: ${ctx.t("network.amount-unknown")}`;
  return `${kind} ${ctx.number(statement.amount)} ${statement.currency ?? ctx.t("network.currency-unknown")}`.trim();
}

function boxOf(ctx, item, { chosen, bare }) {
  const made = { id: item.id, form: item.form, y: item.y, dash: null, thick: 1 };
  const paper = { fill: ctx.colour("--paper"), line: ctx.colour("--line-strong"), text: ctx.colour("--ink-2") };
  if (item.form === "head") return { ...made, ...paper, label: item.title };
  if (item.form === "more") return { ...made, ...paper, label: ctx.t("network.rest", { n: item.rest.length }), text: ctx.colour("--accent"), dash: [4, 3] };
  if (item.form === "amount") {
    const statement = ctx.model.payload.statements[item.at];
    const known = statement.amount !== undefined;
    return { ...made, ...paper, label: amountText(ctx, statement), text: ctx.colour(known ? "--ink" : "--ink-2"), dash: known ? null : [2, 4] };
  }
  const node = nodeOf(item);
  const kind = ctx.model.payload.kinds[ctx.model.nodes.get(node)?.kind] ?? {};
  const picked = chosen === node;
  const look = bare.has(item.id) ? { ...paper, dash: [4, 3] } : { fill: kind.fill, line: kind.line, text: kind.text };
  return { ...made, ...look, label: ctx.short(node), ...(picked ? { line: ctx.colour("--pick"), thick: 3 } : {}) };
}

// Whether a statement is a line on that day, and of which kind; null is a day that the answer has fixed already.
function held(statement, day) {
  return day === null ? YES : inForce(statement, day);
}

/** Returns the drawing of a plan on a day, for `sceneOf`; with `bare`, the nodes that no line reaches on that day. */
export function drawingOn(ctx, plan, day) {
  const { statements } = ctx.model.payload;
  const chosen = ctx.state.sel?.form === "node" ? ctx.state.sel.id : null;
  const shows = (item) => item.form !== "node" || !ctx.state.hidden.includes(ctx.model.nodes.get(nodeOf(item))?.kind);
  const columns = plan.columns.map((column) => ({ ...column, items: withoutEmptyHeads(column.items.filter(shows)) }));
  const there = new Set(columns.flatMap((column) => column.items.map((item) => item.id)));
  const edges = plan.edges.filter((edge) => there.has(edge.from) && there.has(edge.to));
  const lines = edges.filter((edge) => [YES, NO_EVIDENCE].includes(held(statements[edge.at], day)));
  const reached = new Set(lines.flatMap((edge) => [edge.from, edge.to]));
  const bare = new Set(day === null ? [] : edges.flatMap((edge) => [edge.from, edge.to]).filter((id) => !reached.has(id) && id !== plan.centre));
  const places = new Map();
  columns.forEach((column, number) => column.items.forEach((item) => places.set(item.id, number)));
  const across = lines.filter((edge) => places.get(edge.from) !== places.get(edge.to));
  return {
    columns: columns.map((column) => ({ x: column.x, gap: column.gap, anchor: column.anchor, head: columnTitle(ctx, column), boxes: column.items.map((item) => item.id) })),
    boxes: columns.flatMap((column) => column.items.map((item) => boxOf(ctx, item, { chosen, bare }))),
    lines: across.map((edge) => lineOn(ctx, edge, statements[edge.at], { day, chosen })),
    items: columns.map((column) => ({ title: columnTitle(ctx, column), items: column.items })),
    bare,
    within: lines.length - across.length,
    undated: lines.some((edge) => held(statements[edge.at], day) === NO_EVIDENCE),
    more: plan.more ?? 0,
  };
}

function withoutEmptyHeads(items) {
  return items.filter((item, place) => item.form !== "head" || (items[place + 1] !== undefined && items[place + 1].form !== "head"));
}

function lineOn(ctx, edge, statement, { day, chosen }) {
  const near = chosen !== null && [statement.source, statement.target].includes(chosen);
  const undated = held(statement, day) === NO_EVIDENCE;
  return {
    ...edge,
    dash: undated ? UNDATED : DASHES[statement.confidence] ?? null,
    width: near ? 2.5 : undated ? 1 : 1.2,
    color: ctx.colour(near ? "--pick" : "--edge"),
  };
}
