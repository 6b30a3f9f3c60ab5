// Drawings of answers that the page makes itself, for the day of the answer: pairs of mechanisms, countries beside rooms.

import { NO_EVIDENCE, YES } from "./asof.js";
import { edgesOf } from "./plan.js";
import { absentFrom, presenceOn } from "./rooms.js";

function byNameIn(ctx) {
  const collator = new Intl.Collator(ctx.lang);
  return (a, b) => collator.compare(ctx.short(a), ctx.short(b)) || (a < b ? -1 : 1);
}

function nodeItems(nodes) {
  return nodes.map((id) => ({ form: "node", id }));
}

// Who is in a mechanism on the day, each with the places of the statements that say so, and what holds for the others.
function holdingOf(ctx, mechanism) {
  const present = presenceOn(ctx.model, mechanism, ctx.day);
  const inside = [...present].filter(([, { state }]) => state === YES);
  return {
    mechanism,
    inside: new Map(inside.map(([country, { about }]) => [country, about.map((id) => ctx.model.places.get(id))])),
    stateOf: (country) => present.get(country)?.state ?? absentFrom(ctx.model, mechanism, country),
  };
}

// Who is in one and not in the other; whoever may be in the other, for all that is known, stands apart.
function onlyIn(ctx, side, other) {
  const rest = [...side.inside.keys()].filter((country) => !other.inside.has(country)).sort(byNameIn(ctx));
  const unsure = rest.filter((country) => other.stateOf(country) === NO_EVIDENCE);
  const sure = rest.filter((country) => !unsure.includes(country));
  const names = { a: ctx.short(side.mechanism), b: ctx.short(other.mechanism) };
  const group = (key, countries) =>
    countries.length === 0 ? [] : [{ form: "head", id: `head ${key} ${side.mechanism}`, title: ctx.t(`network.${key}`, names) }, ...nodeItems(countries)];
  return [...group("only", sure), ...group("unsure", unsure)];
}

/** Returns the plan of two mechanisms: only in the first, the first, in both, the second, only in the second. */
export function pairPlan(ctx, a, b) {
  const [first, second] = [holdingOf(ctx, a), holdingOf(ctx, b)];
  const both = [...first.inside.keys()].filter((country) => second.inside.has(country)).sort(byNameIn(ctx));
  const places = new Set([first, second].flatMap(({ inside }) => [...inside.values()].flat()));
  const column = (items, more) => ({ gap: 46, items, ...more });
  return {
    columns: [
      column(onlyIn(ctx, first, second)),
      column(nodeItems([a])),
      column(nodeItems(both), { key: "both", ids: [a, b] }),
      column(nodeItems([b])),
      column(onlyIn(ctx, second, first)),
    ].filter(({ items }) => items.length > 0),
    edges: edgesOf(ctx.model.payload.statements, [...places].sort((x, y) => x - y)),
  };
}

function seatsPlan(ctx, rows) {
  const byName = byNameIn(ctx);
  const rooms = [...new Set(rows.flatMap(({ cells }) => cells[2]))].sort(byName);
  const middle = ({ cells }) => cells[2].reduce((sum, room) => sum + rooms.indexOf(room), 0) / cells[2].length;
  const countries = [...rows].sort((x, y) => middle(x) - middle(y) || byName(x.cells[0], y.cells[0])).map(({ cells }) => cells[0]);
  return {
    columns: [
      { items: nodeItems(countries), key: "countries" },
      { items: nodeItems(rooms).map((item, place) => ({ ...item, y: (place - (rooms.length - 1) / 2) * 72 })), gap: 260, key: "rooms", anchor: true },
    ],
    edges: edgesOf(ctx.model.payload.statements, [...new Set(rows.flatMap(({ evidence }) => evidence))].sort((a, b) => a - b)),
  };
}

/** Returns the drawings of the answer for its own day: `{words, row, plan()}`, none where Python makes them or it has none. */
export function drawnHere(asked) {
  const { canned, whole } = asked;
  if (canned === null) return [];
  const ctx = { ...asked, day: canned.as_of };
  const words = (a, b) => `${ctx.short(a)} – ${ctx.short(b)}`;
  if (ctx.state.q === "member-overlap" && canned.params.between === "mechanisms") {
    return whole.rows.map(({ cells: [a, b] }, row) => ({ words: words(a, b), row, plan: () => pairPlan(ctx, a, b) }));
  }
  if (ctx.state.q === "hosts-outside-forum") {
    const { response, forum } = canned.params;
    return [{ words: words(response, forum), plan: () => pairPlan(ctx, response, forum) }];
  }
  if (ctx.state.q === "country-seats" && whole.rows.length > 0) return [{ words: "", plan: () => seatsPlan(ctx, whole.rows) }];
  return [];
}
