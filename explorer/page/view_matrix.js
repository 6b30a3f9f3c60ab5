// The matrix: countries down, mechanisms across; each cell opens its statements.

import { NO_EVIDENCE, YES, statusOn, totalText } from "./asof.js";
import { button, el, unseen } from "./dom.js";
import { groundClass, tieMark } from "./marks.js";
import { seriated } from "./seriate.js";
import { oneOf } from "./state.js";
import { TIE_KINDS, everTied, tiesOn } from "./ties.js";

// More columns than this stand closer together, under upright heads.
const FEW = 6;
const ORDERS = ["blocks", "region", "az"];

// The order by likeness is worked out once for each kind of ties, over all time: it never follows the day.
const seriations = new WeakMap();

function seriationOf({ matrix, statements }, kind) {
  if (!seriations.has(matrix)) seriations.set(matrix, new Map());
  const kept = seriations.get(matrix);
  if (!kept.has(kind)) {
    const { columns, rows, ofColumn } = everTied(matrix, statements, kind);
    kept.set(kind, {
      rows: seriated(rows).map((place) => matrix.rows[place]),
      columns: seriated(columns.map((column) => ofColumn.get(column.id))).map((place) => columns[place]),
      shown: columns,
    });
  }
  return kept.get(kind);
}

/** Returns what the matrix shows: its columns and blocks of rows in their order, its cells and totals. */
export function matrixOf(ctx) {
  const { order, ties } = ctx.state;
  const { payload } = ctx.model;
  const seriation = seriationOf(payload, ties);
  const on = ties === "all" ? ctx.matrix : tiesOn(payload.matrix, payload.statements, ctx.day, ties);
  return {
    ...on,
    totals: on.columns,
    columns: order === "blocks" ? seriation.columns : seriation.shown,
    groups: order === "blocks" ? [{ region: null, rows: seriation.rows }] : blocks(ctx, payload.matrix.rows),
  };
}

/** Returns the blocks of rows: one per region, or one alphabetical block. */
export function blocks(ctx, rows) {
  const byName = new Intl.Collator(ctx.lang);
  const sorted = [...rows].sort((a, b) => byName.compare(ctx.short(a.id), ctx.short(b.id)));
  if (ctx.state.order === "az") return [{ region: null, rows: sorted }];
  const regions = [...new Set(rows.map((row) => row.region))];
  return regions.map((region) => ({ region, rows: rows.filter((row) => row.region === region) }));
}

/** Returns the words of a cell: who, where, which tie, how sure. */
export function cellText(ctx, row, column, cell) {
  const what =
    cell.tie === null
      ? ctx.t(cell.state === NO_EVIDENCE ? "cell.no-evidence" : "cell.no")
      : `${ctx.value(cell.tie)}, ${ctx.value(cell.confidence)}`;
  return `${ctx.short(row)}, ${ctx.short(column)}: ${what}`;
}

function cellButton(ctx, cell, row, column, first) {
  const { sel } = ctx.state;
  const chosen = sel?.form === "cell" && sel.row === row.id && sel.column === column.id;
  const content = cell.tie !== null ? tieMark(cell.tie) : cell.state === NO_EVIDENCE ? "?" : null;
  return button(content, () => ctx.go({ sel: { form: "cell", row: row.id, column: column.id } }), {
    key: `cell ${row.id} ${column.id}`,
    class: groundClass(cell),
    tabindex: first ? 0 : -1,
    "aria-label": cellText(ctx, row.id, column.id, cell),
    "aria-pressed": chosen ? "true" : null,
    "data-state": cell.state === YES ? "yes" : cell.state.replace(" ", "-"),
  });
}

// One stop of the Tab key for the whole matrix; the arrows go from cell to cell.
function arrows(event) {
  const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Home: [0, -99], End: [0, 99] };
  const step = steps[event.key];
  const from = event.target.closest("button.ground");
  if (step === undefined || from === null) return;
  event.preventDefault();
  const lines = [...event.currentTarget.querySelectorAll("tr.country")].map((line) => [
    ...line.querySelectorAll("button.ground"),
  ]);
  const y = lines.findIndex((line) => line.includes(from));
  const x = lines[y].indexOf(from);
  const line = lines[Math.min(Math.max(y + step[0], 0), lines.length - 1)];
  const to = line[Math.min(Math.max(x + step[1], 0), line.length - 1)];
  from.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

