// The whole view is one small object, written in the hash of the address: a link shows it again, Back undoes.

export const TABS = ["matrix", "overlaps", "network", "table"];
const ORDERS = ["region", "az"];
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Returns whether the text is a real calendar day, `YYYY-MM-DD`. */
export function isDay(text) {
  if (typeof text !== "string" || !DAY.test(text)) return false;
  return new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

function small(text, size) {
  if (!/^\d{1,5}$/.test(text ?? "")) return null;
  const number = Number(text);
  return number < size ? number : null;
}

function selection(text, known, rows) {
  const [form, ...rest] = String(text ?? "").split("~");
  if (form === "n" && rest.length === 1 && known.nodes.has(rest[0])) return { form: "node", id: rest[0] };
  if (form === "c" && rest.length === 2 && rest.every((id) => known.nodes.has(id))) {
    return { form: "cell", row: rest[0], column: rest[1] };
  }
  if (form === "s" && rest.length === 1 && known.statements.has(rest[0])) return { form: "statement", id: rest[0] };
  const place = form === "r" && rest.length === 1 ? small(rest[0], rows()) : null;
  return place === null ? null : { form: "row", place };
}

function selectionText(sel) {
  if (sel.form === "node") return `n~${sel.id}`;
  if (sel.form === "cell") return `c~${sel.row}~${sel.column}`;
  if (sel.form === "statement") return `s~${sel.id}`;
  return `r~${sel.place}`;
}

/** Returns the state a page starts from. `known` = `{answers, rows, nodes, statements, columns, kinds, asOf, first, tab}`. */
export function startState(known) {
  return {
    q: "home", a: 0, d: 0, tab: known.tab, sel: null, lang: null, on: known.asOf,
    order: "region", columns: null, hidden: [], ego: null,
  };
}

/**
 * Returns the state a hash describes. Whatever it does not understand falls back to the start, field by field.
 *
 * `known.answers` maps the name of a question to the number of its answers; `known.rows(name, answer)` counts rows.
 */
export function parseHash(hash, known) {
  const state = startState(known);
  let params;
  try {
    params = new URLSearchParams(String(hash ?? "").replace(/^#/, ""));
  } catch {
    return state;
  }
  const answers = known.answers.get(params.get("q"));
  if (answers !== undefined) {
    state.q = params.get("q");
    state.a = small(params.get("a"), answers) ?? 0;
  }
  if (TABS.includes(params.get("tab"))) state.tab = params.get("tab");
  if (["en", "es"].includes(params.get("lang"))) state.lang = params.get("lang");
  const on = params.get("on");
  if (isDay(on) && on >= known.first && on <= known.asOf) state.on = on;
  if (ORDERS.includes(params.get("order"))) state.order = params.get("order");
  if (known.nodes.has(params.get("ego"))) state.ego = params.get("ego");
  state.d = small(params.get("d"), 1000) ?? 0;
  const columns = params.has("cols") ? params.get("cols").split(" ").filter((id) => known.columns.has(id)) : [];
  if (columns.length > 0) state.columns = [...new Set(columns)];
  const hidden = (params.get("hide") ?? "").split(" ").filter((kind) => known.kinds.has(kind));
  state.hidden = [...new Set(hidden)];
  state.sel = selection(params.get("sel"), known, () => (answers === undefined ? 0 : known.rows(state.q, state.a)));
  return state;
}

/** Returns the hash of a state, without what is as at the start (the language is always said: a link keeps it). */
export function formatHash(state, known) {
  const start = startState(known);
  const params = new URLSearchParams();
  if (state.q !== start.q) params.set("q", state.q);
  if (state.a !== 0) params.set("a", String(state.a));
  if (state.d !== 0) params.set("d", String(state.d));
  params.set("tab", state.tab);
  if (state.ego !== null) params.set("ego", state.ego);
  if (state.on !== start.on) params.set("on", state.on);
  if (state.order !== start.order) params.set("order", state.order);
  if (state.columns !== null) params.set("cols", state.columns.join(" "));
  if (state.hidden.length > 0) params.set("hide", state.hidden.join(" "));
  if (state.sel !== null) params.set("sel", selectionText(state.sel));
  if (state.lang !== null) params.set("lang", state.lang);
  // Colons, tildes and slashes are legal in a fragment, and a link people can read is worth three replacements.
  return `#${params.toString().replaceAll("%3A", ":").replaceAll("%7E", "~").replaceAll("%2F", "/")}`;
}
