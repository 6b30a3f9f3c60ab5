// Above the sentence: the parameters of the question that a reader can change, and the rows that name some node.

import { button, el } from "./dom.js";
import { pickable } from "./only.js";
import { chosenOf, valuesOf } from "./params.js";

// Rows are picked from lists that are longer than this.
const SHORT = 3;

function worded(ctx, name, value) {
  if (value === null) return Object.hasOwn(ctx.dictionary, `param.none.${name}`) ? ctx.t(`param.none.${name}`) : ctx.t("param.none");
  if (ctx.model.nodes.has(value)) return ctx.short(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return ctx.date(value);
  return Object.hasOwn(ctx.dictionary, `param.value.${value}`) ? ctx.t(`param.value.${value}`) : ctx.value(value);
}

function titled(ctx, name) {
  return Object.hasOwn(ctx.dictionary, `param.${name}`) ? ctx.t(`param.${name}`) : name.replaceAll("_", " ");
}

// The default stays first where it is no node; nodes go by name, under their kinds where there are several.
function optionsOf(ctx, name, values, chosen) {
  const option = (value) => el("option", { value: value ?? "", selected: value === chosen }, worded(ctx, name, value));
  const nodes = values.filter((value) => ctx.model.nodes.has(value));
  const byName = new Intl.Collator(ctx.lang);
  const sorted = (ids) => [...ids].sort((a, b) => byName.compare(ctx.short(a), ctx.short(b)));
  const kindOf = (id) => ctx.model.nodes.get(id).kind;
  const present = new Set(nodes.map(kindOf));
  const kinds = Object.keys(ctx.model.payload.kinds).filter((kind) => present.has(kind));
  const others = values.filter((value) => !ctx.model.nodes.has(value)).map(option);
  if (kinds.length < 2) return [others, sorted(nodes).map(option)];
  return [others, kinds.map((kind) => kindGroup(ctx, kind, sorted(nodes.filter((id) => kindOf(id) === kind)).map(option)))];
}

function kindGroup(ctx, kind, options) {
  const { plural } = ctx.model.payload.kinds[kind] ?? {};
  return el("optgroup", { label: ctx.pick(plural) || kind }, options);
}

function labelled(key, label, options, change) {
  return el(
    "label", { class: "picker" },
    el("span", {}, label),
    el("select", { "data-key": key, on: { change: (event) => change(event.target.value) } }, options),
  );
}

/** Returns one select for each parameter of the question that has more than one value. */
export function parameterControls(ctx) {
  const { p, q } = ctx.state;
  const question = ctx.model.questions.get(q);
  const values = valuesOf(question, p);
  return (question?.parameters ?? [])
    .filter((parameter) => parameter.values.length > 1)
    .map((parameter) =>
      labelled(`param ${parameter.name}`, titled(ctx, parameter.name), optionsOf(ctx, parameter.name, parameter.values, values[parameter.name]), (text) => {
        const chosen = chosenOf(question, { ...p, [parameter.name]: text === "" ? null : text });
        ctx.go({ p: chosen, only: [], d: 0, sel: null });
      }),
    );
}

/** Returns the choice of rows by the nodes that they name: "Only: Colombia (3 of 41 rows)"; null where it is of no use. */
export function rowControls(ctx) {
  const { only } = ctx.state;
  const all = ctx.whole.rows.length;
  if (only.length === 0 && all <= SHORT) return null;
  const groups = pickable(ctx.answer.rows, (id) => ctx.model.nodes.get(id)?.kind);
  if (only.length === 0 && groups.length === 0) return null;
  const byName = new Intl.Collator(ctx.lang);
  const options = groups.map(({ kind, ids }) =>
    kindGroup(ctx, kind, [...ids].sort((a, b) => byName.compare(ctx.short(a), ctx.short(b))).map((id) => el("option", { value: id }, ctx.short(id)))),
  );
  const turn = (ids) => ctx.go({ only: ids, sel: null });
  const empty = el("option", { value: "", selected: true }, ctx.t(only.length > 0 ? "only.and" : "only.all", { n: all }));
  return el(
    "span", { class: "only" },
    groups.length > 0 ? labelled("only", ctx.t("only.label"), [empty, options], (id) => id !== "" && turn([...only, id])) : el("span", { class: "bar-label" }, ctx.t("only.label")),
    only.map((id) =>
      button([ctx.short(id), el("span", { class: "cross", "aria-hidden": "true" }, "×")], () => turn(only.filter((other) => other !== id)), {
        key: `only ${id}`, class: "chip named", "aria-label": ctx.t("only.remove", { name: ctx.short(id) }),
      }),
    ),
    only.length > 0 ? el("span", { class: "bar-note" }, ctx.t("only.rows", { k: ctx.answer.rows.length, n: all })) : null,
  );
}

/** Returns what the reader chose of a question in words, "Forum: RCM", one text for each parameter that has several values. */
export function chosenWords(ctx, question, chosen) {
  const values = valuesOf(question, chosen);
  return (question?.parameters ?? [])
    .filter((parameter) => parameter.values.length > 1)
    .map(({ name }) => `${titled(ctx, name)}: ${worded(ctx, name, values[name])}`);
}

/** Returns every answer to a question, one for each choice: `[{label, answer}]`, for the day of the page. */
export function allAnswers(ctx, question) {
  let choices = [{}];
  for (const { name, values } of question.parameters) {
    choices = choices.flatMap((choice) => values.map((value) => ({ ...choice, [name]: value })));
  }
  return choices.map((choice) => ({
    label: chosenWords(ctx, question, choice).join(" · "),
    answer: ctx.model.answer(question.name, choice, ctx.lang, ctx.model.payload.meta.as_of),
  }));
}