function matrixHead(ctx, columns) {
  const heading = (column) => {
    const status = statusOn(column, ctx.day);
    const flags = [status === "active" ? null : ctx.value(status), column.room ? null : ctx.t("matrix.no-room")].filter(Boolean);
    return el(
      "th", { scope: "col", class: ctx.focus.has(column.id) ? "named" : null },
      button(
        // The place of a flag is kept where there is none: heads keep their size as the years pass.
        [el("span", { class: "acronym" }, ctx.short(column.id)), el("span", { class: "flag" }, flags.join(" · "))],
        () => ctx.go({ sel: { form: "node", id: column.id } }),
        {
          key: `column ${column.id}`, class: "quiet",
          "aria-label": [`${ctx.short(column.id)}: ${ctx.name(column.id)}`, ...flags].join(", "),
        },
      ),
    );
  };
  return el(
    "thead", {},
    el(
      "tr", {},
      el("th", { scope: "col", class: "corner" }, ctx.t("matrix.country")),
      columns.map(heading),
      el("th", { scope: "col", class: "total" }, ctx.t(`matrix.count.${ctx.state.ties}`)),
    ),
  );
}

function countryLine(ctx, table, row, stop) {
  const total = table.rows.get(row.id);
  const { sel } = ctx.state;
  const here = (sel?.form === "cell" && sel.row === row.id) || (sel?.form === "node" && sel.id === row.id);
  return el(
    "tr", { class: `country${ctx.focus.has(row.id) ? " named" : ""}${here ? " here" : ""}` },
    el(
      "th", { scope: "row" },
      button(ctx.short(row.id), () => ctx.go({ sel: { form: "node", id: row.id } }), { key: `row ${row.id}`, class: "quiet" }),
    ),
    table.columns.map((column) =>
      el("td", {}, cellButton(ctx, table.cells.get(`${row.id} ${column.id}`), row, column, stop === `${row.id} ${column.id}`)),
    ),
    el("td", { class: "total" }, totalText(total)),
  );
}

function matrixView(ctx) {
  const shown = matrixOf(ctx);
  const { columns, groups } = shown;
  const { sel } = ctx.state;
  const first = groups[0]?.rows[0];
  const stop =
    sel?.form === "cell" && shown.cells.has(`${sel.row} ${sel.column}`)
      ? `${sel.row} ${sel.column}`
      : `${first?.id} ${columns[0]?.id}`;
  const bodies = groups.map((group) =>
    el(
      "tbody", {},
      group.region === null
        ? null
        : el(
            "tr", { class: "region" },
            el("th", { scope: "rowgroup", colspan: columns.length + 2 }, el("span", {}, ctx.value(group.region))),
          ),
      group.rows.map((row) => countryLine(ctx, shown, row, stop)),
    ),
  );
  const foot = el(
    "tfoot", {},
    el(
      "tr", {},
      el("th", { scope: "row" }, ctx.t("matrix.total")),
      columns.map((column) => el("td", { class: "total" }, totalText(shown.totals.get(column.id)))),
      el("td", { class: "total" }),
    ),
  );
  const table = el(
    "table", { class: columns.length > FEW ? "matrix many" : "matrix", on: { keydown: arrows } },
    el("caption", {}, unseen(ctx.t("matrix.caption", { day: ctx.date(ctx.day) }))),
    matrixHead(ctx, columns),
    bodies,
    foot,
  );
  return el(
    "div", { class: "matrix-view" },
    el(
      "div", { class: "bar" },
      segmentsOf(ctx, "ties", TIE_KINDS),
      segmentsOf(ctx, "order", ORDERS),
      ctx.focus.size > 0 ? el("span", { class: "bar-note" }, el("span", { class: "named-key" }), ctx.t("matrix.named")) : null,
    ),
    el(
      "div",
      { class: "scroller", "data-scroll": "matrix", tabindex: 0, role: "region", "aria-label": ctx.t("matrix.region") },
      table,
    ),
    el("p", { class: "hint", "data-screen": true }, ctx.t("matrix.hint")),
    matrixLegend(ctx, shown),
  );
}

