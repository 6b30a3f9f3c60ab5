// The whole view is one small object, written in the hash of the address: a link shows it again, Back undoes.
//
// What only one view keeps is declared by that view (`fields`, see views.js): under its key in the state,
// `{start, read(text, known), write(value)}`, where `read` gives null for what it does not understand.

import { linked, readChosen, unlinked, writeChosen } from "./params.js";

// So many nodes at once can pick the rows of an answer.
const ONLY = 4;
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Returns whether the text is a real calendar day, `YYYY-MM-DD`. */
export function isDay(text) {
  if (typeof text !== "string" || !DAY.test(text)) return false;
  return new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

/** Returns the whole number from 0 to below `size` that a text is, or null. */
export function small(text, size) {
  if (!/^\d{1,5}$/.test(text ?? "")) return null;
  const number = Number(text);
  return number < size ? number : null;
}

function selection(text, known, rows) {
  const [form, ...rest] = String(text ?? "").split("~").map(unlinked);
  if (form === "n" && rest.length === 1 && known.nodes.has(rest[0])) return { form: "node", id: rest[0] };
  if (form === "c" && rest.length === 2 && rest.every((id) => known.nodes.has(id))) {
    return { form: "cell", row: rest[0], column: rest[1] };
  }
  if (form === "s" && rest.length === 1 && known.statements.has(rest[0])) return { form: "statement", id: rest[0] };
  const place = form === "r" && rest.length === 1 ? small(rest[0], rows()) : null;
  return place === null ? null : { form: "row", place };
}

function selectionText(sel) {
  if (sel.form === "node") return `n~${linked(sel.id)}`;
  if (sel.form === "cell") return `c~${linked(sel.row)}~${linked(sel.column)}`;
  if (sel.form === "statement") return `s~${linked(sel.id)}`;
  return `r~${sel.place}`;
}

/**
 * Returns the state a page starts from.
 *
 * `known` = `{questions, rows, nodes, statements, columns, kinds, asOf, first, tab, tabs, fields}`.
 */
export function startState(known) {
  const own = Object.entries(known.fields).map(([key, field]) => [key, field.start]);
  return { q: "home", p: {}, only: [], tab: known.tab, sel: null, lang: null, on: known.asOf, hidden: [], ...Object.fromEntries(own) };
}

/**
 * Returns the state a hash describes. Whatever it does not understand falls back to the start, field by field.
 *
 * `known.questions` maps names to questions; `known.rows(name, chosen, day)` counts the rows of an answer.
 */
export function parseHash(hash, known) {
  const state = startState(known);
  let params;
  try {
    params = new URLSearchParams(String(hash ?? "").replace(/^#/, ""));
  } catch {
    return state;
  }
  const question = known.questions.get(params.get("q"));
  if (question !== undefined) {
    state.q = params.get("q");
    state.p = readChosen(question, params.get("p"));
  }
  const only = (params.get("only") ?? "").split(" ").map(unlinked).filter((id) => known.nodes.has(id));
  state.only = [...new Set(only)].slice(0, ONLY);
  if (known.tabs.includes(params.get("tab"))) state.tab = params.get("tab");
  if (["en", "es"].includes(params.get("lang"))) state.lang = params.get("lang");
  const on = params.get("on");
  if (isDay(on) && on >= known.first && on <= known.asOf) state.on = on;
  for (const [key, field] of Object.entries(known.fields)) {
    if (params.has(key)) state[key] = field.read(params.get(key), known) ?? field.start;
  }
  const hidden = (params.get("hide") ?? "").split(" ").filter((kind) => known.kinds.has(kind));
  state.hidden = [...new Set(hidden)];
  state.sel = selection(params.get("sel"), known, () => (question === undefined ? 0 : known.rows(state.q, state.p, state.on)));
  return state;
}

/** Returns the hash of a state, without what is as at the start (the language is always said: a link keeps it). */
export function formatHash(state, known) {
  const start = startState(known);
  const params = new URLSearchParams();
  if (state.q !== start.q) params.set("q", state.q);
  const chosen = writeChosen(state.p);
  if (chosen !== "") params.set("p", chosen);
  if (state.only.length > 0) params.set("only", state.only.map(linked).join(" "));
  params.set("tab", state.tab);
  if (state.on !== start.on) params.set("on", state.on);
  for (const [key, field] of Object.entries(known.fields)) {
    const text = field.write(state[key]);
    if (text !== field.write(field.start)) params.set(key, text);
  }
  if (state.hidden.length > 0) params.set("hide", state.hidden.join(" "));
  if (state.sel !== null) params.set("sel", selectionText(state.sel));
  if (state.lang !== null) params.set("lang", state.lang);
  // Colons, tildes and slashes are legal in a fragment, and a link people can read is worth three replacements.
  return `#${params.toString().replaceAll("%3A", ":").replaceAll("%7E", "~").replaceAll("%2F", "/")}`;
}

/** Returns a field that is one of some words; the first is the start. */
export function oneOf(words) {
  return { start: words[0], read: (text) => (words.includes(text) ? text : null), write: (word) => word };
}

/** Returns a field that is a node or none; `has(id, known)` may ask for more than that the page has it. */
export function nodeField(has = (id, known) => known.nodes.has(id)) {
  return { start: null, read: (text, known) => (has(text, known) ? text : null), write: (id) => id ?? "" };
}

/** Returns a field that is a list of ids, or none. */
export function idsField(has) {
  return {
    start: null,
    read: (text, known) => {
      const ids = [...new Set(text.split(" ").map(unlinked).filter((id) => has(id, known)))];
      return ids.length > 0 ? ids : null;
    },
    write: (ids) => (ids ?? []).map(linked).join(" "),
  };
}
