// Overlaps: one row per exact combination of mechanisms, with the names of its countries (an UpSet chart in words).

import { totalText } from "./asof.js";
import { button, el, unseen } from "./dom.js";
import { idsField } from "./state.js";
import { combinations, pairs } from "./upset.js";

/** Returns the columns of the chart: those the reader chose, else those the payload proposes. */
export function chosenColumns(ctx) {
  const all = ctx.model.payload.matrix.columns;
  const wanted = ctx.state.cols;
  return wanted === null ? all.filter((column) => column.proposed) : all.filter((column) => wanted.includes(column.id));
}

function toggle(ctx, column) {
  const chosen = chosenColumns(ctx).map((item) => item.id);
  const next = chosen.includes(column.id) ? chosen.filter((id) => id !== column.id) : [...chosen, column.id];
  if (next.length > 0) ctx.go({ cols: next });
}

function chooser(ctx, columns) {
  const chosen = new Set(columns.map((column) => column.id));
  return el(
    "div", { class: "bar" },
    el("span", { class: "bar-label", id: "cols-label" }, ctx.t("overlaps.columns")),
    el(
      "div", { class: "toggles", role: "group", "aria-labelledby": "cols-label" },
      ctx.model.payload.matrix.columns.map((column) =>
        button(ctx.short(column.id), () => toggle(ctx, column), {
          key: `col ${column.id}`, class: "toggle", "aria-pressed": String(chosen.has(column.id)),
        }),
      ),
    ),
  );
}

function countryChip(ctx, id, open) {
  return button(
    open ? [ctx.short(id), el("span", { class: "open", "aria-hidden": "true" }, "?"), unseen(ctx.t("overlaps.open"))] : ctx.short(id),
    () => ctx.go({ sel: { form: "node", id } }),
    { key: `chip ${id}`, class: `chip${ctx.focus.has(id) ? " named" : ""}`, "aria-pressed": ctx.state.sel?.id === id ? "true" : null },
  );
}

function dots(ctx, columns, group) {
  const inside = columns.map((column) => group.inside.includes(column.id));
  const first = inside.indexOf(true);
  const last = inside.lastIndexOf(true);
  return columns.map((column, place) =>
    el(
      "td", { class: `dot${inside[place] ? " in" : ""}${place > first && place <= last ? " bound" : ""}` },
      el("span", { class: "pip", "aria-hidden": "true" }),
      unseen(inside[place] ? ctx.t("value.yes") : ctx.t("value.no")),
    ),
  );
}

