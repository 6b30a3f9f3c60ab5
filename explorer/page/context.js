// What every view is given: the model, the state, the day, and words in the reader's language.

import { matrixOn } from "./asof.js";
import { focusOf } from "./model.js";
import { homeFigures, homeRows } from "./home.js";
import { rowsWith } from "./only.js";
import { saidOf } from "./said.js";
import { dateText, datesIn, listText, numberText, pick, translator, valueText } from "./text.js";

// A parameter that is not given.
const EMPTY = { forum: null };
const HOME_COLUMNS = ["country", "mechanism", "tie", "seat", "start", "last-seen", "confidence"];

/**
 * Returns the context of a state: words, names, the matrix of the day, the answer; `acts` = `{go, ask, narrow}`.
 *
 * `answer` has the rows that the reader picked, `whole` all of them; `canned` is null at home; `follows` says whether the
 * answer is for the day of the time bar.
 */
export function contextOf(model, dictionaries, state, acts) {
  const { payload } = model;
  const lang = state.lang ?? "en";
  const dictionary = dictionaries[lang];
  const t = translator(dictionary);
  const node = (id) => model.nodes.get(id);
  const ctx = {
    model, state, lang, t, dictionary, ...acts,
    day: state.on,
    pick: (pair) => pick(pair, lang),
    value: (value) => valueText(dictionary, value),
    measure: (name) => pick(payload.measures[name], lang) || name.replaceAll("_", " "),
    date: (text) => dateText(text, lang),
    number: (number) => numberText(number, lang),
    list: (names) => listText(names, lang),
    name: (id) => pick(node(id)?.name, lang) || id,
    short: (id) => pick(node(id)?.short, lang) || pick(node(id)?.name, lang) || id,
    relation: (name, back) => pick(back ? payload.relations[name]?.back : payload.relations[name], lang) || name,
    matrix: matrixOn(payload.matrix, payload.statements, state.on),
  };
  const canned = model.answer(state.q, state.p, lang, state.on);
  const whole = canned ?? homeAnswer(ctx);
  const rows = rowsWith(whole.rows, state.only);
  return {
    ...ctx, canned, whole,
    answer: { ...whole, rows },
    follows: canned === null || canned.follows,
    focus: focusOf(model, canned === null ? null : { ...canned, rows }),
  };
}

function homeAnswer(ctx) {
  const { payload } = ctx.model;
  return {
    params: {},
    as_of: ctx.day,
    columns: HOME_COLUMNS.map((name) => ({
      name,
      dtype: ["start", "last-seen"].includes(name) ? "date" : "text",
      title: { [ctx.lang]: ctx.t(`home.column.${name}`) },
    })),
    rows: homeRows(payload.matrix, ctx.matrix, ctx.model.places),
    networks: payload.network.home === null ? [] : [payload.network.home],
  };
}

/** Returns Python's sentence, or for what the page works out itself the same words put together here. */
export function plainSentence(ctx) {
  const { canned, lang, t } = ctx;
  if (canned.universe === undefined) return ctx.pick(canned.sentence);
  const measure = (name) => pick(ctx.model.payload.measures[name], lang) || undefined;
  return saidOf(ctx.state.q, canned, { ...EMPTY, ...canned.params }, canned.as_of, { t, lang, label: ctx.short, measure });
}

/** Returns the sentence over the views: the canned answer's own, or the home sentence for the chosen day. */
export function sentenceOf(ctx) {
  if (ctx.canned !== null) return datesIn(plainSentence(ctx), ctx.lang);
  const figures = homeFigures(ctx.model.payload.matrix, ctx.matrix, ctx.day);
  const names = (ids) => ctx.list(ids.map((id) => ctx.short(id)));
  const parts = [
    ctx.t("home.sentence", {
      day: ctx.date(ctx.day), countries: figures.countries, seats: figures.seats, rooms: figures.rooms,
    }),
  ];
  if (figures.most > 1 && figures.leaders.length <= 6) {
    parts.push(ctx.t(figures.leaders.length === 1 ? "home.leader" : "home.leaders", { names: names(figures.leaders), n: figures.most }));
  }
  if (figures.most > 1 && figures.leaders.length > 6) parts.push(ctx.t("home.many", { k: figures.leaders.length, n: figures.most }));
  if (figures.unknown.length > 0) parts.push(ctx.t("home.unknown", { names: names(figures.unknown) }));
  return parts.join(" ");
}
