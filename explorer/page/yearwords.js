// The changes of the chosen year in words: a short sentence of steady height, and the whole as a list that opens.

import { inWeight, yearOf, yearTold } from "./changes.js";
import { button, el } from "./dom.js";
import { partsOf } from "./text.js";

const NAMES_SHOWN = 6;
const LETTERS_SHOWN = 240;
const NAMES_NARROW = 3;
const LETTERS_NARROW = 110;

// Names in a row, the rest as one button that opens the list.
function shortNames(ctx, who, most, openList) {
  const names = who.map(({ id }) => ctx.short(id));
  const rest = names.length - most;
  // "+1 more" is no shorter than the name.
  if (rest < 2) return [ctx.list(names)];
  return [
    `${names.slice(0, most).join(", ")} `,
    button(ctx.t("more", { n: rest }), openList, { class: "link", "aria-label": ctx.t("changes.more", { n: rest }) }),
  ];
}

function statusWords(ctx, item) {
  return ctx.t("changes.status", { status: ctx.value(item.text) });
}

// What somebody did, as [pieces, letters]; a status is an act of the mechanism itself.
function actClause(ctx, act, most, openList) {
  const pieces =
    act.text === undefined
      ? partsOf(ctx.t(`changes.${act.key}`, { n: act.who.length }), { names: shortNames(ctx, act.who, most, openList) })
      : [statusWords(ctx, act)];
  return [pieces, pieces.reduce((sum, piece) => sum + (piece.textContent ?? piece).length, 0)];
}

function nobodyMoved(ctx, { joining, leaving }) {
  if (joining && leaving) return null;
  return ctx.t(joining ? "changes.none-left" : leaving ? "changes.none-joined" : "changes.none");
}

function shortForm(ctx, title, change, openList, part) {
  const [most, room] = ctx.narrow ? [NAMES_NARROW, LETTERS_NARROW] : [NAMES_SHOWN, LETTERS_SHOWN];
  const shown = new Map();
  let letters = 0;
  for (const { mechanism, act } of inWeight(change.told)) {
    const [pieces, length] = actClause(ctx, act, most, openList);
    const more = length + (shown.has(mechanism) ? 2 : ctx.short(mechanism).length + 4);
    if (letters > 0 && letters + more > room * part) continue;
    shown.set(mechanism, [...(shown.get(mechanism) ?? []), pieces]);
    letters += more;
  }
  const told = [...shown].flatMap(([mechanism, clauses], at) => [
    el("b", {}, ctx.short(mechanism)), ": ",
    ...clauses.flatMap((pieces, place) => (place === 0 ? pieces : [", ", ...pieces])),
    at === shown.size - 1 ? ". " : "; ",
  ]);
  return [
    el("span", { class: "changes-year" }, title),
    told,
    [nobodyMoved(ctx, change), change.unknown > 0 ? ctx.t("changes.unknown", { n: change.unknown }) : null].filter(Boolean).join(" "),
  ];
}

function changeItem(ctx, entry) {
  const linked = (who) =>
    who.flatMap(({ id, about }, at) => [
      at === 0 ? null : ", ",
      button(ctx.short(id), () => ctx.go({ sel: { form: "statement", id: about } }), { class: "link", key: `change ${about} ${id}` }),
    ]).filter(Boolean);
  return el(
    "li", {},
    el("b", {}, ctx.short(entry.mechanism)),
    el(
      "ul", {},
      entry.acts.map((act) => el("li", {}, partsOf(ctx.t(`changes.${act.key}`, { n: act.who.length }), { names: linked(act.who) }))),
      entry.status.map((item) =>
        el("li", {}, button(statusWords(ctx, item), () => ctx.go({ sel: { form: "node", id: entry.mechanism } }), { class: "link", key: `change ${item.about}` })),
      ),
    ),
  );
}

function wholeList(ctx, change) {
  const asked = ctx.model.questions.has("changes");
  return el(
    "div", { class: "changes-list" },
    el("ul", {}, change.told.map((entry) => changeItem(ctx, entry))),
    change.other === 0
      ? null
      : el(
          "p", {}, ctx.t("changes.other", { n: change.other }), " ",
          asked ? button(ctx.t("changes.question"), () => ctx.ask("changes"), { class: "link", key: "changes question" }) : null,
        ),
  );
}

/** Returns the changes of the year of the day; `open` shows the whole list, `turn` opens and closes it; `part` of the room is used. */
export function yearWords(ctx, open, turn, part) {
  const [from, to] = yearOf(ctx.day, ctx.model.payload.meta.as_of);
  const change = yearTold(ctx.model, from, to);
  const year = from.slice(0, 4);
  const title = to.endsWith("-12-31") ? ctx.t("changes.in", { year }) : ctx.t("changes.until", { year, day: ctx.date(to) });
  const some = change.told.length > 0 || change.other > 0;
  const opener = button(ctx.t(open ? "changes.close" : "changes.open", { year }), () => turn(!open), {
    key: "changes open", class: "link", "aria-expanded": String(open),
  });
  return [
    el("p", { class: "changes-words", "data-scroll": `changes ${year}` }, shortForm(ctx, title, change, () => turn(true), part), some ? [" ", opener] : null),
    open && some ? wholeList(ctx, change) : null,
  ];
}
