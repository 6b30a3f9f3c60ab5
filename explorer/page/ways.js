// Paths between two nodes on a day: which statements they may run over, and what can be said where there is none.

import { NO_EVIDENCE, YES, inForce } from "./asof.js";
import { columnsOfPaths, shortestPaths, waysOf } from "./path.js";
import { edgesOf } from "./plan.js";

/** How many paths are drawn before the rest is only counted. */
export const DRAWN = 24;

const kept = new WeakMap();

// The ways of a day are the same for every pair: made once until another day is asked for.
function waysOn(model, day, states) {
  const key = `${day} ${states.join()}`;
  const known = kept.get(model);
  if (known?.key === key) return known.ways;
  const isSource = (id) => model.nodes.get(id)?.kind === "Source";
  const ways = waysOf(
    model.payload.statements,
    (statement) =>
      statement.confidence !== "unverified" && states.includes(inForce(statement, day)) && !isSource(statement.source) && !isSource(statement.target),
  );
  kept.set(model, { key, ways });
  return ways;
}

/**
 * Returns the shortest paths between two nodes on a day: `{state, length, total, paths, ways}`.
 *
 * `state` is "yes" where what is in force joins them, "no evidence" where only statements without known dates complete a
 * path, "none" where nothing in the graph does (which does not say that there is none).
 */
export function pathsBetween(ctx, from, to, day) {
  const compare = (a, b) => ctx.short(a).localeCompare(ctx.short(b), ctx.lang) || (a < b ? -1 : 1);
  for (const [state, states] of [["yes", [YES]], ["no evidence", [YES, NO_EVIDENCE]]]) {
    const ways = waysOn(ctx.model, day, states);
    const found = shortestPaths(ways, from, to, { most: DRAWN, compare });
    if (found !== null) return { ...found, state, ways };
  }
  return { state: "none", length: null, total: 0, paths: [], ways: new Map() };
}

/** Returns the plan of paths: both ends, and between them a column for each step. */
export function pathPlan(ctx, { paths, ways }) {
  const { columns, places } = columnsOfPaths(paths, ways);
  const last = columns.length - 1;
  return {
    columns: columns.map((nodes, step) => ({
      gap: last > 3 ? 84 : 130,
      ...(step === 0 || step === last ? {} : { title: ctx.t("network.step", { n: step }) }),
      items: nodes.map((id) => ({ form: "node", id })),
    })),
    edges: edgesOf(ctx.model.payload.statements, places),
    more: 0,
  };
}

/** Returns the words of one step of a path: how the first is tied to the second, read from the first. */
export function stepWords(ctx, ways, from, to) {
  const found = ways.get(from).get(to).map((at) => ctx.model.payload.statements[at]);
  return [...new Set(found.map((statement) => ctx.relation(statement.relation, statement.source !== from)))].join(", ");
}
