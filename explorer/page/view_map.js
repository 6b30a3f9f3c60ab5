// Map: the countries as equal tiles where they lie; how many seats each holds, who is in a mechanism, or in which of two.

import { NO_EVIDENCE, counts, totalText } from "./asof.js";
import { button, el } from "./dom.js";
import { groundClass, tieMark } from "./marks.js";
import { idsField } from "./state.js";
import { tilesOf } from "./tiles.js";

const STEPS = 4;

/** Returns how a country stands to two mechanisms: both, a, b, neither, or no evidence where the answer is open. */
export function sideOf(inA, inB) {
  if (inA === null || inB === null) return inA || inB ? (inA ? "a open" : "b open") : "no evidence";
  if (inA) return inB ? "both" : "a";
  return inB ? "b" : "neither";
}

// Whether the country is in it: yes, no, or null for no evidence.
function inIt(ctx, id, column) {
  const cell = ctx.matrix.cells.get(`${id} ${column.id}`);
  if (counts(cell, column)) return true;
  return cell.open ? null : false;
}

function seatsTile(ctx, id, most) {
  const total = ctx.matrix.rows.get(id);
  const step = total.count === 0 ? 0 : Math.ceil((total.count / most) * STEPS);
  const text = totalText(total);
  return { content: text, class: `tile step${step}${text === "?" ? " unknown" : ""}`, says: ctx.t("map.seats", { n: text }), open: { form: "node", id } };
}

function cellTile(ctx, id, column) {
  const cell = ctx.matrix.cells.get(`${id} ${column.id}`);
  const none = cell.state === NO_EVIDENCE ? "cell.no-evidence" : "cell.no";
  return {
    content: cell.tie === null ? (cell.state === NO_EVIDENCE ? "?" : null) : tieMark(cell.tie),
    class: `tile ${groundClass(cell)}`,
    says: cell.tie === null ? ctx.t(none) : `${ctx.value(cell.tie)}, ${ctx.value(cell.confidence)}`,
    open: { form: "cell", row: id, column: column.id },
  };
}

const SIDES = {
  both: ["A B", "both"], a: ["A", "only-a"], b: ["B", "only-b"], neither: [null, "ground none"], "no evidence": ["?", "unknown"],
  "a open": ["A ?", "only-a open"], "b open": ["B ?", "only-b open"],
};

function sideTile(ctx, id, [a, b]) {
  const side = sideOf(inIt(ctx, id, a), inIt(ctx, id, b));
  const [content, name] = SIDES[side];
  return { content, class: `tile ${name}`, says: ctx.t(`map.${side.replace(" ", "-")}`, { a: ctx.short(a.id), b: ctx.short(b.id) }), open: { form: "node", id } };
}

function columnsOf(ctx) {
  return (ctx.state.map ?? []).map((id) => ctx.model.columns.get(id));
}

function tileOf(ctx, chosen, most) {
  if (chosen.length === 0) return (id) => seatsTile(ctx, id, most);
  return chosen.length === 1 ? (id) => cellTile(ctx, id, chosen[0]) : (id) => sideTile(ctx, id, chosen);
}

function tileButton(ctx, { id, code }, tile) {
  const { sel } = ctx.state;
  return button(
    [el("span", { class: "tile-code", "aria-hidden": "true" }, code), el("span", { class: "tile-mark", "aria-hidden": "true" }, tile.content), el("span", { class: "tile-name", "aria-hidden": "true" }, ctx.short(id))],
    () => ctx.go({ sel: tile.open }),
    {
      key: `tile ${id}`, class: tile.class, title: ctx.short(id), "aria-label": `${ctx.short(id)}: ${tile.says}`,
      "aria-pressed": JSON.stringify(sel) === JSON.stringify(tile.open) ? "true" : null,
    },
  );
}

function picker(ctx, at) {
  const chosen = ctx.state.map ?? [];
  const label = at === 0 ? "map.of" : "map.with";
  const change = (event) => {
    const { value } = event.target;
    const next = at === 0 ? [value, ...chosen.slice(1)] : [chosen[0], value];
    const known = [...new Set(at === 0 && value === "" ? [] : next.filter(Boolean))];
    ctx.go({ map: known.length > 0 ? known : null });
  };
  const columns = ctx.model.payload.matrix.columns.filter((column) => at === 0 || column.id !== chosen[0]);
  return el(
    "label", { class: "picker" },
    el("span", {}, ctx.t(label)),
    el(
      "select", { "data-key": label, on: { change } },
      el("option", { value: "", selected: chosen[at] === undefined }, ctx.t(at === 0 ? "map.all" : "map.none")),
      columns.map((column) => el("option", { value: column.id, selected: chosen[at] === column.id }, ctx.short(column.id))),
    ),
  );
}

