// The panel on the right (a sheet from below on phones): what is chosen, statement by statement, with its evidence.

import { NO_EVIDENCE, YES, inForce } from "./asof.js";
import { button, el, unseen } from "./dom.js";
import { confidenceMark, groundClass, tieMark } from "./marks.js";
import { spanText } from "./text.js";
import { safeUrl } from "./url.js";
import { networkActs } from "./view_network.js";

const OPEN_AT_ONCE = 3;
const LISTED = 60;
const ALIASES = 5;

function nodeLink(ctx, id) {
  return button(ctx.short(id), () => ctx.go({ sel: { form: "node", id } }), { class: "link", key: `to ${id}`, title: ctx.name(id) });
}

function external(url, text) {
  const address = safeUrl(url);
  if (address === null) return text;
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

function sourceItem(ctx, item) {
  const source = ctx.model.sources.get(item.source) ?? { name: item.source };
  const against = item.stance === "contradicts";
  const facts = [
    source.publisher,
    source.published ? ctx.date(source.published) : source.accessed ? ctx.t("source.read", { day: ctx.date(source.accessed) }) : ctx.t("source.undated"),
    item.locator,
  ].filter(Boolean);
  const reading = ctx.pick(item.reading);
  const reason = ctx.pick(item.reason);
  return el(
    "li", { class: against ? "source against" : "source" },
    against ? el("p", { class: "flag-against" }, ctx.t("source.contradicts")) : null,
    el("p", { class: "source-title", lang: source.language && source.language.length === 2 ? source.language : null }, external(source.url, source.title ?? ctx.pick(source.name))),
    el("p", { class: "source-facts" }, facts.join(" · ")),
    reading ? el("p", { class: "reading" }, ctx.t("source.reading"), " ", reading) : null,
    reason ? el("p", { class: "reading" }, ctx.t("source.reason"), " ", reason) : null,
  );
}

function sourceList(ctx, items) {
  const inOrder = [...items].sort((a, b) => Number(b.stance === "contradicts") - Number(a.stance === "contradicts"));
  return el("ul", { class: "sources" }, inOrder.map((item) => sourceItem(ctx, item)));
}

function qualifiers(ctx, statement) {
  const money = statement.amount === undefined ? null : `${ctx.number(statement.amount)} ${statement.currency ?? ""}`.trim();
  return [
    statement.role && statement.role !== "member" && statement.role !== "participant" ? ctx.value(statement.role) : null,
    statement.choice ? ctx.value(`vote-${statement.choice}`) : null,
    statement.form ? ctx.value(statement.form) : null,
    money,
    statement.money ? ctx.value(statement.money) : null,
    statement.people === undefined ? null : ctx.t("people", { n: ctx.number(statement.people) }),
    statement.status && statement.status !== "active" ? ctx.value(statement.status) : null,
  ].filter(Boolean);
}

// One statement with its dates, confidence, last sight and sources; `from` is the node it is listed under.
function statementItem(ctx, statement, { from = null, open = false } = {}) {
  const items = ctx.model.evidence(statement.id);
  const against = items.some((item) => item.stance === "contradicts");
  const other = from === null ? null : statement.source === from ? statement.target : statement.source;
  const words = qualifiers(ctx, statement);
  const line =
    other === null
      ? [nodeLink(ctx, statement.source), ` ${ctx.relation(statement.relation, false)} `, nodeLink(ctx, statement.target)]
      : [nodeLink(ctx, other)];
  const note = ctx.pick(statement.note);
  const past = inForce(statement, ctx.day) !== YES;
  return el(
    "li", { class: `statement${past ? " past" : ""}` },
    el(
      "p", { class: "statement-line" },
      el("span", { class: `sure ${statement.confidence}`, title: ctx.t(`legend.${statement.confidence}`) }, confidenceMark(statement.confidence), unseen(`${ctx.value(statement.confidence)}: `)),
      line,
      words.length > 0 ? el("span", { class: "words" }, ` ${words.join(", ")}`) : null,
      statement.disputed ? el("span", { class: "flag-against" }, ` ${ctx.t("statement.disputed")}`) : null,
    ),
    el(
      "p", { class: "dates" }, spanText(statement, ctx.t, ctx.lang),
      past ? el("span", { class: "not-then" }, ` · ${ctx.t("statement.not-then", { day: ctx.date(ctx.day) })}`) : null,
    ),
    note ? el("p", { class: "note" }, note) : null,
    statement.how ? el("p", { class: "note" }, ctx.t("statement.how"), " ", ctx.pick(statement.how)) : null,
    el(
      "details", { open, class: "evidence" },
      el(
        "summary", { "data-key": `sources ${statement.id}` },
        ctx.t("statement.sources", { n: items.length }),
        statement.last_seen ? ` · ${ctx.t("statement.seen", { day: ctx.date(statement.last_seen) })}` : "",
        against ? el("span", { class: "flag-against" }, ` · ${ctx.t("statement.contradicted")}`) : null,
      ),
      items.length === 0 ? el("p", { class: "note" }, ctx.t("statement.no-source")) : sourceList(ctx, items),
    ),
  );
}

function statementList(ctx, statements, options) {
  const { from } = options;
  const byTime = (a, b) => (a.since ?? "").localeCompare(b.since ?? "");
  const holding = (statement) => Number(inForce(statement, ctx.day) !== YES);
  const name = (statement) => ctx.short(otherEnd(statement, from));
  // Under a node by name, what holds first; of one pair as a story, in the order of time.
  const inOrder = [...statements].sort(
    from === undefined
      ? byTime
      : (a, b) => holding(a) - holding(b) || name(a).localeCompare(name(b), ctx.lang) || byTime(a, b),
  );
  const rest = inOrder.slice(LISTED);
  return [
    el("ul", { class: "statements" }, inOrder.slice(0, LISTED).map((statement) => statementItem(ctx, statement, options))),
    rest.length > 0
      ? el("details", {}, el("summary", {}, ctx.t("more", { n: rest.length })), el("ul", { class: "statements" }, rest.map((statement) => statementItem(ctx, statement, options))))
      : null,
  ];
}

function otherEnd(statement, id) {
  return statement.source === id ? statement.target : statement.source;
}

// The further names of a node, those that stand in the panel already left out; many are folded away.
function alsoCalled(ctx, node) {
  const shown = new Set([...Object.values(node.name), node.title]);
  const names = [...new Set([...Object.values(node.short ?? {}), ...(node.aliases ?? [])])].filter((name) => !shown.has(name));
  const rest = names.slice(ALIASES);
  if (names.length === 0) return null;
  if (rest.length < 2) return names.join(", ");
  return [
    names.slice(0, ALIASES).join(", "),
    el("details", {}, el("summary", { "data-key": `aliases ${node.id}` }, ctx.t("more", { n: rest.length })), rest.join(", ")),
  ];
}

function facts(ctx, node) {
  const rows = [
    ["subtype", node.subtype && ctx.value(node.subtype)],
    ["status", node.status && ctx.value(node.status)],
    ["scope", node.scope && ctx.value(node.scope)],
    ["region", node.region && ctx.value(node.region)],
    ["start", ctx.date(node.start)],
    ["end", ctx.date(node.end)],
    ["members", node.kind === "Mechanism" && node.members_known !== undefined ? ctx.t(node.members_known ? "detail.list-known" : "detail.list-unknown") : ""],
    ["also", alsoCalled(ctx, node)],
  ].filter(([, text]) => text);
  const url = safeUrl(node.url);
  return [
    el("dl", { class: "facts" }, rows.map(([name, text]) => [el("dt", {}, ctx.t(`detail.${name}`)), el("dd", {}, text)])),
    url === null ? null : el("p", { class: "page-link" }, external(url, new URL(url).hostname)),
  ];
}

function observationTables(ctx, node) {
  const measures = new Map();
  for (const item of ctx.model.observations(node.id)) {
    if (!measures.has(item.measure)) measures.set(item.measure, []);
    measures.get(item.measure).push(item);
  }
  return [...measures.entries()].map(([measure, items]) => {
    const inOrder = [...items].sort((a, b) => (a.start ?? "").localeCompare(b.start ?? ""));
    return el(
      "div", { class: "series" },
      el("h4", {}, ctx.measure(measure)),
      el(
        "ul", {},
        inOrder.map((item) => {
          const value = item.number === undefined ? ctx.value(item.text) : `${ctx.number(item.number)} ${item.currency ?? ctx.value(item.unit ?? "")}`;
          const sources = ctx.model.evidence(item.id);
          return el(
            "li", {},
            el("details", {},
              el("summary", {},
                el("span", { class: "when" }, item.start ? ctx.date(item.start) : ctx.t("span.undated")),
                el("span", { class: `sure ${item.confidence}` }, confidenceMark(item.confidence), unseen(ctx.value(item.confidence))),
                el("span", { class: "figure" }, value),
              ),
              ctx.pick(item.note) ? el("p", { class: "note" }, ctx.pick(item.note)) : null,
              sourceList(ctx, sources),
            ),
          );
        }),
      ),
    );
  });
}

function nodePanel(ctx, id) {
  const node = ctx.model.nodes.get(id);
  const kind = ctx.model.payload.kinds[node.kind] ?? {};
  const about = ctx.model.evidence(id);
  const against = about.filter((item) => item.stance === "contradicts");
  const groups = [];
  for (const [back, statements] of [[false, ctx.model.outgoing(id)], [true, ctx.model.incoming(id)]]) {
    const relations = Object.keys(ctx.model.payload.relations);
    for (const relation of relations) {
      const found = statements.filter((statement) => statement.relation === relation);
      if (found.length > 0) groups.push({ title: ctx.relation(relation, back), found });
    }
  }
  const source = ctx.model.sources.get(id);
  const series = observationTables(ctx, node);
  const other = ctx.lang === "es" ? node.name.en : node.name.es;
  return [
    el("p", { class: "kind-tag" }, swatch(kind), ctx.pick(kind)),
    el("h2", { tabindex: -1, id: "detail-title" }, ctx.name(id)),
    other && other !== ctx.name(id) ? el("p", { class: "other-name", lang: ctx.lang === "es" ? "en" : "es" }, other) : null,
    facts(ctx, node),
    ctx.pick(node.note) ? el("p", { class: "note" }, ctx.pick(node.note)) : null,
    networkActs(ctx, id),
    against.length > 0
      ? el("section", { class: "disputes" }, el("h3", {}, ctx.t("detail.disputes")), sourceList(ctx, against))
      : null,
    series.length > 0 ? el("section", {}, el("h3", {}, ctx.t("detail.series")), series) : null,
    groups.map(({ title, found }) =>
      el("section", {}, el("h3", {}, title, " ", el("span", { class: "tally" }, String(found.length))), statementList(ctx, found, { from: id })),
    ),
    source !== undefined ? el("section", {}, el("h3", {}, ctx.t("detail.document")), sourceList(ctx, [{ source: id }])) : null,
    about.length > against.length
      ? el("section", {}, el("h3", {}, ctx.t("detail.sources")), sourceList(ctx, about.filter((item) => item.stance !== "contradicts")))
      : null,
    groups.length === 0 && source === undefined && !node.stub && !node.of ? el("p", { class: "nothing" }, ctx.t("detail.no-statements")) : null,
  ];
}

function swatch(kind) {
  const box = el("span", { class: "swatch", "aria-hidden": "true" });
  if (kind.fill) box.style.backgroundColor = kind.fill;
  if (kind.line) box.style.borderColor = kind.line;
  return box;
}

function cellPanel(ctx, row, column) {
  const cell = ctx.matrix.cells.get(`${row} ${column}`);
  if (cell === undefined) return nodePanel(ctx, row);
  const state = cell.tie === null ? ctx.t(cell.state === NO_EVIDENCE ? "cell.no-evidence" : "cell.no") : ctx.value(cell.tie);
  const values = { country: ctx.short(row), mechanism: ctx.short(column), day: ctx.date(ctx.day) };
  return [
    el("p", { class: "kind-tag" }, ctx.t("detail.cell")),
    el("h2", { tabindex: -1, id: "detail-title" }, `${ctx.short(row)} – ${ctx.short(column)}`),
    el(
      "p", { class: "cell-state" },
      el("span", { class: `${groundClass(cell)} sample`, "aria-hidden": "true" }, cell.tie !== null ? tieMark(cell.tie) : cell.state === NO_EVIDENCE ? "?" : null),
      el("strong", {}, state),
      ` ${ctx.t("detail.on", { day: ctx.date(ctx.day) })}`,
    ),
    cell.tie === null ? el("p", { class: "note" }, ctx.t(reasonKey(ctx, cell, row, column), values)) : null,
    cell.statements.length > 0 ? statementList(ctx, cell.statements, { open: cell.statements.length <= OPEN_AT_ONCE }) : null,
    el("p", { class: "jumps" }, nodeLink(ctx, row), " · ", nodeLink(ctx, column)),
  ];
}

function reasonKey(ctx, cell, row, column) {
  const about = ctx.model.columns.get(column);
  if (cell.state !== NO_EVIDENCE) return cell.statements.length > 0 ? "why.not-then" : about.first && ctx.day < about.first ? "why.not-yet" : "why.not-listed";
  return cell.statements.length > 0 ? "why.not-seen-yet" : "why.list-unknown";
}

function statementsPanel(ctx, title, statements, alone = true) {
  const open = statements.length <= OPEN_AT_ONCE;
  return [
    el("p", { class: "kind-tag" }, ctx.t("detail.evidence")),
    el("h2", { tabindex: -1, id: "detail-title" }, title),
    statements.length > 0
      ? statementList(ctx, statements, { open })
      : alone ? el("p", { class: "note" }, ctx.t("detail.no-statements")) : null,
  ];
}

function intro(ctx) {
  const { counts } = ctx.model.payload.meta;
  return [
    el("h2", { tabindex: -1, id: "detail-title" }, ctx.t("about.title")),
    el("p", {}, ctx.t("about.what")),
    el("p", {}, ctx.t("about.how")),
    el("dl", { class: "figures" }, ["nodes", "statements", "sources"].map((name) => el("div", {}, el("dt", {}, ctx.t(`about.${name}`)), el("dd", {}, ctx.number(counts[name]))))),
    el("p", { class: "hint" }, ctx.t("about.unknown")),
  ];
}

/** Returns the content of the panel for what is chosen (`answer` is the shown answer, for its rows). */
export function detailContent(ctx, answer) {
  const { sel } = ctx.state;
  if (sel === null) return intro(ctx);
  if (sel.form === "node") return nodePanel(ctx, sel.id);
  if (sel.form === "cell") return cellPanel(ctx, sel.row, sel.column);
  if (sel.form === "statement") {
    const statement = ctx.model.statements.get(sel.id);
    return statementsPanel(ctx, `${ctx.short(statement.source)} – ${ctx.short(statement.target)}`, [statement]);
  }
  const row = answer?.rows[sel.place];
  if (row === undefined) return intro(ctx);
  const ids = row.cells.filter((value) => typeof value === "string" && ctx.model.nodes.has(value)).slice(0, 2);
  const title = ids.length > 0 ? ids.map((id) => ctx.short(id)).join(" – ") : ctx.t("detail.row");
  const statements = row.evidence.filter((item) => typeof item === "number").map((place) => ctx.model.payload.statements[place]);
  const others = row.evidence.filter((item) => typeof item === "string").flatMap((id) => ctx.model.evidence(id));
  return [
    statementsPanel(ctx, title, statements, others.length === 0),
    others.length > 0 ? el("section", {}, el("h3", {}, ctx.t("detail.sources")), sourceList(ctx, others)) : null,
  ];
}
