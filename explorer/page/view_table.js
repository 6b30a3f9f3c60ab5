// The answer as a table: sorted, narrowed and copied; names for ids, each row opens its evidence.

import { toTabs } from "./csv.js";
import { button, el, unseen } from "./dom.js";
import { fold } from "./fold.js";
import { sortedPlaces } from "./sort.js";
import { small } from "./state.js";
import { copyText } from "./storage.js";

const LISTED_NAMES = 40;

/** Returns what a cell says in words: names for ids, lists joined, yes and no, dates, numbers of the language. */
export function plainCell(ctx, value, column = {}, raw = false) {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map((item) => plainCell(ctx, item, column, raw)).join("; ");
  if (typeof value === "boolean") return ctx.t(value ? "value.yes" : "value.no");
  if (typeof value === "number") return ctx.number(value);
  if (ctx.model.nodes.has(value)) return ctx.short(value);
  if (/^\d{4}(-\d{2}){0,2}$/.test(value)) return raw ? value : ctx.date(value);
  if (Object.hasOwn(ctx.model.payload.relations, value)) return ctx.relation(value, false);
  return Object.hasOwn(ctx.model.payload.measures, value) ? ctx.measure(value) : ctx.value(value);
}

function nameButton(ctx, id) {
  return button(ctx.short(id), () => ctx.go({ sel: { form: "node", id } }), { class: "link", title: ctx.name(id) });
}

/**
 * Returns the cells of a row as the table shows them. Under a node the other end of a statement is what tells, so a
 * statement that ends in the node is read backwards; what is said of the node itself says so.
 */
function shownCells(ctx, answer, row) {
  const at = (name) => answer.columns.findIndex((column) => column.name === name);
  const [subject, relation, object, start] = ["subject", "relation", "object", "start"].map(at);
  const about = answer.params.node;
  if (about === undefined || !answer.columns[subject]?.hidden || relation < 0 || object < 0) return row.cells;
  const cells = [...row.cells];
  if (cells[relation] === null) {
    cells[relation] = { text: ctx.t("table.itself") };
    if (start >= 0) cells[start] = { text: "" };
  } else if (cells[object] === about && cells[subject] !== about) {
    cells[relation] = { text: ctx.relation(cells[relation], true) };
    cells[object] = cells[subject];
  }
  return cells;
}