// How many stand how, in words: the same as the tiles say.
function tally(ctx, ids, chosen) {
  if (chosen.length === 0) return ctx.t("map.shown", { day: ctx.date(ctx.day) });
  const sides = chosen.length === 2
    ? ids.map((id) => sideOf(inIt(ctx, id, chosen[0]), inIt(ctx, id, chosen[1])))
    : ids.map((id) => ({ true: "yes", false: "no", null: "no evidence" })[String(inIt(ctx, id, chosen[0]))]);
  const words = chosen.length === 2 ? ["both", "a", "b", "neither", "a open", "b open", "no evidence"] : ["yes", "no", "no evidence"];
  const names = { a: ctx.short(chosen[0].id), b: chosen.length === 2 ? ctx.short(chosen[1].id) : "" };
  return words
    .map((word) => [word, sides.filter((side) => side === word).length])
    .filter(([, n]) => n > 0)
    .map(([word, n]) => `${ctx.t(`map.${word.replace(" ", "-")}`, names)}: ${n}`)
    .join(" · ");
}

function mapView(ctx) {
  const { rows } = ctx.model.payload.matrix;
  const chosen = columnsOf(ctx);
  const most = Math.max(1, ...rows.map((row) => ctx.matrix.rows.get(row.id).count));
  const tile = tileOf(ctx, chosen, most);
  const { tiles, elsewhere } = tilesOf(rows.map((row) => row.id));
  const grid = el(
    "ul", { class: "tiles", "aria-label": ctx.t("map.region", { day: ctx.date(ctx.day) }) },
    tiles.map((item) => {
      const place = el("li", {}, tileButton(ctx, item, tile(item.id)));
      place.style.setProperty("grid-column", String(item.column));
      place.style.setProperty("grid-row", String(item.row));
      return place;
    }),
  );
  return el(
    "div", { class: "map-view" },
    el("div", { class: "bar" }, picker(ctx, 0), chosen.length > 0 ? picker(ctx, 1) : null),
    el("p", { class: "map-tally" }, tally(ctx, rows.map((row) => row.id), chosen)),
    grid,
    elsewhere.length === 0
      ? null
      : el("div", { class: "map-elsewhere" }, el("h3", {}, ctx.t("map.elsewhere")), el("ul", {}, elsewhere.map((id) => el("li", {}, tileButton(ctx, { id, code: "" }, tile(id)))))),
    el("p", { class: "hint" }, ctx.t("map.hint"), el("span", { "data-screen": true }, ` ${ctx.t("map.choose")}`)),
  );
}

function mapCells(ctx) {
  const { rows } = ctx.model.payload.matrix;
  const chosen = columnsOf(ctx);
  const tile = tileOf(ctx, chosen, 1);
  const head = chosen.length === 0 ? ctx.t("matrix.count.all") : chosen.map((column) => ctx.short(column.id)).join(" – ");
  return { head: [ctx.t("matrix.country"), head], rows: rows.map((row) => [ctx.short(row.id), tile(row.id).says]) };
}

// The statements behind the tiles: of the mechanisms that were chosen, or of all.
function mapBehind(ctx) {
  const { map } = ctx.state;
  const columns = map ?? ctx.model.payload.matrix.columns.map((column) => column.id);
  return ctx.model.payload.matrix.rows.flatMap((row) => columns.flatMap((id) => ctx.matrix.cells.get(`${row.id} ${id}`).statements.map((statement) => statement.id)));
}

const MAPPED = idsField((id, known) => known.columns.has(id));

export const MAP = {
  name: "map",
  fields: { map: { ...MAPPED, read: (text, known) => MAPPED.read(text, known)?.slice(0, 2) ?? null } },
  dated: () => true,
  draw: mapView,
  cells: mapCells,
  filters: (ctx) => (ctx.state.map === null ? ctx.t("map.all") : columnsOf(ctx).map((column) => ctx.short(column.id)).join(" – ")),
  behind: mapBehind,
};
