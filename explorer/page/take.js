// What the reader takes away: the link, the table, a picture, a print, or all of it as a zip.

import { allAnswers, chosenWords } from "./choose.js";
import { sentenceOf } from "./context.js";
import { toCsv } from "./csv.js";
import { button, el, redraw, svg } from "./dom.js";
import { pictureOf, sceneView } from "./picture.js";
import { rasterOf } from "./raster.js";
import { copyText, hasAddress, saveFile } from "./storage.js";
import { translator } from "./text.js";
import { safeUrl } from "./url.js";
import { viewOf } from "./views.js";
import { zipped } from "./zip.js";

const MOST_SOURCES = 10;
/** The views whose tables and pictures are in every zip, beside the one that is open. */
const ALWAYS = ["matrix", "overlaps"];

// -- what is said around a view -------------------------------------------------------------------------------------

function tableOf(ctx, view) {
  return (view.cells ?? viewOf("table").cells)(ctx);
}

/** Returns the day that a view shows. */
export function shownDay(ctx, view) {
  return view.dated(ctx) ? ctx.day : ctx.answer.as_of;
}

/** Returns the name of a file for a view: question, what was chosen, view, day, language; letters and digits, no more. */
export function fileName(ctx, view, ending) {
  const { q, p } = ctx.state;
  const chosen = Object.values(p).flat().map((value) => String(value).split(":").at(-1));
  const plain = (text) => text.replace(/[^A-Za-z0-9-]+/g, "-");
  const about = plain(["migov", q, ...chosen].join("-")).slice(0, 80);
  return `${about}-${plain([view.name, shownDay(ctx, view), ctx.lang].join("-"))}.${ending}`;
}

// The statements, nodes and figures behind what a view shows: the lines it draws, the cells of the day, or the rows.
function behind(ctx, view) {
  if (view.behind !== undefined) return view.behind(ctx);
  const lines = (view.scene?.(ctx)?.lines ?? []).map((line) => /^s(\d+)$/.exec(line.id)).filter(Boolean);
  if (lines.length > 0) return lines.map(([, place]) => Number(place));
  if (view.dated(ctx)) return [...ctx.matrix.cells.values()].flatMap((cell) => cell.statements.map((statement) => statement.id));
  return ctx.answer.rows.flatMap((row) => row.evidence);
}

/** Returns the sources behind what a view shows, the one with the most to say first. */
export function sourcesBehind(ctx, view) {
  const { model } = ctx;
  const counts = new Map();
  for (const item of new Set(behind(ctx, view))) {
    const about = typeof item === "number" ? model.payload.statements[item].id : item;
    for (const { source, stance } of model.evidence(about)) {
      if (stance === undefined) counts.set(source, (counts.get(source) ?? 0) + 1);
    }
  }
  const known = [...counts].filter(([id]) => model.sources.has(id));
  return known.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([id]) => model.sources.get(id));
}

function sourceLine(ctx, source) {
  const facts = [ctx.name(source.id), source.publisher, source.published ? ctx.date(source.published) : ctx.t("source.undated")];
  return facts.filter(Boolean).map((fact) => (/[.?!…]$/.test(fact) ? fact : `${fact}.`)).join(" ");
}

// What was chosen, in words: the answer, the day, and what each view lets the reader choose.
function factLines(ctx, view) {
  const { state, t } = ctx;
  const { kinds } = ctx.model.payload;
  const day = view.dated(ctx) ? `${t("time.label")} ${ctx.date(ctx.day)}` : t("take.worked", { day: ctx.date(ctx.answer.as_of) });
  const chosen = [
    chosenWords(ctx, ctx.model.questions.get(state.q), state.p),
    state.only.length > 0 ? `${t("only.label")}: ${ctx.list(state.only.map(ctx.short))}` : null,
    day,
    view.filters?.(ctx) ?? null,
    state.hidden.length > 0 ? `${t("take.hidden")}: ${ctx.list(state.hidden.map((kind) => ctx.pick(kinds[kind]?.plural) || kind))}` : null,
  ];
  return [chosen.flat().filter(Boolean).join(" · ")];
}