function overlapsView(ctx) {
  const columns = chosenColumns(ctx);
  const { rows } = ctx.model.payload.matrix;
  const groups = combinations(rows, columns, ctx.matrix.cells);
  const widest = Math.max(1, ...groups.map((group) => (group.inside.length > 0 ? group.countries.length : 0)));
  const byName = new Intl.Collator(ctx.lang);
  const body = groups.map((group) => {
    const bar = el("span", { class: "bar-fill", "aria-hidden": "true" });
    bar.style.setProperty("--part", String(Math.min(1, group.countries.length / widest)));
    const names = [...group.countries].sort((a, b) => byName.compare(ctx.short(a), ctx.short(b)));
    const said = el(
      "td", { class: "names", colspan: ctx.narrow ? columns.length + 1 : null },
      group.inside.length === 0 ? el("span", { class: "none-of" }, ctx.t("overlaps.none")) : null,
      names.map((id) => countryChip(ctx, id, group.open.has(id))),
    );
    const outside = group.inside.length === 0 ? " outside" : "";
    const marks = [dots(ctx, columns, group), el("td", { class: "count" }, el("span", {}, String(group.countries.length)), bar)];
    // On a phone the names stand in a line of their own below the dots.
    return ctx.narrow
      ? [el("tr", { class: `first${outside}` }, marks), el("tr", { class: `second${outside}` }, said)]
      : el("tr", { class: outside }, marks, said);
  });
  const table = el(
    "table", { class: "upset" },
    el("caption", {}, unseen(ctx.t("overlaps.caption", { day: ctx.date(ctx.day) }))),
    el(
      "thead", {},
      el(
        "tr", {},
        columns.map((column) =>
          el(
            "th", { scope: "col" },
            button(
              [el("span", { class: "acronym" }, ctx.short(column.id)), el("span", { class: "size" }, totalText(ctx.matrix.columns.get(column.id)))],
              () => ctx.go({ sel: { form: "node", id: column.id } }),
              { key: `head ${column.id}`, class: "quiet", "aria-label": `${ctx.short(column.id)}: ${totalText(ctx.matrix.columns.get(column.id))}` },
            ),
          ),
        ),
        el("th", { scope: "col", class: "count" }, ctx.t("overlaps.count")),
        ctx.narrow ? null : el("th", { scope: "col", class: "names" }, ctx.t("overlaps.names")),
      ),
    ),
    el("tbody", {}, body),
  );
  return el(
    "div", { class: "overlaps-view" },
    chooser(ctx, columns),
    el(
      "div",
      { class: "scroller", "data-scroll": "upset", tabindex: 0, role: "region", "aria-label": ctx.t("overlaps.region") },
      table,
    ),
    el("p", { class: "hint" }, ctx.t("overlaps.hint")),
    pairTable(ctx, columns, rows),
  );
}

function pairTable(ctx, columns, rows) {
  if (columns.length < 2) return null;
  return el(
    "section", { class: "pairs" },
    el("h3", {}, ctx.t("overlaps.pairs")),
    el(
      "div", { class: "scroller", "data-scroll": "pairs", tabindex: 0, role: "region", "aria-label": ctx.t("overlaps.pairs") },
      el(
        "table", { class: "plain" },
        el(
          "thead", {},
          el(
            "tr", {},
            ["pair", "shared", "of-first", "of-second", "jaccard"].map((name) =>
              el("th", { scope: "col", class: name === "pair" ? null : "number" }, ctx.t(`overlaps.${name}`)),
            ),
          ),
        ),
        el(
          "tbody", {},
          pairs(rows, columns, ctx.matrix.cells).map((pair) =>
            el(
              "tr", {},
              el("th", { scope: "row" }, `${ctx.short(pair.a)} – ${ctx.short(pair.b)}`),
              el("td", { class: "number" }, String(pair.shared.length)),
              el("td", { class: "number" }, share(ctx, pair.shared.length, pair.aSize)),
              el("td", { class: "number" }, share(ctx, pair.shared.length, pair.bSize)),
              el("td", { class: "number" }, ctx.number(pair.jaccard)),
            ),
          ),
        ),
      ),
    ),
  );
}

function share(ctx, part, whole) {
  return whole === 0 ? "–" : `${part} / ${whole}`;
}

function overlapCells(ctx) {
  const columns = chosenColumns(ctx);
  const groups = combinations(ctx.model.payload.matrix.rows, columns, ctx.matrix.cells);
  return {
    head: [...columns.map((column) => ctx.short(column.id)), ctx.t("overlaps.count"), ctx.t("overlaps.names")],
    rows: groups.map((group) => [
      ...columns.map((column) => ctx.t(group.inside.includes(column.id) ? "value.yes" : "value.no")),
      group.countries.length,
      group.countries.map((id) => ctx.short(id)),
    ]),
  };
}

function overlapFilters(ctx) {
  if (ctx.state.cols === null) return null;
  return `${ctx.t("overlaps.columns")}: ${ctx.list(chosenColumns(ctx).map((column) => ctx.short(column.id)))}`;
}

export const OVERLAPS = {
  name: "overlaps",
  fields: { cols: idsField((id, known) => known.columns.has(id)) },
  dated: () => true,
  draw: overlapsView,
  cells: overlapCells,
  filters: overlapFilters,
};
