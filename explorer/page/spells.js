// Time as places on an axis: who belonged to what from when to when, and how many there were. No drawing here.

import { YES, cellState, counts, inForce, tieOf } from "./asof.js";
import { lastDay } from "./model.js";

const SPELLS = new Set(["MEMBER_OF", "PARTICIPATES_IN", "ADOPTED", "ENDORSED", "OPERATES_IN"]);
const ACTS = new Set(["VOTED", "SIGNED", "WITHDREW_FROM"]);
const CHAIR = "PRESIDES";
const CHAIR_FORM = "chair";
const TICK_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
// What is no day (a date out of a store that nobody checked) stands nowhere on the axis.
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Returns the number of a day, `YYYY-MM-DD`, counted from 1970, or null for what is no day. */
export function dayNumber(day) {
  if (typeof day !== "string" || !ISO_DAY.test(day)) return null;
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) ? null : time / 86_400_000;
}

/** Returns the axis from the first of January of the earliest of some days to the last day. */
export function axisOf(days, last) {
  const known = days.filter((day) => dayNumber(day) !== null && day <= last);
  const first = known.reduce((least, day) => (day < least ? day : least), last);
  return { from: `${first.slice(0, 4)}-01-01`, to: last };
}

/** Returns where on the axis a day stands, from 0 to 1; days outside stand at its ends, null is for no day. */
export function placeOn(axis, day) {
  const [at, from, to] = [day, axis.from, axis.to].map(dayNumber);
  if (at === null) return null;
  return to <= from ? 1 : Math.min(1, Math.max(0, (at - from) / (to - from)));
}

/** Returns at most `most` years of the axis to write under it, as [year, place]. */
export function yearTicks(axis, most) {
  const [first, last] = [axis.from, axis.to].map((day) => Number(day.slice(0, 4)));
  const step = TICK_STEPS.find((size) => (last - first) / size < most) ?? TICK_STEPS.at(-1);
  const found = [];
  for (let year = Math.ceil(first / step) * step; year <= last; year += step) {
    const text = String(year).padStart(4, "0");
    found.push([text, placeOn(axis, `${text}-01-01`)]);
  }
  return found;
}

/** Returns the known life of a mechanism, as a column of the matrix has it. */
export function lifeOf(model, id) {
  const column = model.columns.get(id);
  if (column !== undefined) return column;
  const { start = "", end = "", status = "" } = model.nodes.get(id) ?? {};
  return { id, first: start && `${start}-01-01`.slice(0, 10), last: end && lastDay(end), status, statuses: [] };
}

/** Returns the spans of a life in which the mechanism was not active: `{status, from, to}`, null where it has no end. */
export function idleSpans(life) {
  const spans = life.first ? [{ status: "not-yet", from: null, to: life.first }] : [];
  life.statuses.forEach(([since, status], place) => {
    if (status !== "active") spans.push({ status, from: since, to: life.statuses[place + 1]?.[0] ?? (life.last || null) });
  });
  return life.last ? [...spans, { status: "ended", from: life.last, to: null }] : spans;
}

/** Returns the form of a statement on a lane: `spell`, `act`, `chair`, or null where it stands on none. */
export function formOf(statement) {
  if (SPELLS.has(statement.relation)) return "spell";
  if (ACTS.has(statement.relation)) return "act";
  return statement.relation === CHAIR ? CHAIR_FORM : null;
}

/** Returns the kind of tie a statement shows, as in the matrix; a presidency is a chair. */
export function laneTie(statement) {
  if (statement.relation === CHAIR) return CHAIR_FORM;
  if (statement.relation === "SIGNED") return "signed";
  return statement.relation === "WITHDREW_FROM" ? "withdrew" : tieOf(statement);
}

/**
 * A statement as it stands on an axis.
 *
 * `from` and `to` are places; `unknown` says that the start is not known (`from` is then the first sight), `undated`
 * that nothing is; `open` that no end is known; `seen` is the place of the last sight within, else null; `never` marks
 * what was announced, declined or invited and did not come to be.
 */
function spellOf(statement, axis) {
  const form = formOf(statement);
  const since = placeOn(axis, statement.since);
  const until = placeOn(axis, statement.until);
  const undated = since === null && until === null;
  const from = since ?? (form === "act" ? (until ?? 0) : 0);
  const to = form === "act" ? from : Math.max(from, until ?? 1);
  const seen = placeOn(axis, statement.last_seen);
  return {
    statement, form, from, to, undated, unknown: statement.start === undefined, open: form !== "act" && until === null,
    seen: form !== "act" && seen !== null && seen > from && seen < to ? seen : null,
    never: inForce(statement, axis.to) === null,
  };
}

/** Returns the statements that stand on an axis as spells; what ended before it or begins after it is left out. */
export function spellsOn(statements, axis) {
  const gone = ({ since, until, relation }) => {
    const last = ACTS.has(relation) ? (since ?? until) : until;
    return (dayNumber(last) !== null && last < axis.from) || (dayNumber(since) !== null && since > axis.to);
  };
  return statements.filter((item) => formOf(item) !== null && !gone(item)).map((item) => spellOf(item, axis));
}

/**
 * Returns the spells in rows in which none covers another, seats before ties, and acts last.
 *
 * Each takes up at least `least` of the axis; two may cover each other by `slack`: a handover told by the month.
 */
