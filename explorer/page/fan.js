// The neighbours of a node in two columns, by what ties them to it; and, further out, the neighbours of those.

import { edgesOf } from "./plan.js";

/** How many rows (boxes and the words over a group) a side has before its largest groups are cut short. */
export const ROWS = 34;
const FURTHER = 26;
const ROOM = 124;
/** What stays of a group that is cut short. */
const LEAST = 3;
// How high a box is with the room under it, and how far under the top of its neighbours the node itself may stand.
const ROW_HIGH = 36;
const FROM_TOP = 200;

/** Returns the places of the statements that touch a node, without those that only say what a document is about. */
export function touching(model, id) {
  const isSource = (other) => model.nodes.get(other)?.kind === "Source";
  return [...model.outgoing(id), ...model.incoming(id).filter((statement) => statement.source !== id)]
    .filter((statement) => !isSource(statement.source) && !isSource(statement.target))
    .map((statement) => model.places.get(statement.id));
}

// The neighbours of a node by relation and direction, in the order of the schema; each stands in its first group only.
function groupsOf(ctx, id, without) {
  const { payload } = ctx.model;
  const order = Object.keys(payload.relations);
  const byName = new Intl.Collator(ctx.lang);
  const groups = new Map();
  for (const at of touching(ctx.model, id)) {
    const { relation, source, target } = payload.statements[at];
    const back = target === id && source !== id;
    const key = `${back ? "<" : ">"}${relation}`;
    if (!groups.has(key)) groups.set(key, { key, back, relation, others: new Set() });
    groups.get(key).others.add(back ? source : target);
  }
  const seen = new Set([id, ...without]);
  return [...groups.values()]
    .sort((a, b) => order.indexOf(a.relation) - order.indexOf(b.relation) || Number(a.back) - Number(b.back))
    .map((group) => {
      const others = [...group.others].filter((other) => !seen.has(other));
      others.forEach((other) => seen.add(other));
      return { ...group, title: ctx.relation(group.relation, group.back), others: others.sort((a, b) => byName.compare(ctx.short(a), ctx.short(b))) };
    })
    .filter((group) => group.others.length > 0);
}

function rowsOf(groups) {
  return groups.reduce((sum, group) => sum + group.others.length + 1, 0);
}

// What is tied to it on the left, what it is tied to on the right; whole groups change sides where one would be too long.
function sides(groups) {
  const both = [groups.filter((group) => group.back), groups.filter((group) => !group.back)];
  const [small, large] = rowsOf(both[0]) < rowsOf(both[1]) ? both : [both[1], both[0]];
  while (rowsOf(large) > 12 && large.length > 1) {
    const last = large.reduce((least, group) => (group.others.length <= least.others.length ? group : least));
    const moved = last.others.length + 1;
    if (rowsOf(small) + moved > rowsOf(large) - moved) break;
    small.push(last);
    large.splice(large.indexOf(last), 1);
  }
  return both;
}

// The items of a column of groups, of which the largest are cut short until no more than `rows` are left.
function itemsOf(groups, rows, about) {
  const shown = groups.map((group) => group.others.length);
  const total = () => shown.reduce((sum, number, place) => sum + number + 1 + Number(number < groups[place].others.length), 0);
  while (total() > rows && Math.max(...shown) > LEAST) {
    const place = shown.indexOf(Math.max(...shown));
    // The box that says "+2 more" takes a row itself: fewer than two are never cut.
    shown[place] -= shown[place] === groups[place].others.length ? 2 : 1;
  }
  return groups.flatMap((group, place) => {
    const rest = group.others.slice(shown[place]);
    return [
      { form: "head", id: `head ${about} ${group.key}`, title: group.title },
      ...group.others.slice(0, shown[place]).map((id) => ({ form: "node", id })),
      ...(rest.length > 0 ? [{ form: "more", id: `more ${about} ${group.key}`, rest, about, words: group.title }] : []),
    ];
  });
}

function nodesIn(columns) {
  return new Set(columns.flatMap((column) => column.items.filter((item) => item.form === "node").map((item) => item.id)));
}

// How high the node itself stands: in the middle of its neighbours, but of long columns on the first screen.
function centreOf(both) {
  const most = Math.max(...both.map((groups) => Math.min(ROWS, rowsOf(groups))));
  return Math.min(0, FROM_TOP - (most * ROW_HIGH) / 2);
}

/** Returns whether a node has neighbours to draw. */
export function hasFan(model, id) {
  return touching(model, id).some((at) => {
    const { source, target } = model.payload.statements[at];
    return source !== target;
  });
}

/**
 * Returns the plan of a node, its neighbours and those of each node of `plus` that is drawn, or null without any.
 *
 * What is there never moves: the neighbours of a further node stand in a column of their own, on its side.
 */
export function fanPlan(ctx, id, plus = []) {
  const { model } = ctx;
  if (!hasFan(model, id)) return null;
  const [left, right] = sides(groupsOf(ctx, id, []));
  let columns = [
    { items: itemsOf(left, ROWS, id), gap: ROOM },
    { items: [{ form: "node", id, y: centreOf([left, right]) }], gap: ROOM, anchor: true },
    { items: itemsOf(right, ROWS, id), gap: ROOM },
  ].filter((column) => column.items.length > 0);
  const places = new Set(touching(model, id));
  const expanded = [];
  for (const other of plus) {
    const drawn = nodesIn(columns);
    if (!drawn.has(other) || other === id) continue;
    const items = itemsOf(groupsOf(ctx, other, drawn), FURTHER, other);
    const middle = columns.findIndex((column) => column.anchor === true);
    const before = columns.findIndex((column) => column.items.some((item) => item.id === other)) < middle;
    const column = { items, gap: ROOM, key: "ego", ids: [other] };
    columns = before ? [column, ...columns] : [...columns, column];
    touching(model, other).forEach((at) => places.add(at));
    expanded.push(other);
  }
  const drawn = nodesIn(columns);
  const near = new Set([id, ...expanded]);
  const lines = [...places].filter((at) => {
    const { source, target } = model.payload.statements[at];
    return drawn.has(source) && drawn.has(target) && (near.has(source) || near.has(target));
  });
  return { columns, edges: edgesOf(model.payload.statements, lines.sort((a, b) => a - b)), more: 0, centre: id, expanded };
}