/** Returns what stands around a view in a picture and on paper (see picture.js). */
export function saidAround(ctx, view, address) {
  const { meta } = ctx.model.payload;
  const sources = sourcesBehind(ctx, view);
  const rest = sources.length - MOST_SOURCES;
  const { q } = ctx.state;
  return {
    title: ctx.pick(meta.title),
    ask: q === "home" ? ctx.t("home.ask") : ctx.pick(ctx.model.questions.get(q).ask),
    sentence: sentenceOf(ctx),
    facts: factLines(ctx, view),
    sources: [
      ctx.t("take.sources", { n: sources.length }),
      ...sources.slice(0, MOST_SOURCES).map((source) => sourceLine(ctx, source)),
      ...(rest > 0 ? [ctx.t("take.more", { n: rest })] : []),
    ],
    foot: [`migov ${meta.version} · ${ctx.t("header.data", { day: ctx.date(meta.as_of) })}`, `${ctx.t("take.view")} ${decodeURIComponent(address)}`],
  };
}

// -- the zip --------------------------------------------------------------------------------------------------------

function questionTable(ctx, question) {
  const tables = allAnswers(ctx, question).map(({ label, answer }) => ({
    label, ...viewOf("table").cells({ ...ctx, state: { ...ctx.state, sort: null, find: "" }, canned: answer, answer }),
  }));
  if (tables.length === 1) return toCsv(tables[0].head, tables[0].rows);
  // A question about things that this graph has none of has no answer, not even an empty one.
  if (tables.length === 0) return toCsv([ctx.t("picker.answer")], []);
  return toCsv([ctx.t("picker.answer"), ...tables[0].head], tables.flatMap(({ label, rows }) => rows.map((row) => [label, ...row])));
}

function sourceTable(ctx) {
  const head = ["title", "publisher", "published", "language", "address"].map((name) => ctx.t(`take.source.${name}`));
  const rows = [...ctx.model.sources.values()].map((source) => [
    ctx.name(source.id), source.publisher, source.published, source.language, safeUrl(source.url) ?? "",
  ]);
  return toCsv(head, rows);
}

/** Returns the text that tells, in both languages, what is in the zip and where the facts come from. */
export function readMe(ctx, dictionaries) {
  const { meta } = ctx.model.payload;
  const both = ["es", "en"].map((lang) => ({ lang, t: translator(dictionaries[lang]) }));
  const parts = both.flatMap(({ lang, t }) => [
    meta.title[lang] ?? meta.title.en,
    t("take.readme.date", { day: meta.as_of, version: meta.version }),
    ...["page", "tables", "pictures", "unknown"].map((name) => t(`take.readme.${name}`)),
    ...ctx.model.payload.questions.map((question) => `  tables/${question.name}.csv: ${question.ask[lang] ?? question.ask.en}`),
    "",
  ]);
  const sources = [...ctx.model.sources.values()].map((source) =>
    [source.title ?? source.name?.en ?? source.id, source.publisher, source.published ?? "-", safeUrl(source.url)].filter(Boolean).join(" | ").replace(/[\r\n]+/g, " "),
  );
  const heads = both.map(({ t }) => t("take.sources", { n: sources.length })).join(" / ");
  return `\uFEFF${[...parts, heads, "", ...sources.sort()].join("\r\n")}\r\n`;
}

async function zipOf(ctx, house) {
  const { meta } = ctx.model.payload;
  const views = [...new Set([ctx.state.tab, ...ALWAYS])].map(viewOf);
  const files = [
    { name: "README.txt", content: readMe(ctx, house.dictionaries) },
    { name: "migov.html", content: house.page },
    ...ALWAYS.map((name) => [name, tableOf(house.context({ tab: name }), viewOf(name))]).map(([name, { head, rows }]) => ({ name: `tables/${name}.csv`, content: toCsv(head, rows) })),
    ...ctx.model.payload.questions.map((question) => ({ name: `tables/${question.name}.csv`, content: questionTable(ctx, question) })),
    { name: "tables/sources.csv", content: sourceTable(ctx) },
  ];
  for (const view of views) {
    const shown = house.context({ tab: view.name });
    const picture = await pictureOf(shown, view, saidAround(shown, view, house.address({ tab: view.name })));
    files.push({ name: `pictures/${view.name}.svg`, content: picture.text }, { name: `pictures/${view.name}.png`, content: (await rasterOf(picture)).bytes });
  }
  return zipped(`migov-${meta.as_of}-${ctx.lang}`, files, meta.as_of);
}

// -- paper ----------------------------------------------------------------------------------------------------------