// What `shownCells` puts in place of a value: words as they stand.
function isWording(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function cellContent(ctx, value, column) {
  if (isWording(value)) return value.text || unseen(ctx.t("table.empty"));
  const isNode = (item) => typeof item === "string" && ctx.model.nodes.has(item);
  if (Array.isArray(value) && value.length > 0 && value.every(isNode)) {
    const rest = value.length - LISTED_NAMES;
    return el(
      "ul", { class: "inline" },
      value.slice(0, LISTED_NAMES).map((id) => el("li", {}, nameButton(ctx, id))),
      rest > 0 ? el("li", { class: "more" }, ctx.t("more", { n: rest })) : null,
    );
  }
  if (isNode(value)) return nameButton(ctx, value);
  const text = plainCell(ctx, value, column);
  if (column.dtype === "date") {
    // An unknown start is unknown; an end that is not there holds until something contradicts it.
    if (text === "") return column.name === "start" ? el("span", { class: "unknown-text date" }, "? ", ctx.t("table.unknown")) : unseen(ctx.t("table.empty"));
    return el("span", { class: "date" }, text);
  }
  if (value === "no evidence") return el("span", { class: "unknown-text" }, "? ", text);
  return text === "" ? unseen(ctx.t("table.empty")) : text;
}

function isList(answer, place) {
  return answer.rows.some((row) => Array.isArray(row.cells[place]) && row.cells[place].length > 2);
}

function isNumeric(answer, place) {
  return answer.rows.some((row) => typeof row.cells[place] === "number");
}

function sortingOf({ answer, state }) {
  return state.sort !== null && state.sort.column < answer.columns.length ? state.sort : null;
}

// Whether a row says all the words that the reader looks for, each in any cell.
function said(ctx, cells, wanted) {
  if (wanted.length === 0) return true;
  const { columns } = ctx.answer;
  const text = fold(cells.map((cell, at) => (isWording(cell) ? cell.text : plainCell(ctx, cell, columns[at]))).join(" "));
  return wanted.every((word) => text.includes(word));
}

function wordsOf(text) {
  return fold(text).split(" ").filter((word) => word !== "");
}

// The places of the rows in the order that the reader chose, without those that have not the words looked for.
function placesShown(ctx) {
  const { rows } = ctx.answer;
  const sorting = sortingOf(ctx);
  const wanted = wordsOf(ctx.state.find);
  const places =
    sorting === null
      ? [...rows.keys()]
      : sortedPlaces(rows, (row) => sortable(ctx, row.cells[sorting.column]), sorting.direction, ctx.lang);
  return places.filter((place) => said(ctx, shownCells(ctx, ctx.answer, rows[place]), wanted));
}

function heading(ctx, { column, place }) {
  const sorting = sortingOf(ctx);
  const active = sorting?.column === place;
  const next = active && sorting.direction === "ascending" ? "descending" : "ascending";
  return el(
    "th", { scope: "col", "aria-sort": active ? sorting.direction : null, class: isNumeric(ctx.answer, place) ? "number" : null },
    button(
      [ctx.pick(column.title), el("span", { class: "arrow", "aria-hidden": "true" }, active ? (next === "ascending" ? "▼" : "▲") : "")],
      () => ctx.go({ sort: { column: place, direction: next } }),
      { key: `sort ${place}`, class: "quiet" },
    ),
  );
}

function answerLine(ctx, shown, place) {
  const { answer } = ctx;
  const row = answer.rows[place];
  const open = row.open ?? { form: "row", place };
  const chosen = JSON.stringify(ctx.state.sel) === JSON.stringify(open);
  const cells = shownCells(ctx, answer, row);
  return el(
    "tr", { class: chosen ? "here" : null },
    shown.map(({ column, place: at }, order) =>
      el(
        order === 0 ? "th" : "td",
        { scope: order === 0 ? "row" : null, class: isNumeric(answer, at) ? "number" : isList(answer, at) ? "list" : null },
        cellContent(ctx, cells[at], column),
      ),
    ),
    el(
      "td", { class: "number" },
      row.evidence.length === 0
        ? el("span", { class: "unknown-text" }, ctx.t("table.no-statement"))
        : button(String(row.evidence.length), () => ctx.go({ sel: open }), {
            key: `evidence ${place}`, class: "link count-link", "aria-pressed": String(chosen),
            "aria-label": ctx.t("table.statements", { n: row.evidence.length }),
          }),
    ),
  );
}

async function copyTable(ctx) {
  const { head, rows } = tableCells(ctx);
  ctx.say(ctx.t((await copyText(toTabs(head, rows))) ? "table.copied" : "table.not-copied", { n: rows.length }));
}

// What is typed narrows the table at once; the link and the way back take it when the reader is done typing.
function tableBar(ctx, fill) {
  const input = el("input", {
    type: "search", value: ctx.state.find, "data-key": "find in table", "aria-label": ctx.t("table.find"), placeholder: ctx.t("table.find"),
    autocomplete: "off", spellcheck: "false",
    on: { input: (event) => fill(event.target.value), change: (event) => ctx.go({ find: event.target.value.trim() }) },
  });
  const count = el("span", { class: "bar-note", role: "status" });
  const bar = el(
    "div", { class: "bar table-bar" },
    input, count,
    button(ctx.t("table.copy"), () => copyTable(ctx), { key: "copy table", class: "link" }),
  );
  return { bar, count };
}

function tableView(ctx) {
  const { answer } = ctx;
  if (answer.rows.length === 0) return el("p", { class: "nothing" }, ctx.t("table.nothing"));
  const shown = answer.columns.map((column, place) => ({ column, place })).filter(({ column }) => !column.hidden);
  const body = el("tbody", {});
  const fill = (find) => {
    const places = placesShown({ ...ctx, state: { ...ctx.state, find } });
    body.replaceChildren(...places.map((place) => answerLine(ctx, shown, place)));
    count.textContent = ctx.t(places.length === answer.rows.length ? "table.rows" : "table.of", { n: places.length, all: answer.rows.length });
  };
  const { bar, count } = tableBar(ctx, fill);
  fill(ctx.state.find);
  return [
    bar,
    el(
      "div", { class: "scroller tall", "data-scroll": "table", tabindex: 0, role: "region", "aria-label": ctx.t("table.region") },
      el(
        "table", { class: "answer" },
        el("caption", {}, unseen(ctx.t("table.caption", { n: answer.rows.length }))),
        el(
          "thead", {},
          el(
            "tr", {},
            shown.map((item) => heading(ctx, item)),
            el("th", { scope: "col", class: "number" }, el("span", { class: "quiet" }, ctx.t("table.evidence"))),
          ),
        ),
        body,
      ),
    ),
  ];
}

function sortable(ctx, value) {
  if (Array.isArray(value) || typeof value === "number" || typeof value === "boolean") return value;
  // Dates sort as they are written in the data, names as the reader sees them.
  return typeof value === "string" && ctx.model.nodes.has(value) ? ctx.short(value) : (value ?? "");
}

// Words for the reader, then the ids of the statements.
function tableCells(ctx) {
  const { answer } = ctx;
  return {
    head: [...answer.columns.map((column) => ctx.pick(column.title)), ctx.t("table.evidence")],
    rows: placesShown(ctx).map((place) => answer.rows[place]).map((row) => [
      ...answer.columns.map((column, at) => {
        const value = row.cells[at];
        if (typeof value === "number") return value;
        return Array.isArray(value) ? value.map((item) => plainCell(ctx, item, column, true)) : plainCell(ctx, value, column, true);
      }),
      row.evidence.map((item) => (typeof item === "number" ? ctx.model.payload.statements[item].id : item)),
    ]),
  };
}

const SORTING = {
  start: null,
  read: (text) => {
    const [, number, sign] = /^(\d{1,2})([ud])$/.exec(text) ?? [];
    const column = small(number, 100);
    return column === null ? null : { column, direction: sign === "u" ? "ascending" : "descending" };
  },
  write: (sorting) => (sorting === null ? "" : `${sorting.column}${sorting.direction === "ascending" ? "u" : "d"}`),
};

export const TABLE = {
  name: "table",
  fields: { sort: SORTING, find: { start: "", read: (text) => text.slice(0, 100), write: (text) => text } },
  dated: (ctx) => ctx.follows,
  draw: tableView,
  cells: tableCells,
};
