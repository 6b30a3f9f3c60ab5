// Rooms and seats on a day, as graph/rooms.py has them: where governments meet, who sits there, who does not.

import { NO, NO_EVIDENCE, YES, inForce, statusOn } from "./asof.js";

export const COUNTED = new Set(["stated", "inferred"]);

/** Returns two texts in the order that Python sorts them in; what is unknown comes first. */
export function byText(a, b) {
  if (a === b) return 0;
  if (a === null) return -1;
  return b === null || a > b ? 1 : -1;
}

/** Returns the rooms on a day by id: `{id, scope, status, whole}`, sorted by id. */
export function roomsOn(model, day) {
  const { columns, others } = model.payload.matrix;
  const found = [...columns, ...others].filter((column) => column.room);
  found.sort((a, b) => byText(a.id, b.id));
  return new Map(
    found.map((column) => [column.id, { id: column.id, scope: column.scope, status: statusOn(column, day), whole: column.known !== "none" }]),
  );
}

/** Returns whether a statement gives its country a member's seat that counts on the day. */
export function seatedOn(statement, day) {
  return statement.seat === "member" && COUNTED.has(statement.confidence) && inForce(statement, day) === YES;
}

/** Returns whether a statement gives any seat, also an associate's or observer's, that counts on the day. */
export function presentOn(statement, day) {
  return statement.seat !== undefined && COUNTED.has(statement.confidence) && inForce(statement, day) === YES;
}

/** Returns the seats on a day by country: for each country its rooms, each with the ids of the statements, sorted. */
export function seatsOn(model, day) {
  const found = new Map();
  for (const statement of model.payload.statements) {
    if (!seatedOn(statement, day)) continue;
    if (!found.has(statement.source)) found.set(statement.source, new Map());
    const held = found.get(statement.source);
    held.set(statement.target, [...(held.get(statement.target) ?? []), statement.id].sort(byText));
  }
  return found;
}

/** Returns the rooms (of `open`) whose list is not whole on the day: of unknown list, or with a seat in doubt. */
export function undecidedOn(model, day, open) {
  const found = new Set([...open.values()].filter((room) => !room.whole).map((room) => room.id));
  for (const statement of model.payload.statements) {
    if (statement.seat !== "member" || !open.has(statement.target)) continue;
    const state = inForce(statement, day);
    if (state === NO_EVIDENCE || (state === YES && !COUNTED.has(statement.confidence))) found.add(statement.target);
  }
  return found;
}

/**
 * Returns every country that the statements of a mechanism name: `{state, about}` by country.
 *
 * In a room, in means seated; in another mechanism that it operates there. What is not well enough supported is not
 * counted, but as long as it stands there is no evidence that the country is out.
 */
export function presenceOn(model, mechanism, day) {
  const room = roomsOn(model, day).has(mechanism);
  const found = new Map();
  for (const statement of room ? model.incoming(mechanism) : model.outgoing(mechanism)) {
    if (room ? statement.seat !== "member" : statement.relation !== "OPERATES_IN") continue;
    const held = inForce(statement, day);
    // Announced is not yet a "no" of a platform; a seat that was only announced is none.
    if (held === null && !room) continue;
    const counted = COUNTED.has(statement.confidence);
    const state = held ?? NO;
    const country = room ? statement.source : statement.target;
    if ((!counted && state === NO) || model.nodes.get(country)?.kind !== "Country") continue;
    if (!found.has(country)) found.set(country, { [YES]: null, [NO_EVIDENCE]: null, [NO]: null });
    const about = (found.get(country)[counted ? state : NO_EVIDENCE] ??= []);
    if (counted) about.push(statement.id);
  }
  const best = (states) => [YES, NO_EVIDENCE, NO].find((state) => states[state] !== null);
  return new Map([...found].map(([country, states]) => [country, { state: best(states), about: states[best(states)].sort(byText) }]));
}

/** Returns what a mechanism says of a country that none of its statements names: no, where its list is known there. */
export function absentFrom(model, mechanism, country) {
  const { columns, others } = model.payload.matrix;
  const known = [...columns, ...others].find((column) => column.id === mechanism)?.known ?? wholeOf(model, mechanism);
  if (known === "americas") return americas(model).has(model.nodes.get(country)?.region) ? NO : NO_EVIDENCE;
  return known === "all" ? NO : NO_EVIDENCE;
}

function wholeOf(model, mechanism) {
  return model.nodes.get(mechanism)?.members_known === true ? "all" : "none";
}

function americas(model) {
  return new Set(model.payload.matrix.rows.filter((row) => row.americas).map((row) => row.region));
}
