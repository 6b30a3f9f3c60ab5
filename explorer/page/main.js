// The page: reads the payload, keeps the state in the hash, draws the views.

import { dayOfYear } from "./asof.js";
import { contextOf, sentenceOf } from "./context.js";
import { toCsv } from "./csv.js";
import { detailContent } from "./detail.js";
import { button, el, focusKey, redraw } from "./dom.js";
import { searchIndex } from "./fold.js";
import { indexed, inflated, knownOf, unpacked } from "./model.js";
import { kindFilter, questionList, searchBox } from "./rail.js";
import { formatHash, isDay, parseHash } from "./state.js";
import { copyText, remember, remembered, saveFile, startLanguage } from "./storage.js";
import { VIEWS, fieldsOf, viewOf } from "./views.js";

const byId = (id) => document.getElementById(id);

const model = indexed(unpacked(JSON.parse(await inflated(byId("payload").textContent))));
const dictionaries = JSON.parse(byId("words").textContent);
const index = searchIndex(model.payload.nodes);
const narrow = globalThis.matchMedia("(max-width: 699px)");
const known = {
  ...knownOf(model), tab: narrow.matches ? "overlaps" : "matrix", tabs: VIEWS.map((view) => view.name), fields: fieldsOf(VIEWS),
};
let state = parseHash(location.hash, known);
state.lang = startLanguage(state.lang, remembered("lang"), model.payload.meta.lang, navigator.language);
let drawnLang = null;
let sliding = false;

// -- acts -----------------------------------------------------------------------------------------------------------

function go(change, { replace = false } = {}) {
  const before = formatHash(state, known);
  const opened = change.sel !== undefined && change.sel !== null;
  state = { ...state, ...change };
  const hash = formatHash(state, known);
  if (hash !== before) history[replace ? "replaceState" : "pushState"](null, "", hash);
  draw();
  if (opened && narrow.matches) byId("detail-title")?.focus({ preventScroll: true });
}

// Who searched wants to read on where the result stands.
function found(id) {
  go({ sel: { form: "node", id } });
  byId("detail-title")?.focus({ preventScroll: true });
}

// A question opens on the tab that shows it best: its drawing where it has one, else its table.
function ask(q) {
  const answer = model.questions.get(q)?.answers[0];
  const tab = answer === undefined ? known.tab : answer.networks.length > 0 && !narrow.matches ? "network" : "table";
  go({ q, a: 0, d: 0, sort: null, find: "", tab, ego: null, sel: null });
}

function leaveViews(but = null) {
  for (const view of VIEWS) if (view !== but) view.leave?.();
}

function changeLanguage(lang) {
  remember("lang", lang);
  leaveViews();
  go({ lang }, { replace: true });
}

function changeTheme() {
  const dark = document.documentElement.dataset.theme === "dark" || (!document.documentElement.dataset.theme && globalThis.matchMedia("(prefers-color-scheme: dark)").matches);
  setTheme(dark ? "light" : "dark");
  remember("theme", dark ? "light" : "dark");
  leaveViews();
  draw();
}

function setTheme(theme) {
  if (["light", "dark"].includes(theme)) document.documentElement.dataset.theme = theme;
}

async function copyLink(ctx) {
  say(ctx.t((await copyText(location.href)) ? "copied" : "not-copied", { link: location.href }));
}

function say(text) {
  const toast = byId("toast");
  toast.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (toast.textContent = ""), 5000);
}

function saveCsv(ctx) {
  const view = viewOf(state.tab);
  const table = (view.cells ?? viewOf("table").cells)(ctx);
  const day = view.dated(ctx) ? ctx.day : ctx.answer.as_of;
  saveFile(`migov-${state.q}-${state.tab}-${day}.csv`, "text/csv;charset=utf-8", toCsv(table.head, table.rows));
}

// -- drawing --------------------------------------------------------------------------------------------------------