/** Puts on the page what only paper needs: what was chosen, the sources, and the drawing that a canvas cannot print. */
export function dressForPaper(ctx, places, address) {
  const view = viewOf(ctx.state.tab);
  const said = saidAround(ctx, view, address);
  const drawn = sceneView(ctx, view);
  places.facts.textContent = said.facts.join(" ");
  redraw(
    places.foot,
    drawn === null ? null : svg("svg", { viewBox: `0 0 ${drawn.width} ${drawn.height}`, class: "paper-drawing" }, drawn.group),
    el(
      "div", { class: "paper-sources" },
      el("h3", {}, said.sources[0]),
      el("ul", {}, said.sources.slice(1).map((line) => el("li", {}, line))),
      said.foot.map((line) => el("p", { class: "paper-foot" }, line)),
    ),
  );
}

/** Takes it off again. */
export function undressFromPaper(places) {
  places.facts.textContent = "";
  redraw(places.foot);
}

// -- the menu -------------------------------------------------------------------------------------------------------

const TAKINGS = {
  link: async (ctx) => ctx.t((await copyText(location.href)) ? "copied" : "not-copied"),
  csv: (ctx, house, view) => {
    const { head, rows } = tableOf(ctx, view);
    return saved(ctx, fileName(ctx, view, "csv"), "text/csv;charset=utf-8", toCsv(head, rows));
  },
  png: async (ctx, house, view) => {
    const { bytes, scale } = await rasterOf(await pictureOf(ctx, view, saidAround(ctx, view, house.address({}))));
    const done = saved(ctx, fileName(ctx, view, "png"), "image/png", bytes);
    return scale < 2 ? `${done} ${ctx.t("take.smaller", { n: ctx.number(scale) })}` : done;
  },
  svg: async (ctx, house, view) => {
    const picture = await pictureOf(ctx, view, saidAround(ctx, view, house.address({})));
    return saved(ctx, fileName(ctx, view, "svg"), "image/svg+xml", picture.text);
  },
  print: () => {
    globalThis.print();
    return "";
  },
  zip: async (ctx, house) => saved(ctx, `migov-${ctx.model.payload.meta.as_of}-${ctx.lang}.zip`, "application/zip", await zipOf(ctx, house)),
};

function saved(ctx, name, type, content) {
  saveFile(name, type, content);
  return ctx.t("take.saved", { name });
}

async function act(name, house) {
  // Pictures and tables are those of a desk, also when they are taken from a phone.
  const ctx = house.context({});
  // Inside a notebook no link leads here, and the frame that pictures are drawn in stays shut.
  if (!hasAddress() && !["csv", "print"].includes(name)) {
    house.say(ctx.t("no-address"));
    return;
  }
  if (["png", "svg", "zip"].includes(name)) house.say(ctx.t("take.working"), true);
  try {
    house.say(await TAKINGS[name](ctx, house, viewOf(ctx.state.tab)));
  } catch (error) {
    house.say(ctx.t("take.failed", { why: error.message }));
  } finally {
    if (["png", "svg", "zip"].includes(name)) house.redraw();
  }
}

function menuKeys(event, close) {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Escape") close(true);
  else if (to !== undefined) items[(to + items.length) % items.length].focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * Returns the menu of what can be taken away.
 *
 * `house` = `{context(change), address(change), say(text, waiting), redraw(), page, dictionaries}`: the context and the
 * hash of the state with a change, the words for the reader, the page drawn anew, its text as it was read.
 */
export function takeMenu(ctx, house) {
  const list = el("ul", { class: "take-list", id: "take-list", role: "menu", "aria-labelledby": "take", hidden: true });
  const open = (shown, back = false) => {
    list.hidden = !shown;
    opener.setAttribute("aria-expanded", String(shown));
    if (shown) list.querySelector("button").focus();
    else if (back) opener.focus();
  };
  const opener = button(ctx.t("take.title"), () => open(list.hidden), {
    id: "take", key: "take", "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": "take-list", class: "take-opener",
  });
  list.append(
    ...Object.keys(TAKINGS).map((name) =>
      el("li", { role: "none" }, button(
        [el("span", { class: "take-name" }, ctx.t(`take.${name}`)), el("span", { class: "take-note" }, ctx.t(`take.${name}-note`))],
        () => {
          open(false, true);
          act(name, house);
        },
        { role: "menuitem", tabindex: -1, key: `take ${name}` },
      )),
    ),
  );
  const leave = (event) => {
    if (!event.currentTarget.contains(event.relatedTarget)) open(false);
  };
  return el("div", { class: "take", on: { keydown: (event) => (!list.hidden || event.key === "ArrowDown") && (list.hidden ? keyOpens(event, open) : menuKeys(event, (back) => open(false, back))), focusout: leave } }, opener, list);
}

function keyOpens(event, open) {
  event.preventDefault();
  open(true);
}
