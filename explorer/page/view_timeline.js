// The timeline: who belonged to which mechanism when; all mechanisms, or the lanes of one mechanism or one country.

import { statusOn } from "./asof.js";
import { changesBetween } from "./changes.js";
import { button, el, svg, unseen } from "./dom.js";
import { kindOf, lifeLane, membersText, moveSign, openStatement, acrossAxis, statusWord, tieLane, tieWord, timelineChart } from "./lanes.js";
import { axisOf, formOf, lanesOf, lifeOf } from "./spells.js";
import { nodeField, oneOf } from "./state.js";
import { spanText } from "./text.js";

const RECENT_YEARS = 15;

function allMechanisms(ctx) {
  const found = [...ctx.model.nodes.values()].filter((node) => node.kind === "Mechanism").map((node) => lifeOf(ctx.model, node.id));
  const key = (life) => `${life.first || "9999"} ${life.id}`;
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function movesOf(ctx) {
  const found = new Map();
  const moved = new Set(["joined", "left"]);
  for (const row of changesBetween(ctx.model, "0000-01-01", ctx.model.payload.meta.as_of)) {
    const id = row.relation === "OPERATES_IN" ? row.subject : moved.has(row.change) ? row.object : null;
    if (id !== null) found.set(id, [...(found.get(id) ?? []), row]);
  }
  return found;
}

// -- the whole ------------------------------------------------------------------------------------------------------

function chooserOf(ctx) {
  const byName = new Intl.Collator(ctx.lang);
  const sorted = (ids) => [...ids].sort((a, b) => byName.compare(ctx.short(a), ctx.short(b)));
  const options = (ids) => sorted(ids).map((id) => el("option", { value: id, selected: ctx.state.tl === id }, ctx.short(id)));
  const countries = [...ctx.model.nodes.values()].filter((node) => node.kind === "Country" && lanesOf(ctx.model, node.id).length > 0);
  return el(
    "label", { class: "picker" },
    el("span", {}, ctx.t("timeline.of")),
    el(
      "select", { "data-key": "timeline of", on: { change: (event) => ctx.go({ tl: event.target.value || null }) } },
      el("option", { value: "", selected: ctx.state.tl === null }, ctx.t("timeline.all")),
      el("optgroup", { label: ctx.t("network.rooms") }, options(allMechanisms(ctx).map((life) => life.id))),
      el("optgroup", { label: ctx.t("network.countries") }, options(countries.map((node) => node.id))),
    ),
  );
}

function timelineBar(ctx) {
  const first = Number(ctx.model.payload.meta.as_of.slice(0, 4)) - RECENT_YEARS;
  return el(
    "div", { class: "bar" },
    chooserOf(ctx),
    el(
      "div", { class: "segments", role: "group", "aria-label": ctx.t("timeline.years") },
      ["all", "recent"].map((years) =>
        button(ctx.t(`timeline.years.${years}`, { year: first }), () => ctx.go({ years }), { key: `years ${years}`, "aria-pressed": String(ctx.state.years === years) }),
      ),
    ),
    ctx.state.tl === null ? null : button(ctx.t("timeline.back"), () => ctx.go({ tl: null }), { key: "timeline back", class: "link" }),
  );
}

function timelineAxis(ctx, days) {
  const { meta } = ctx.model.payload;
  const whole = axisOf(days.filter(Boolean), meta.as_of);
  const recent = `${Number(meta.as_of.slice(0, 4)) - RECENT_YEARS}-01-01`;
  return ctx.state.years === "recent" && whole.from < recent ? { ...whole, from: recent } : whole;
}

function lifeOverview(ctx) {
  const lives = allMechanisms(ctx);
  const axis = timelineAxis(ctx, [ctx.model.payload.meta.first, ...lives.map((life) => life.first)]);
  const moves = movesOf(ctx);
  return [
    timelineChart(ctx, axis, lives.map((life) => lifeLane(ctx, life, axis, moves, () => ctx.go({ tl: life.id })))),
  ];
}

function lanesOfOne(ctx, id) {
  const lanes = lanesOf(ctx.model, id);
  const mechanism = kindOf(ctx, id) === "Mechanism";
  const life = mechanism ? lifeOf(ctx.model, id) : null;
  const days = lanes.flatMap((line) => line.statements.flatMap((item) => [
    // What began on an unknown day may have done so since the mechanism began.
    item.since, item.until, item.start === undefined && !mechanism ? lifeOf(ctx.model, line.id).first : "",
  ]));
  const axis = timelineAxis(ctx, mechanism ? [life.first, ...days] : days);
  const head = mechanism ? [lifeLane(ctx, life, axis, movesOf(ctx), () => ctx.go({ sel: { form: "node", id } }), ctx.t("timeline.whole"))] : [];
  return [
    el("h3", { class: "tl-title" }, button(ctx.name(id), () => ctx.go({ sel: { form: "node", id } }), { key: `row ${id}`, class: "quiet" })),
    lanes.length === 0
      ? el("p", { class: "nothing" }, ctx.t("timeline.nothing", { name: ctx.short(id) }))
      : null,
    timelineChart(ctx, axis, [...head, ...lanes.map((line) => tieLane(ctx, id, line, axis))]),
  ];
}

function timelineLegend(ctx) {
  const sample = (name, ...parts) => el("li", {}, el("span", { class: "tl-sample", "aria-hidden": "true" }, parts), ctx.t(`timeline.key.${name}`));
  const bar = (more) => acrossAxis(el("span", { class: `tl-bar ${more}` }, el("span", { class: "tl-body" }), more.includes("thin") ? el("span", { class: "tl-seen" }) : null), 0, 1);
  const line = svg("svg", { class: "tl-steps", viewBox: "0 0 100 100", preserveAspectRatio: "none" }, svg("path", { class: "tl-sure", d: "M0 100V60H50V30H100V100Z" }), svg("path", { class: "tl-most", d: "M0 20H60V10H100" }));
  const half = bar("is-seat is-stated is-thin-after is-lasting");
  half.style.setProperty("--seen", "50%");
  const overviewKeys = [
    sample("life", line), sample("moves", el("span", { class: "tl-move is-up" }, moveSign(true)), el("span", { class: "tl-move is-down" }, moveSign(false))),
  ];
  const laneKeys = [
    sample("seat", bar("is-seat is-stated")), sample("tie", bar("is-tie is-stated")), sample("inferred", bar("is-seat is-inferred")), sample("never", bar("is-seat is-never")),
    sample("unknown", acrossAxis(el("span", { class: "tl-before" }), 0, 1)), sample("seen", half),
  ];
  return el(
    "section", { class: "key", "aria-label": ctx.t("legend.title") },
    el("h3", {}, ctx.t("timeline.key")),
    el(
      "ul", {},
      ctx.state.tl === null || kindOf(ctx, ctx.state.tl) === "Mechanism" ? overviewKeys : null,
      ctx.state.tl === null ? null : laneKeys,
      sample("chair", acrossAxis(el("span", { class: "tl-chair is-stated" }), 0, 1)),
      sample("idle", acrossAxis(el("span", { class: "tl-shade is-idle" }), 0, 1)),
      ctx.state.tl === null ? null : sample("outside", acrossAxis(el("span", { class: "tl-shade is-outside" }), 0, 1)),
    ),
  );
}

// -- the same as a table --------------------------------------------------------------------------------------------

function statementLines(ctx) {
  return lanesOf(ctx.model, ctx.state.tl).flatMap(({ id, statements }) =>
    [...statements].sort((a, b) => ((a.since ?? "9999") < (b.since ?? "9999") ? -1 : 1)).map((statement) => ({ id, statement })),
  );
}

function lifeLines(ctx) {
  return allMechanisms(ctx).map((life) => {
    const chairs = ctx.model.incoming(life.id).filter((item) => formOf(item) === "chair");
    return [
      ctx.short(life.id), life.first, life.last, ctx.value(statusOn(life, ctx.day)), membersText(ctx, life),
      chairs.sort((a, b) => ((a.since ?? "9999") < (b.since ?? "9999") ? -1 : 1))
        .map((item) => `${ctx.short(item.source)} (${[statusWord(ctx, item), spanText(item, ctx.t, ctx.lang)].filter(Boolean).join(", ")})`),
    ];
  });
}

const LIFE_HEADS = ["mechanism", "start", "end", "status", "members", "chairs"];
const TIE_HEADS = ["who", "tie", "start", "end", "seen", "confidence"];

function timelineCells(ctx) {
  if (ctx.state.tl === null) return { head: LIFE_HEADS.map((name) => ctx.t(`timeline.head.${name}`)), rows: lifeLines(ctx) };
  return {
    head: TIE_HEADS.map((name) => ctx.t(`timeline.head.${name}`)),
    rows: statementLines(ctx).map(({ id, statement }) => [
      ctx.short(id), [tieWord(ctx, statement), statusWord(ctx, statement)].filter(Boolean).join(", "), statement.start ?? "",
      statement.end ?? statement.until ?? "", statement.last_seen ?? "", ctx.value(statement.confidence),
    ]),
  };
}

// The statements behind the lanes: those of one mechanism or country, or who joined, left and presided anywhere.
function timelineBehind(ctx) {
  const shown = ctx.state.tl === null ? allMechanisms(ctx).map((life) => life.id) : [ctx.state.tl];
  return [...shown, ...shown.flatMap((id) => lanesOf(ctx.model, id).flatMap(({ statements }) => statements.map((statement) => statement.id)))];
}

function timelineTable(ctx) {
  const { head, rows } = timelineCells(ctx);
  const ids = ctx.state.tl === null ? null : statementLines(ctx).map(({ statement }) => statement.id);
  const dated = ["start", "end", "seen"];
  const heads = ctx.state.tl === null ? LIFE_HEADS : TIE_HEADS;
  const cell = (value, at) => {
    if (Array.isArray(value)) return value.join("; ") || unseen(ctx.t("table.empty"));
    if (heads[at] === "start" && value === "") return el("span", { class: "unknown-text" }, "? ", ctx.t("table.unknown"));
    return (dated.includes(heads[at]) ? ctx.date(value) : value) || unseen(ctx.t("table.empty"));
  };
  return el(
    "details", { class: "box-list" },
    el("summary", { "data-key": "timeline table" }, ctx.t("timeline.table", { n: rows.length })),
    el(
      "div", { class: "scroller", "data-scroll": "timeline table", tabindex: 0, role: "region", "aria-label": ctx.t("timeline.table", { n: rows.length }) },
      el(
        "table", { class: "plain" },
        el("thead", {}, el("tr", {}, head.map((text) => el("th", { scope: "col" }, text)))),
        el(
          "tbody", {},
          rows.map((row, place) =>
            el(
              "tr", {},
              row.map((value, at) =>
                at > 0
                  ? el("td", {}, cell(value, at))
                  : el("th", { scope: "row" }, ids === null ? value : button(value, openStatement(ctx, ids[place]), { key: `line ${ids[place]}`, class: "link" })),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

function timelineView(ctx) {
  const { tl } = ctx.state;
  return el(
    "div", { class: "timeline-view" },
    timelineBar(ctx),
    tl === null ? lifeOverview(ctx) : lanesOfOne(ctx, tl),
    el("p", { class: "hint" }, ctx.t("timeline.line"), el("span", { "data-screen": true }, ` ${ctx.t("timeline.hint")}`)),
    timelineLegend(ctx),
    timelineTable(ctx),
  );
}

export const TIMELINE = {
  name: "timeline",
  fields: {
    tl: nodeField((id, known) => known.nodes.has(id) && /^(mechanism|country):/.test(id)),
    years: oneOf(["all", "recent"]),
  },
  dated: () => true,
  draw: timelineView,
  cells: timelineCells,
  filters: (ctx) => (ctx.state.tl === null ? null : `${ctx.t("timeline.of")} ${ctx.short(ctx.state.tl)}`),
  behind: timelineBehind,
};