function header(ctx) {
  const { meta } = model.payload;
  document.title = `${ctx.pick(meta.title)} · migov`;
  redraw(
    byId("brand"),
    el("h1", {}, ctx.pick(meta.title)),
    el("p", { class: "dataline" }, ctx.t("header.data", { day: ctx.date(meta.as_of) })),
  );
  redraw(
    byId("tools"),
    button(ctx.t("tool.link"), () => copyLink(ctx), { key: "tool link" }),
    button(ctx.t("tool.csv"), () => saveCsv(ctx), { key: "tool csv", "aria-label": ctx.t("tool.csv-long") }),
    button("◐", changeTheme, { key: "tool theme", "aria-label": ctx.t("tool.theme"), class: "icon" }),
    el(
      "div", { class: "segments", role: "group", "aria-label": ctx.t("tool.language") },
      ["es", "en"].map((lang) =>
        button(lang.toUpperCase(), () => changeLanguage(lang), {
          key: `lang ${lang}`, lang, "aria-pressed": String(ctx.lang === lang), "aria-label": lang === "es" ? "Español" : "English",
        }),
      ),
    ),
  );
}

function rail(ctx) {
  if (drawnLang !== ctx.lang) {
    redraw(byId("find"), searchBox({ ...ctx, get state() { return state; } }, index, found));
  }
  redraw(byId("ask"), el("h2", {}, ctx.t("questions.title")), questionList(ctx));
  redraw(byId("kinds"), kindFilter(ctx));
  byId("rail-summary").textContent = ctx.t("questions.all", { n: model.questions.size + 1 });
}

function answerPicker(ctx) {
  const answers = model.questions.get(state.q)?.answers ?? [];
  if (answers.length < 2) return null;
  return el(
    "label", { class: "picker" },
    el("span", {}, ctx.t("picker.answer")),
    el(
      "select", { "data-key": "answer", on: { change: (event) => go({ a: Number(event.target.value), d: 0, sort: null, sel: null }) } },
      answers.map((answer, place) => el("option", { value: place, selected: place === state.a }, ctx.pick(answer.label))),
    ),
  );
}

function question(ctx) {
  const ask = state.q === "home" ? ctx.t("home.ask") : ctx.pick(model.questions.get(state.q).ask);
  redraw(byId("question"), el("h2", {}, ask), answerPicker(ctx));
  const sentence = sentenceOf(ctx);
  if (byId("sentence").textContent !== sentence) byId("sentence").textContent = sentence;
  const canned = ctx.canned !== null;
  redraw(
    byId("pinned"),
    canned ? el("span", {}, ctx.t("pinned", { day: ctx.date(ctx.canned.as_of) })) : null,
    canned && ctx.day !== ctx.canned.as_of && viewOf(state.tab).dated(ctx)
      ? el("span", {}, " ", ctx.t("pinned.other", { day: ctx.date(ctx.day) }))
      : null,
  );
}

function tabs(ctx) {
  const turn = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = known.tabs.indexOf(state.tab) + step;
    const tab = known.tabs[(at + known.tabs.length) % known.tabs.length];
    go({ tab });
    focusKey(byId("tabs"), `tab ${tab}`);
  };
  redraw(
    byId("tabs"),
    known.tabs.map((tab) =>
      button(ctx.t(`tab.${tab}`), () => go({ tab }), {
        key: `tab ${tab}`, id: `tab-${tab}`, role: "tab", "aria-selected": String(state.tab === tab),
        "aria-controls": "view", tabindex: state.tab === tab ? 0 : -1,
      }),
    ),
  );
  byId("tabs").onkeydown = turn;
  byId("tabs").setAttribute("aria-label", ctx.t("tabs"));
  byId("view").setAttribute("aria-labelledby", `tab-${state.tab}`);
}

// Made once per language: a slider that is replaced while it is dragged would let go of the hand.
function timeBar(ctx) {
  const place = byId("time");
  const { meta } = model.payload;
  place.hidden = !viewOf(state.tab).dated(ctx);
  if (drawnLang !== ctx.lang) makeTimeBar(ctx, place, meta);
  byId("day").value = state.on;
  byId("year").value = state.on.slice(0, 4);
  byId("year").setAttribute("aria-valuetext", ctx.date(state.on));
  byId("time-back").hidden = state.on === meta.as_of;
}

