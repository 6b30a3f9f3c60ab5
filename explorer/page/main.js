// The page: reads the payload, keeps the state in the hash, draws the views.

import { parameterControls, rowControls } from "./choose.js";
import { contextOf, sentenceOf } from "./context.js";
import { detailContent } from "./detail.js";
import { button, el, focusKey, redraw } from "./dom.js";
import { searchIndex } from "./fold.js";
import { glance } from "./glance.js";
import { storeBehind } from "./live.js";
import { indexed, inflated, knownOf, unpacked } from "./model.js";
import { kindFilter, questionList, searchBox } from "./rail.js";
import { formatHash, parseHash } from "./state.js";
import { putAddress, remember, remembered, startLanguage } from "./storage.js";
import { dressForPaper, takeMenu, undressFromPaper } from "./take.js";
import { timeBar } from "./timebar.js";
import { VIEWS, fieldsOf, viewOf } from "./views.js";
import { pageText } from "./whole.js";

const byId = (id) => document.getElementById(id);

// Before anything is drawn: the zip to take away holds the page as it was read.
const asRead = pageText(document);

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
// What the panel was opened with: the focus goes back there when it is closed.
let opener = null;
const time = timeBar({ bar: byId("time"), words: byId("changes"), live: byId("sentence"), above: [byId("sentence"), byId("pinned")] });

const storeLink = storeBehind(model, known, { go, redraw: () => draw() });

// -- acts -----------------------------------------------------------------------------------------------------------

function go(change, { replace = false } = {}) {
  const before = formatHash(state, known);
  const opened = change.sel !== undefined && change.sel !== null;
  const held = document.activeElement;
  if (opened && !byId("detail").contains(held)) opener = held?.dataset?.key ?? null;
  state = { ...state, ...change };
  const hash = formatHash(state, known);
  if (hash !== before) putAddress(hash, replace);
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
  const change = { q, p: {}, only: [], d: 0, sort: null, find: "", ego: null, plus: null, from: null, to: null, sel: null };
  const drawn = () => !narrow.matches && viewOf("network").has(house.context(change));
  go({ ...change, tab: !model.questions.has(q) ? known.tab : drawn() ? "network" : "table" });
}

function leaveViews(but = null) {
  for (const view of VIEWS) if (view !== but) view.leave?.();
}

function changeLanguage(lang) {
  remember("lang", lang);
  leaveViews();
  go({ lang });
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

// What is said while the reader waits stays until there is more to say.
function say(text, waiting = false) {
  const toast = byId("toast");
  toast.textContent = text;
  clearTimeout(say.timer);
  if (!waiting) say.timer = setTimeout(() => (toast.textContent = ""), 6000);
}

const house = {
  dictionaries,
  page: asRead,
  context: (change) => contextOf(model, dictionaries, { ...state, ...change }, { go, ask, say, narrow: false }),
  address: (change) => formatHash({ ...state, ...change }, known),
  say,
  redraw: draw,
};

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
    takeMenu(ctx, house),
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
    redraw(byId("find"), searchBox({ ...ctx, get state() { return state; } }, index, found, storeLink.search));
  }
  redraw(byId("ask"), el("h2", {}, ctx.t("questions.title")), questionList(ctx));
  redraw(byId("kinds"), kindFilter(ctx));
  byId("rail-summary").textContent = ctx.t("questions.all", { n: model.questions.size + 1 });
}

function question(ctx) {
  const asked = model.questions.get(state.q);
  const text = asked === undefined ? ctx.t("home.ask") : ctx.pick(asked.ask);
  // At home the rows only matter where they are a table.
  const rows = asked === undefined && state.tab !== "table" && state.only.length === 0 ? null : rowControls(ctx);
  const controls = [...parameterControls(ctx), rows].filter((control) => control !== null);
  redraw(byId("question"), el("h2", {}, text), controls.length > 0 ? el("div", { class: "controls" }, controls) : null);
  const sentence = sentenceOf(ctx);
  if (byId("sentence").textContent !== sentence) byId("sentence").textContent = sentence;
  const canned = ctx.canned !== null;
  redraw(
    byId("pinned"),
    canned ? el("span", {}, ctx.t(ctx.follows ? "pinned.any" : asked.timeless ? "pinned.timeless" : "pinned", { day: ctx.date(ctx.canned.as_of) })) : null,
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
    el("div", { class: "detail-body", "data-scroll": `detail ${shown}` }, state.sel === null ? glance(ctx) : detailContent(ctx, ctx.whole)),
  );
}

function closeDetail() {
  const { sel } = state;
  const key = sel?.form === "cell" ? `cell ${sel.row} ${sel.column}` : sel?.form === "node" ? `row ${sel.id}` : sel?.form === "statement" ? `bar ${sel.id}` : `evidence ${sel?.place}`;
  const back = opener;
  go({ sel: null });
  opener = null;
  const found = (back !== null && focusKey(document.body, back)) || focusKey(byId("view"), key);
  if (!found || !focusStands()) focusKey(byId("tabs"), `tab ${state.tab}`);
}

// -- focus ----------------------------------------------------------------------------------------------------------

const PARTS = "#tools, #question, #time, #changes, #view, #detail, #rail";
const STOPS = "input, select, button:not([tabindex='-1']), summary, a[href]";

function focusStands() {
  const held = document.activeElement;
  return held !== null && held !== document.body && held.checkVisibility({ visibilityProperty: true });
}

// What had the focus may be gone when the page is drawn anew: it stays in the same part, or goes to the tab.
function keepFocus(part) {
  if (part === undefined || focusStands()) return;
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const next = part === "detail" ? byId("detail-title") : [...byId(part).querySelectorAll(STOPS)].find(shown);
  (next ?? byId(`tab-${state.tab}`)).focus({ preventScroll: true });
}

function draw() {
  const part = document.activeElement?.closest?.(PARTS)?.id;
  const ctx = contextOf(model, dictionaries, state, { go, ask, say, narrow: narrow.matches });
  document.documentElement.lang = ctx.lang;
  byId("skip").textContent = ctx.t("skip");
  byId("rail").setAttribute("aria-label", ctx.t("rail"));
  header(ctx);
  rail(ctx);
  question(ctx);
  tabs(ctx);
  time.draw(ctx, ctx.follows || viewOf(state.tab).dated(ctx));
  view(ctx);
  detail(ctx);
  storeLink.draw(ctx);
  drawnLang = ctx.lang;
  keepFocus(part);
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
const paper = { facts: byId("facts"), foot: byId("paper") };
globalThis.addEventListener("beforeprint", () => dressForPaper(house.context({}), paper, house.address({})));
globalThis.addEventListener("afterprint", () => undressFromPaper(paper));
globalThis.addEventListener("popstate", fromAddress);
globalThis.addEventListener("hashchange", fromAddress);
narrow.addEventListener("change", changeWidth);
globalThis.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  leaveViews();
  draw();
});
foldRail();
draw();
storeLink.start(fromAddress);
document.documentElement.dataset.ready = "yes";