// One of the two choices over the matrix; on a phone as a list, where the words would not stand side by side.
function segmentsOf(ctx, field, values) {
  const chosen = ctx.state[field];
  const text = (value) => ctx.t(`matrix.${field}.${value}`);
  if (ctx.narrow) {
    return el(
      "label", { class: "picker" },
      el("span", {}, ctx.t(`matrix.${field}`)),
      el(
        "select", { "data-key": field, on: { change: (event) => ctx.go({ [field]: event.target.value }) } },
        values.map((value) => el("option", { value, selected: value === chosen }, text(value))),
      ),
    );
  }
  return el(
    "div", { class: "choice" },
    el("span", { class: "bar-label", id: `${field}-label` }, ctx.t(`matrix.${field}`)),
    el(
      "div", { class: "segments", role: "group", "aria-labelledby": `${field}-label` },
      values.map((value) =>
        button(text(value), () => ctx.go({ [field]: value }), { key: `${field} ${value}`, "aria-pressed": String(value === chosen) }),
      ),
    ),
  );
}

function keyItem(cell, content, text) {
  return el("li", {}, el("span", { class: `${groundClass(cell)} sample`, "aria-hidden": "true" }, content), text);
}

function matrixLegend(ctx, table) {
  const tie = (name, seat, confidence = "stated") => ({ tie: name, seat, confidence, state: YES });
  const shown = new Set([...table.cells.values()].map((cell) => cell.tie));
  const seats = ["member", "participant", "adopter", "endorser", "vote-yes"].filter((name) => shown.has(name));
  const others = ["associate", "observer", "operates", "vote-abstain", "vote-against", "vote-absent"].filter((name) =>
    shown.has(name),
  );
  return el(
    "section", { class: "key", "aria-label": ctx.t("legend.title") },
    el("h3", {}, ctx.t("legend.tie")),
    el(
      "ul", {},
      seats.map((name) => keyItem(tie(name, true), tieMark(name), ctx.value(name))),
      others.map((name) => keyItem(tie(name, false), tieMark(name), ctx.value(name))),
    ),
    el("h3", {}, ctx.t("legend.sure")),
    el(
      "ul", {},
      ["stated", "inferred", "unverified"].map((name) =>
        keyItem(tie("member", true, name), tieMark("member"), ctx.t(`legend.${name}`)),
      ),
      keyItem({ tie: null, state: NO_EVIDENCE }, "?", ctx.t("legend.no-evidence")),
      keyItem({ tie: null, state: "no" }, null, ctx.t("legend.no")),
    ),
    el("p", {}, ctx.t("legend.least"), ctx.state.ties === "others" ? ` ${ctx.t("legend.others")}` : ""),
  );
}

function matrixCells(ctx) {
  const { columns, groups, cells, rows } = matrixOf(ctx);
  const lines = groups.flatMap((group) =>
    group.rows.map((row) => [
      ctx.short(row.id),
      ...columns.map((column) => {
        const cell = cells.get(`${row.id} ${column.id}`);
        if (cell.tie !== null) return `${ctx.value(cell.tie)} (${ctx.value(cell.confidence)})`;
        return ctx.t(cell.state === NO_EVIDENCE ? "cell.no-evidence" : "cell.no");
      }),
      totalText(rows.get(row.id)),
    ]),
  );
  return { head: [ctx.t("matrix.country"), ...columns.map((column) => ctx.short(column.id)), ctx.t(`matrix.count.${ctx.state.ties}`)], rows: lines };
}

function matrixFilters(ctx) {
  return ["ties", "order"].map((name) => `${ctx.t(`matrix.${name}`)}: ${ctx.t(`matrix.${name}.${ctx.state[name]}`)}`);
}

export const MATRIX = {
  name: "matrix",
  fields: { order: oneOf(ORDERS), ties: oneOf(TIE_KINDS) },
  dated: () => true,
  draw: matrixView,
  cells: matrixCells,
  filters: matrixFilters,
};
