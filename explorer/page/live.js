// What the page does not carry: it says so where it matters, and where a store stands behind the page it asks there.

import { button, el, redraw } from "./dom.js";
import { adopted, grown, leftOver, touches } from "./store.js";
import { datesIn } from "./text.js";
import { plainCell } from "./view_table.js";

const ANSWER_WAIT = 60_000;
const TYPING_PAUSE = 180;
const ROWS_SHOWN = 100;
const LISTED_TOTALS = 8;
const NAMED_CELLS = 6;

const spot = (id) => document.getElementById(id);

/**
 * Returns what draws the remarks and asks the store: `{draw(ctx), search(text, take), start(then)}`.
 *
 * `house` = `{go, redraw}`; `known` is what the hash may name (it grows with what the store gives).
 */
export function storeBehind(model, known, house) {
  const { payload } = model;
  const live = payload.meta.live === true && location.protocol === "http:";
  const asking = new Map();
  const page = { failure: null, catalogue: null, chosen: null, answer: null, waiting: false, typed: new Map([["as-of", payload.meta.as_of]]) };

  async function asked(path, fields) {
    let response;
    let body;
    try {
      const request = { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(ANSWER_WAIT) };
      response = await fetch(`api/${path}?${new URLSearchParams(fields)}`, request);
      body = await response.json();
    } catch (error) {
      const slow = error.name === "TimeoutError";
      throw Object.assign(new Error("no answer"), { key: slow ? "live.slow" : "live.gone", gone: !slow });
    }
    page.failure = null;
    if (!response.ok) throw Object.assign(new Error("refused"), { key: "live.refused", why: String(body.error ?? "") });
    return body;
  }

  function failed(error) {
    if (error.key === undefined) throw error;
    page.failure = { key: error.key, why: error.why ?? "" };
  }

  // Asks for a node once; the panel that shows it is drawn again with what came.
  function fetchNode(id) {
    if (!live || asking.has(id)) return;
    asking.set(id, "asking");
    asked("node", { id }).then(
      (part) => {
        grown(model, known, part);
        model.nodes.get(id).of = part.of;
        asking.set(id, "there");
      },
      (error) => {
        asking.delete(id);
        failed(error);
        asking.set(id, "failed");
      },
    ).finally(house.redraw);
  }

  let timer = null;
  /** Gives `take` the hits of the store for what was typed, after a pause in the typing. */
  function search(text, take) {
    clearTimeout(timer);
    if (!live || text.trim().length < 2) return;
    timer = setTimeout(async () => {
      try {
        const { hits } = await asked("search", { q: text.slice(0, 200) });
        for (const hit of hits) adopted(model, known, hit);
        take(hits);
      } catch (error) {
        failed(error);
      }
      state(page.ctx);
    }, TYPING_PAUSE);
  }

  /** Fetches the node that an address names and the page lacks, then does `then`. */
  async function start(then) {
    const name = new URLSearchParams(location.hash.slice(1)).get("sel")?.match(/^n~(.{1,300})$/)?.[1];
    if (!live || name === undefined || model.nodes.has(name)) return;
    try {
      const part = await asked("node", { id: name });
      grown(model, known, part);
      model.nodes.get(name).of = part.of;
      asking.set(name, "there");
      then();
    } catch (error) {
      failed(error);
      state(page.ctx);
    }
  }

  // -- what is drawn --------------------------------------------------------------------------------------------------

  function state(ctx) {
    const { failure } = page;
    const text = failure === null ? ctx.t("live.there") : ctx.t(failure.key, { why: failure.why });
    const line = slot("live-state", () => el("p", { id: "live-state", class: "live-state", role: "status" }), spot("find"));
    line.classList.toggle("failed", failure !== null);
    if (line.textContent !== text) line.textContent = text;
  }

  function footer(ctx) {
    const line = slot("left-out", () => el("p", { id: "left-out", class: "left-out" }), spot("view"), "after");
    redraw(line, remarks(ctx).map((text) => [text, " "]));
    line.hidden = line.textContent.trim() === "";
  }

  function remarks(ctx) {
    const { left_out } = payload.meta;
    const rows = ctx.canned?.of;
    const found = [];
    if (rows !== undefined) found.push(ctx.t("left.rows", { k: ctx.number(ctx.canned.rows.length), n: ctx.number(rows) }));
    if (left_out !== undefined && touches(left_out, ctx.state.tab)) found.push(leftOver(ctx, left_out));
    return found;
  }

  function panel(ctx) {
    const body = spot("detail").querySelector(".detail-body");
    const { sel } = ctx.state;
    if (sel === null) body.append(...[about(ctx)].filter(Boolean));
    if (sel?.form === "node") body.append(...nodeRemarks(ctx, sel.id).filter(Boolean));
  }

  function about(ctx) {
    const { left_out } = payload.meta;
    if (left_out === undefined) return null;
    const slow = left_out.questions.map((name) => ctx.pick(model.questions.get(name)?.ask) || name);
    return el(
      "section", { class: "left-about" },
      el("h3", {}, ctx.t("left.title")),
      el("p", {}, leftOver(ctx, left_out)),
      el("p", {}, ctx.t("left.order")),
      slow.length === 0 ? null : el("p", {}, ctx.t("left.questions", { names: slow.join("; ") })),
      live ? el("p", {}, ctx.t("left.live")) : null,
    );
  }

  function nodeRemarks(ctx, id) {
    const node = model.nodes.get(id);
    const here = new Set([...model.outgoing(id), ...model.incoming(id)]).size;
    const part = node.stub === true || (node.of ?? 0) > here;
    if (part) fetchNode(id);
    const waiting = part && asking.get(id) === "asking";
    return [
      waiting ? el("p", { class: "note", role: "status" }, ctx.t("live.asking")) : null,
      asking.get(id) === "failed" ? el("p", { class: "note failed", role: "status" }, ctx.t(page.failure?.key ?? "live.gone", { why: page.failure?.why ?? "" })) : null,
      part && node.of > here && !waiting
        ? el("p", { class: "note" }, ctx.t(live && asking.get(id) === "there" ? "live.first" : "left.node", { k: ctx.number(here), n: ctx.number(node.of) }))
        : null,
      part && node.of === undefined && !live ? el("p", { class: "note" }, ctx.t("left.stub")) : null,
      totalsOf(ctx, id),
    ];
  }

  function totalsOf(ctx, id) {
    const found = (payload.totals ?? []).filter((row) => row.who === id || row.country === id);
    if (found.length === 0) return null;
    const line = (row) => {
      const own = row.who === id;
      const other = own ? row.country : row.who;
      const facts = [
        row.projects === undefined ? null : ctx.t("totals.projects", { n: row.projects, k: ctx.number(row.projects) }),
        ctx.t(row.how === "funds" ? "totals.payments" : "totals.activities", { n: row.statements, k: ctx.number(row.statements) }),
        ctx.t(row.now === row.statements ? "totals.all-now" : "totals.now", { k: ctx.number(row.now), day: ctx.date(payload.meta.as_of) }),
      ].filter(Boolean);
      return el(
        "li", {},
        el("p", {}, el("span", { class: "total-how" }, ctx.t(own ? `totals.${row.how}` : `totals.${row.how}-here`)), " ", other === undefined ? ctx.t("totals.several") : link(ctx, other)),
        el("p", { class: "total-facts" }, facts.join(" · ")),
        (row.money ?? []).map((sum) => el("p", { class: "total-facts" }, money(ctx, sum))),
      );
    };
    const rest = found.slice(LISTED_TOTALS);
    return el(
      "section", { class: "totals" },
      el("h3", {}, ctx.t("totals.title"), " ", el("span", { class: "tally" }, String(found.length))),
      el("p", { class: "note" }, ctx.t("totals.what")),
      el("ul", {}, found.slice(0, LISTED_TOTALS).map(line)),
      rest.length === 0
        ? null
        : el("details", {}, el("summary", { "data-key": "more totals" }, ctx.t("more", { n: rest.length })), el("ul", {}, rest.map(line))),
    );
  }

  function money(ctx, sum) {
    const amount = `${sum.unknown > 0 ? "≥ " : ""}${ctx.number(sum.amount)} ${sum.currency ?? ctx.t("totals.no-currency")}`;
    const kind = sum.money === undefined ? "" : ` (${ctx.value(sum.money)})`;
    const unknown = sum.unknown > 0 ? ` · ${ctx.t("totals.unknown", { n: sum.unknown, k: ctx.number(sum.unknown) })}` : "";
    return `${amount}${kind}${unknown}`;
  }

  function link(ctx, id) {
    return button(ctx.short(id), () => house.go({ sel: { form: "node", id } }), { class: "link", title: ctx.name(id) });
  }

  // -- asking ---------------------------------------------------------------------------------------------------------

  function form(ctx) {
    const box = slot("store-ask", () => madeBox(), spot("pinned"), "after");
    box.querySelector("summary").textContent = ctx.t("ask.title");
    const shown = JSON.stringify([ctx.lang, ctx.state.q]);
    if (box.dataset.shown === shown) return;
    if (box.dataset.shown !== undefined && ctx.state.q !== "home" && page.q !== ctx.state.q) page.chosen = ctx.state.q;
    [box.dataset.shown, page.q] = [shown, ctx.state.q];
    page.chosen ??= ctx.state.q;
    if (box.open) fill(ctx);
  }

  function madeBox() {
    const open = async () => {
      if (page.catalogue === null) {
        try {
          page.catalogue = await asked("questions", {});
        } catch (error) {
          failed(error);
          state(page.ctx);
        }
      }
      fill(page.ctx);
    };
    return el(
      "details", { id: "store-ask", class: "store-ask", on: { toggle: (event) => event.target.open && open() } },
      el("summary", { "data-key": "store ask" }), el("div", { id: "store-form" }), el("div", { id: "store-answer", "aria-live": "polite" }),
    );
  }

  function fill(ctx) {
    const { catalogue } = page;
    if (catalogue === null) {
      redraw(spot("store-form"), el("p", { class: "note" }, ctx.t("live.gone")));
      return;
    }
    const names = Object.keys(catalogue.questions);
    const chosen = names.includes(page.chosen) ? page.chosen : names[0];
    page.chosen = chosen;
    const own = catalogue.questions[chosen].parameters;
    const pickQuestion = (event) => {
      page.chosen = event.target.value;
      fill(page.ctx);
    };
    redraw(
      spot("store-form"),
      el(
        "form", { on: { submit: send } },
        el(
          "label", { class: "field wide" }, el("span", {}, ctx.t("ask.question")),
          el(
            "select", { "data-key": "ask question", on: { change: pickQuestion } },
            names.map((name) => el("option", { value: name, selected: name === chosen }, ctx.pick(catalogue.questions[name].ask))),
          ),
        ),
        own.map((parameter) => field(ctx, parameter)),
        el(
          "details", { class: "ask-more" }, el("summary", { "data-key": "ask more" }, ctx.t("ask.more")),
          catalogue.common.map((parameter) => field(ctx, parameter)),
        ),
        el("button", { type: "submit", class: "action", "data-key": "ask send" }, ctx.t("ask.send")),
      ),
    );
    answer(ctx);
  }

  function field(ctx, parameter) {
    const { name, type, choices = [] } = parameter;
    const before = page.typed.get(name) ?? "";
    const keep = (event) => page.typed.set(name, event.target.type === "checkbox" ? (event.target.checked ? "true" : "") : event.target.value);
    const props = { name, "data-key": `ask ${name}`, on: { input: keep } };
    const several = type === "choices" ? `; ${ctx.t("ask.several", { values: choices.join(", ") })}` : "";
    const text = `${ctx.pick(parameter)}${parameter.required ? ` (${ctx.t("ask.required")})` : ""}${several}`;
    const standing = parameter.default === undefined || parameter.default === false ? ctx.t("ask.default") : ctx.t("ask.default-is", { value: ctx.value(parameter.default) });
    if (type === "flag") {
      return el("label", { class: "field flag" }, el("input", { ...props, type: "checkbox", value: "true", checked: before === "true" }), el("span", {}, text));
    }
    const control =
      type === "choice"
        ? el("select", props, el("option", { value: "" }, standing), choices.map((choice) => el("option", { value: choice, selected: choice === before }, ctx.value(choice))))
        : el("input", { ...props, type: "text", value: before, required: parameter.required, maxlength: 2000, autocomplete: "off", spellcheck: "false", placeholder: standing });
    return el("label", { class: "field" }, el("span", {}, text), control);
  }

  async function send(event) {
    event.preventDefault();
    const fields = [...new FormData(event.target).entries()].filter(([, value]) => String(value).trim() !== "");
    page.waiting = true;
    answer(page.ctx);
    try {
      const found = await asked("ask", [["question", page.chosen], ...fields]);
      for (const node of found.nodes) adopted(model, known, node);
      grown(model, known, found.part);
      page.answer = { ...found, asked: page.chosen };
    } catch (error) {
      failed(error);
      page.answer = { failure: page.failure };
      if (error.gone !== true) page.failure = null;
    }
    page.waiting = false;
    house.redraw();
    answer(page.ctx);
  }

  function answer(ctx) {
    const box = spot("store-answer");
    if (box === null) return;
    const found = page.answer;
    if (page.waiting) redraw(box, el("p", { class: "note" }, ctx.t("live.asking")));
    else if (found === null) redraw(box);
    else if (found.failure !== undefined) redraw(box, el("p", { class: "note failed" }, ctx.t(found.failure.key, { why: found.failure.why })));
    else redraw(box, answerParts(ctx, found));
  }

  function answerParts(ctx, found) {
    const columns = found.columns.map((column, at) => ({ ...column, at })).filter((column) => !column.hidden);
    const shown = found.rows.slice(0, ROWS_SHOWN);
    return [
      el("p", { class: "store-sentence" }, datesIn(ctx.pick(found.sentence), ctx.lang)),
      el("p", { class: "note" }, ctx.t("ask.from", { day: ctx.date(found.as_of) }), found.of > shown.length ? ` ${ctx.t("ask.rows", { k: ctx.number(shown.length), n: ctx.number(found.of) })}` : ""),
      found.rows.length === 0
        ? null
        : el(
            "div", { class: "store-table", tabindex: 0, role: "region", "aria-label": ctx.t("ask.table") },
            el(
              "table", {},
              el("thead", {}, el("tr", {}, columns.map((column) => el("th", { scope: "col" }, ctx.pick(column.title))), el("th", { scope: "col" }, ctx.t("ask.evidence")))),
              el("tbody", {}, shown.map((row) => el("tr", {}, columns.map((column) => el("td", {}, cell(ctx, row.cells[column.at], column))), el("td", {}, evidence(ctx, row.evidence))))),
            ),
          ),
    ];
  }

  function cell(ctx, value, column) {
    const isNode = (item) => typeof item === "string" && model.nodes.has(item);
    if (isNode(value)) return link(ctx, value);
    if (!Array.isArray(value) || !value.every(isNode)) return plainCell(ctx, value, column);
    const rest = value.slice(NAMED_CELLS);
    const names = (ids) => ids.map((id, at) => [at > 0 ? ", " : null, link(ctx, id)]);
    return [names(value.slice(0, NAMED_CELLS)), rest.length === 0 ? null : el("details", {}, el("summary", {}, ctx.t("more", { n: rest.length })), names(rest))];
  }

  function evidence(ctx, ids) {
    const there = ids.filter((id) => model.statements.has(id));
    if (ids.length === 0) return "";
    const open = (id) => () => house.go({ sel: { form: "statement", id } });
    const said = (statement) => `${ctx.short(statement.source)} ${ctx.relation(statement.relation, false)} ${ctx.short(statement.target)}`;
    return el(
      "details", {},
      el("summary", {}, String(ids.length)),
      el("ul", {}, there.map((id) => el("li", {}, button(said(model.statements.get(id)), open(id), { class: "link" })))),
      there.length < ids.length ? el("p", { class: "note" }, ctx.t("ask.not-sent", { n: ids.length - there.length })) : null,
    );
  }

  function draw(ctx) {
    page.ctx = ctx;
    footer(ctx);
    panel(ctx);
    if (!live) return;
    state(ctx);
    form(ctx);
  }

  return { draw, search, start };
}

// The element of that id, made where it is not there yet: at the end of a place, or after it.
function slot(id, make, where, how = "append") {
  const found = spot(id);
  if (found !== null) return found;
  const made = make();
  where[how](made);
  return made;
}
