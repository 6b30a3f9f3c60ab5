// Beside the matrix of the first screen, while nothing is chosen: what it is, what is missing, what changed, what is disputed.

import { button, el } from "./dom.js";

const LATEST = 4;
const DISPUTED = 4;

/** Returns the figures of gaps, `[{question, params, number}]`, out of the answers that are in the page; what is not there is left out. */
export function gapFigures(model, day) {
  const count = (question, fits) => {
    const { params = {}, rows = [] } = model.answer(question, {}, "en", day) ?? {};
    return { question, params, number: rows.filter(fits).length };
  };
  return [
    count("hosts-outside-forum", ({ cells }) => cells[1] === "yes" && cells[2] === "no"),
    count("orphaned-members", ({ cells }) => cells[3] === 0),
    count("uncoordinated-overlap", () => true),
    count("silent-pledges", ({ cells }) => cells[7] === "silent"),
  ].filter(({ number }) => number > 0);
}

/** Returns the latest changes by the day, the last first: `{place, date, change, subject, object}`. */
export function latestChanges(model, day, most = LATEST) {
  const rows = model.answer("changes", {}, "en", day)?.rows ?? [];
  return rows
    .map(({ cells: [date, change, subject, , object] }, place) => ({ place, date, change, subject, object }))
    .filter(({ date, subject }) => date !== null && date <= day && model.nodes.get(subject)?.kind === "Country")
    .sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : b.place - a.place))
    .slice(0, most);
}

/** Returns the nodes that sources disagree about, `[{id, count}]`, those with most disagreement first. */
export function disputedNodes(model) {
  const counts = new Map();
  const add = (id) => counts.set(id, (counts.get(id) ?? 0) + 1);
  const owners = new Map(model.payload.observations.map((item) => [item.id, item.node]));
  for (const { about, stance } of model.payload.evidence) {
    if (stance !== "contradicts") continue;
    if (typeof about === "number") add(model.payload.statements[about].target);
    else add(owners.get(about) ?? about);
  }
  return [...counts].map(([id, count]) => ({ id, count })).sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
}

function gaps(ctx) {
  const figures = gapFigures(ctx.model, ctx.model.payload.meta.as_of);
  if (figures.length === 0) return null;
  return el(
    "section", {},
    el("h3", {}, ctx.t("glance.gaps")),
    el(
      "ul", { class: "glance-figures" },
      figures.map(({ question, params: { response, forum }, number }) =>
        el(
          "li", {},
          el("span", { class: "glance-number" }, ctx.number(number)),
          button(ctx.t(`glance.${question}`, { n: number, response: ctx.short(response), forum: ctx.short(forum) }), () => ctx.ask(question), { key: `glance ${question}`, class: "link" }),
        ),
      ),
    ),
  );
}

function changed(ctx) {
  const found = latestChanges(ctx.model, ctx.model.payload.meta.as_of);
  if (found.length === 0) return null;
  return el(
    "section", {},
    el("h3", {}, ctx.t("glance.changed")),
    el(
      "ul", { class: "glance-changes" },
      found.map(({ place, date, change, subject, object }) =>
        el(
          "li", {},
          el("span", { class: "when" }, ctx.date(date)),
          el(
            "span", {},
            // The mechanism first, as in the words of a year: its name takes no preposition in either language.
            object === null
              ? null
              : [button(ctx.short(object), () => ctx.go({ sel: { form: "node", id: object } }), { key: `glance what ${place}`, class: "link" }), ": "],
            button(ctx.short(subject), () => ctx.go({ sel: { form: "node", id: subject } }), { key: `glance who ${place}`, class: "link" }),
            ` ${ctx.value(change)}`,
          ),
        ),
      ),
    ),
    el("p", {}, button(ctx.t("glance.all-changes"), () => ctx.ask("changes"), { key: "glance changes", class: "link" })),
  );
}

function disputed(ctx) {
  const found = disputedNodes(ctx.model);
  if (found.length === 0) return null;
  return el(
    "section", {},
    el("h3", {}, ctx.t("glance.disputed")),
    el(
      "ul", { class: "glance-disputes" },
      found.slice(0, DISPUTED).map(({ id, count }) =>
        el(
          "li", {},
          button(ctx.short(id), () => ctx.go({ sel: { form: "node", id } }), { key: `glance dispute ${id}`, class: "link" }),
          el("span", { class: "tally" }, ` ${ctx.t("glance.pieces", { n: count })}`),
        ),
      ),
    ),
    el("p", {}, button(ctx.t("glance.weak"), () => ctx.ask("weak-evidence"), { key: "glance weak", class: "link" })),
  );
}

/** Returns the panel of the first screen. */
export function glance(ctx) {
  const { counts } = ctx.model.payload.meta;
  return [
    el("h2", { tabindex: -1, id: "detail-title" }, ctx.t("glance.title")),
    el("p", { class: "glance-lead" }, ctx.t("about.what")),
    el("p", { class: "glance-base" }, ctx.t("glance.base", { statements: ctx.number(counts.statements), sources: ctx.number(counts.sources) })),
    gaps(ctx),
    changed(ctx),
    disputed(ctx),
    el("p", { class: "hint" }, ctx.t("about.how"), " ", ctx.t("about.unknown")),
  ];
}