function makeTimeBar(ctx, place, meta) {
  const [first, last] = [meta.first, meta.as_of].map((day) => day.slice(0, 4));
  const pickDay = (event) => {
    const { value } = event.target;
    if (isDay(value) && value >= meta.first && value <= meta.as_of) go({ on: value });
  };
  const pickYear = (event) => {
    // One step of Back for a whole drag, not one for each year passed on the way.
    go({ on: dayOfYear(Number(event.target.value), meta.as_of) }, { replace: sliding });
    sliding = true;
  };
  redraw(
    place,
    el("label", { for: "day" }, ctx.t("time.label")),
    el("input", { id: "day", type: "date", min: meta.first, max: meta.as_of, "data-key": "day", on: { change: pickDay } }),
    el("span", { class: "tick", "aria-hidden": "true" }, first),
    el("input", {
      id: "year", type: "range", min: first, max: last, step: 1, "data-key": "year", "aria-label": ctx.t("time.year"),
      on: { input: pickYear, change: () => { sliding = false; } },
    }),
    el("span", { class: "tick", "aria-hidden": "true" }, last),
    button(ctx.t("time.back", { day: ctx.date(meta.as_of) }), () => go({ on: meta.as_of }), { id: "time-back", key: "time back", class: "link" }),
  );
}

function view(ctx) {
  const chosen = viewOf(state.tab);
  leaveViews(chosen);
  redraw(byId("view"), chosen.draw(ctx));
}

function detail(ctx) {
  const panel = byId("detail");
  const chosen = state.sel !== null;
  const shown = JSON.stringify([state.sel, ctx.lang]);
  panel.classList.toggle("chosen", chosen);
  panel.setAttribute("aria-label", ctx.t("detail.title"));
  redraw(
    panel,
    chosen ? button("×", () => closeDetail(), { key: "close detail", class: "close", "aria-label": ctx.t("detail.close") }) : null,
    el("div", { class: "detail-body", "data-scroll": `detail ${shown}` }, detailContent(ctx, ctx.answer)),
  );
}

function closeDetail() {
  const { sel } = state;
  go({ sel: null });
  const key = sel?.form === "cell" ? `cell ${sel.row} ${sel.column}` : sel?.form === "node" ? `row ${sel.id}` : `evidence ${sel?.place}`;
  if (!focusKey(byId("view"), key)) focusKey(byId("tabs"), `tab ${state.tab}`);
}

function draw() {
  const ctx = contextOf(model, dictionaries, state, { go, ask, say, narrow: narrow.matches });
  document.documentElement.lang = ctx.lang;
  byId("skip").textContent = ctx.t("skip");
  byId("rail").setAttribute("aria-label", ctx.t("rail"));
  header(ctx);
  rail(ctx);
  question(ctx);
  tabs(ctx);
  timeBar(ctx);
  view(ctx);
  detail(ctx);
  drawnLang = ctx.lang;
}

// -- start ----------------------------------------------------------------------------------------------------------

function fromAddress() {
  const lang = state.lang;
  state = parseHash(location.hash, known);
  state.lang ??= lang;
  draw();
}

function keys(event) {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName ?? "");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    byId("rail-fold").open = true;
    byId("search").focus();
  } else if (event.key === "Escape" && !typing && state.sel !== null) closeDetail();
}

function foldRail() {
  byId("rail-fold").open = !narrow.matches;
}

function changeWidth() {
  foldRail();
  draw();
}

setTheme(remembered("theme"));
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
document.addEventListener("keydown", keys);
globalThis.addEventListener("popstate", fromAddress);
globalThis.addEventListener("hashchange", fromAddress);
narrow.addEventListener("change", changeWidth);
globalThis.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  leaveViews();
  draw();
});
foldRail();
draw();
document.documentElement.dataset.ready = "yes";