export function inRows(spells, { least = 0, slack = 0 } = {}) {
  const rank = ({ form, statement }) => (form === "act" ? 2 : statement.seat === "member" ? 0 : 1);
  const span = ({ form, from, to, undated }) => {
    if (undated) return [-1, 2];
    return form === "act" ? [from - least / 2, from + least / 2] : [from, Math.max(to, from + least)];
  };
  const clear = (a, b) => a[1] - slack <= b[0] || b[1] - slack <= a[0];
  const rows = [];
  for (const spell of [...spells].sort((a, b) => rank(a) - rank(b) || a.from - b.from || a.to - b.to)) {
    const free = rows.find((row) => row.every((other) => clear(span(other), span(spell))));
    if (free === undefined) rows.push([spell]);
    else free.push(spell);
  }
  return rows.map((row) => row.sort((a, b) => a.from - b.from));
}

/** Returns how much of an axis so many days are. */
export function daysOn(axis, days) {
  const whole = dayNumber(axis.to) - dayNumber(axis.from);
  return whole > 0 ? days / whole : 0;
}

/** Returns the lanes of a mechanism or of a country: `{id, statements}`, seats first, the earlier before the later. */
export function lanesOf(model, id) {
  const mechanism = model.nodes.get(id)?.kind === "Mechanism";
  const lanes = new Map();
  const add = (other, statement) => {
    if (formOf(statement) === null || (!mechanism && model.nodes.get(other)?.kind !== "Mechanism")) return;
    lanes.set(other, [...(lanes.get(other) ?? []), statement]);
  };
  // A mechanism operates in a country, all other ties run from the country to the mechanism.
  const out = (statement) => (statement.relation === "OPERATES_IN") === mechanism;
  for (const statement of model.outgoing(id)) if (out(statement)) add(statement.target, statement);
  for (const statement of model.incoming(id)) if (!out(statement)) add(statement.source, statement);
  const rank = ({ statements }) => {
    if (statements.some((item) => item.seat === "member" && item.relation !== "VOTED")) return 0;
    if (statements.some((item) => item.relation === "OPERATES_IN" || item.seat === "member")) return 1;
    return statements.some((item) => formOf(item) === "spell") ? 2 : 3;
  };
  const first = ({ statements }) => statements.map((item) => item.since ?? "9999").reduce((a, b) => (a < b ? a : b));
  const far = (lane) => Number(mechanism && model.nodes.get(lane.id)?.kind !== "Country");
  return [...lanes].map(([other, statements]) => ({ id: other, statements }))
    .map((lane) => ({ lane, order: [rank(lane), far(lane), first(lane), lane.id] }))
    .sort((a, b) => {
      const at = a.order.findIndex((part, place) => part !== b.order[place]);
      return at < 0 ? 0 : a.order[at] < b.order[at] ? -1 : 1;
    })
    .map(({ lane }) => lane);
}

function nextDay(day) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

const stepsOf = new WeakMap();

/**
 * Returns how many sat in a mechanism over time: `[{day, count, most}]`, a step at each day on which it changes.
 *
 * `count` is certain, `most` also counts those for whom there is no evidence; null where nobody gives the whole list.
 */
export function memberSteps(model, id) {
  if (!stepsOf.has(model)) stepsOf.set(model, new Map());
  const kept = stepsOf.get(model);
  if (!kept.has(id)) kept.set(id, countedSteps(model, id));
  return kept.get(id);
}

function countedSteps(model, id) {
  const { rows, columns, cells } = model.payload.matrix;
  const at = columns.findIndex((column) => column.id === id);
  const about = new Map(
    at < 0
      ? lanesOf(model, id).map((lane) => [lane.id, lane.statements.filter((item) => item.relation === "MEMBER_OF" || item.relation === "OPERATES_IN")])
      : cells.filter(([, column]) => column === at).map(([row, , places]) => [row, places.map((place) => model.payload.statements[place])]),
  );
  const life = lifeOf(model, id);
  const days = new Set([life.first, life.last && nextDay(life.last)].filter(Boolean));
  for (const statement of [...about.values()].flat()) {
    if (dayNumber(statement.since) !== null) days.add(statement.since);
    if (dayNumber(statement.until) !== null) days.add(nextDay(statement.until));
  }
  const members = (day) => {
    if (at < 0) {
      const sure = [...about.values()].filter((items) => items.some((item) => item.confidence !== "unverified" && inForce(item, day) === YES));
      return { day, count: sure.length, most: null };
    }
    let [count, open] = [0, 0];
    rows.forEach((row, place) => {
      const known = life.known === "all" || (life.known === "americas" && row.americas);
      const cell = cellState(about.get(place) ?? [], life, known, day);
      if (counts(cell, life)) count += 1;
      else if (cell.open) open += 1;
    });
    return { day, count, most: life.known === "none" ? null : count + open };
  };
  const found = [...days].sort().map(members);
  return found.filter((step, place) => place === 0 || step.count !== found[place - 1].count || step.most !== found[place - 1].most);
}

/** Returns the step that holds on a day, or null before the first. */
export function stepOn(found, day) {
  return found.filter((step) => step.day <= day).at(-1) ?? null;
}
