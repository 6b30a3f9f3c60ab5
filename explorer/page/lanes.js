// The lanes of the timeline: what stands on the life of a mechanism and on the ties of two, placed across by shares of the width.

import { inForce, statusOn, totalText } from "./asof.js";
import { button, el, svg } from "./dom.js";
import { tieMark } from "./marks.js";
import { daysOn, formOf, idleSpans, inRows, laneTie, lifeOf, memberSteps, placeOn, spellsOn, stepOn, yearTicks } from "./spells.js";
import { partsOf, spanText } from "./text.js";

const [MANY_TICKS, FEW_TICKS] = [12, 6];
// A name stands in its segment where the segment is at least so wide (px): each width is a class of timeline.css.
const NAME_WIDTHS = [40, 56, 72, 92, 116, 150];
const [LETTER_WIDTH, NAME_PADDING] = [6.4, 10];
// A handover is often told by the month, in which both then preside.
const HANDOVER_DAYS = 45;
// What a mark takes up at least, as a share of the axis.
const [WIDTH_LEAST, WIDTH_NARROW] = [0.036, 0.06];
const FACTS_TOLD = 2;
// A year so near the left end would stick out in the middle of its line.
const YEAR_EDGE = 0.03;

/** Returns the kind of a node. */
export function kindOf(ctx, id) {
  return ctx.model.nodes.get(id)?.kind;
}

// -- words ----------------------------------------------------------------------------------------------------------

/** Returns the word of a statement's tie, with its role where that says more. */
export function tieWord(ctx, statement) {
  const tie = laneTie(statement);
  if (tie === "chair") return ctx.value(statement.role ?? "chair");
  if (tie === "member" && statement.seat === undefined && statement.role && statement.role !== "member") return ctx.value(statement.role);
  return ctx.value(tie === "other" ? (statement.role ?? "other") : tie);
}

/** Returns the status of what never came to be in force, or nothing. */
export function statusWord(ctx, statement) {
  return inForce(statement, ctx.day) === null ? ctx.value(statement.status) : "";
}

// The words of a statement on a lane: who, which tie, when, how sure, when last seen.
function spellText(ctx, statement) {
  const seen = statement.last_seen ? ctx.t("statement.seen", { day: ctx.date(statement.last_seen) }) : "";
  const words = [
    `${ctx.short(statement.source)}, ${ctx.short(statement.target)}: ${tieWord(ctx, statement)}`, statusWord(ctx, statement), spanText(statement, ctx.t, ctx.lang),
    formOf(statement) === "act" ? "" : seen, ctx.value(statement.confidence),
  ];
  return words.filter(Boolean).join(", ");
}

/** Returns the figure of a mechanism on the day, in three values, as the matrix has it. */
export function membersText(ctx, life) {
  const total = ctx.matrix.columns.get(life.id);
  const step = stepOn(memberSteps(ctx.model, life.id), ctx.day);
  if (total === undefined && (step === null || step.count === 0)) return "";
  const text = total === undefined ? `≥ ${step.count}` : totalText(total);
  if (text === "?") return ctx.t("timeline.members-unknown");
  return ctx.t(life.room === false ? "timeline.operates" : "timeline.members", { n: text === "1" ? 1 : text });
}

// -- what stands on a lane ------------------------------------------------------------------------------------------

/** Returns an element acrossAxis on its row: `--from` and `--wide` are shares of the width. */
export function acrossAxis(node, from, to) {
  node.style.setProperty("--from", `${(from * 100).toFixed(3)}%`);
  node.style.setProperty("--wide", `${(Math.max(0, to - from) * 100).toFixed(3)}%`);
  return node;
}

/** Returns the act that opens a statement in the panel. */
export function openStatement(ctx, id) {
  return () => ctx.go({ sel: { form: "statement", id } });
}

function isChosen(ctx, id) {
  return ctx.state.sel?.form === "statement" && ctx.state.sel.id === id ? "true" : null;
}

function idleShades(ctx, life, axis) {
  return idleSpans(life).map(({ status, from, to }) =>
    acrossAxis(el("span", { class: `tl-shade ${status === "not-yet" || status === "ended" ? "is-outside" : "is-idle"}` }), from === null ? 0 : placeOn(axis, from), to === null ? 1 : placeOn(axis, to)),
  );
}

function nameIfRoom(text) {
  const need = NAME_WIDTHS.find((width) => width >= text.length * LETTER_WIDTH + NAME_PADDING);
  return need === undefined ? null : el("span", { class: `tl-name fit-${need}` }, text);
}

// The name in full, a code of three letters, or nothing: as much as the segment has room for.
function chairName(ctx, id) {
  const [, code] = /^country:([A-Z]{3})$/.exec(id) ?? [];
  return [nameIfRoom(ctx.short(id)), code === undefined ? null : el("span", { class: "tl-name tl-code" }, code)];
}

function chairSegment(ctx, { statement, ...spell }, { named, key = "bar" }) {
  const text = spellText(ctx, statement);
  return acrossAxis(
    button(named ? chairName(ctx, statement.source) : nameIfRoom(ctx.t("timeline.chair")), openStatement(ctx, statement.id), {
      key: `${key} ${statement.id}`, "data-stop": true, tabindex: -1, title: text, "aria-label": text, "aria-pressed": isChosen(ctx, statement.id),
      class: `tl-chair is-${statement.confidence}${spell.never ? " is-never" : ""}${spell.undated ? " is-undated" : ""}`,
    }),
    spell.from, spell.to,
  );
}

function spellBar(ctx, spell) {
  const { statement } = spell;
  const tie = laneTie(statement);
  const text = spellText(ctx, statement);
  const ground = spell.form === "act" ? "act" : statement.seat === "member" ? "seat" : tie === "operates" ? "area" : "tie";
  const wide = spell.to - spell.from;
  const bar = acrossAxis(
    button(
      [
        el("span", { class: "tl-body" }),
        spell.seen === null ? null : el("span", { class: "tl-seen" }),
        el("span", { class: "tl-glyph" }, spell.undated ? "?" : tieMark(tie === "withdrew" ? "vote-against" : tie === "signed" ? "endorser" : tie)),
      ],
      openStatement(ctx, statement.id),
      {
        key: `bar ${statement.id}`, "data-stop": true, tabindex: -1, title: text, "aria-label": text, "aria-pressed": isChosen(ctx, statement.id),
        class: [
          "tl-bar", `is-${ground}`, `is-${statement.confidence}`, spell.never ? "is-never" : "", spell.open ? "is-lasting" : "", spell.undated ? "is-undated" : "",
          spell.unknown && spell.form !== "act" ? "is-unknown" : "", spell.seen === null ? "" : "is-thin-after",
        ].filter(Boolean).join(" "),
      },
    ),
    spell.from, spell.to,
  );
  bar.style.setProperty("--seen", `${(spell.seen === null || wide === 0 ? 100 : ((spell.seen - spell.from) / wide) * 100).toFixed(3)}%`);
  return bar;
}

// Before its first sight there is no evidence: a dashed line back to where it can have begun at the earliest.
function unknownBefore(spell, life, axis) {
  if (!spell.unknown || spell.form === "act" || spell.undated) return null;
  const from = life.first ? placeOn(axis, life.first) : 0;
  return from < spell.from ? acrossAxis(el("span", { class: "tl-before" }), from, spell.from) : null;
}

// Presidencies in as few rows as they can stand in; `named`: each says whose it is.
function chairRows(ctx, statements, axis, how) {
  const spells = spellsOn(statements.filter((item) => formOf(item) === "chair"), axis);
  return inRows(spells, { slack: daysOn(axis, HANDOVER_DAYS) }).map((row) =>
    el("div", { class: "tl-chairs" }, row.map((spell) => chairSegment(ctx, spell, how))),
  );
}

function yearLines(ctx, axis) {
  const day = ctx.day < axis.from ? null : placeOn(axis, ctx.day);
  return el(
    "div", { class: "tl-lines", "aria-hidden": "true" },
    yearTicks(axis, ctx.narrow ? FEW_TICKS : MANY_TICKS).map(([, place]) => acrossAxis(el("span", { class: "tl-line" }), place, place)),
    day === null ? null : acrossAxis(el("span", { class: "tl-day" }), day, day),
  );
}

function axisHead(ctx, axis) {
  return el(
    "div", { class: "tl-lane tl-axis", "aria-hidden": "true" },
    el("div", { class: "tl-who" }),
    el(
      "div", { class: "tl-track" },
      yearTicks(axis, ctx.narrow ? FEW_TICKS : MANY_TICKS).map(([year, place]) =>
        acrossAxis(el("span", { class: place < YEAR_EDGE ? "tl-year is-first" : "tl-year" }, year), place, place),
      ),
    ),
  );
}

function timelineLane(ctx, { id, form = "ties", label = ctx.short(id), facts = [], act, current = false }, track) {
  const name = button(label, act, { key: `lane ${id}`, class: "quiet tl-label", "data-stop": true, tabindex: -1, title: ctx.name(id),
  });
  return el(
    "div", { class: `tl-lane is-${form}${current ? " is-named" : ""}`, role: "group", "aria-label": [label, ...facts].join(", ") },
    el("div", { class: "tl-who" }, name, facts.length > 0 ? el("span", { class: "tl-facts" }, facts.join(" · ")) : null),
    el("div", { class: "tl-track" }, track),
  );
}

// -- the life of a mechanism ----------------------------------------------------------------------------------------

// How many sat in it: the certain ones filled, those whom no source excludes as a dashed line above.
function memberLine(ctx, life, axis) {
  const found = memberSteps(ctx.model, life.id).filter((step) => step.day <= axis.to);
  const top = Math.max(0, ...found.map((step) => step.most ?? step.count));
  if (top === 0) return null;
  const [wide, high] = [1000, 100];
  const x = (day) => (placeOn(axis, day) * wide).toFixed(1);
  const y = (number) => (high - (number / top) * (high - 8)).toFixed(1);
  const sure = found.map((step) => `H${x(step.day)}V${y(step.count)}`).join("");
  const most = found.map((step, place) => {
    const end = found[place + 1] === undefined ? wide : x(found[place + 1].day);
    return step.most !== null && step.most > step.count ? `M${x(step.day)} ${y(step.most)}H${end}` : "";
  }).join("");
  return svg(
    "svg", { class: "tl-steps", viewBox: `0 0 ${wide} ${high}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path", { class: "tl-sure", d: `M${x(found[0].day)} ${high}${sure}H${wide}V${high}Z` }),
    most === "" ? null : svg("path", { class: "tl-most", d: most }),
  );
}

function lifeBand(ctx, life, axis) {
  const from = life.first ? placeOn(axis, life.first) : 0;
  const to = life.last ? placeOn(axis, life.last) : 1;
  const band = acrossAxis(el("span", { class: `tl-life${life.first ? "" : " is-unknown"}${life.last ? "" : " is-lasting"}` }), from, to);
  const idle = idleSpans(life).filter(({ status }) => status !== "not-yet" && status !== "ended").map((span) => {
    const [a, b] = [placeOn(axis, span.from), span.to === null ? 1 : placeOn(axis, span.to)];
    return acrossAxis(el("span", { class: "tl-shade is-idle" }, el("span", { class: "tl-name fit-72" }, ctx.value(span.status))), a, b);
  });
  const unknown = life.first ? null : el("span", { class: "tl-unknown" }, `? ${ctx.t("timeline.start-unknown")}`);
  return el("div", { class: "tl-band" }, band, memberLine(ctx, life, axis), idle, unknown);
}

/** Returns the sign of who joined (up) or left. */
export function moveSign(up) {
  return svg("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, svg("path", { d: up ? "M5 1 9.4 9H.6Z" : "M5 9 .6 1h8.8Z" }));
}

// Who joined up, who left down; those of one day are one sign.
function moveMarks(ctx, life, axis, moves) {
  const days = new Map();
  for (const row of moves) {
    const up = row.change === "joined" || row.change === "began";
    const key = `${row.day} ${up}`;
    days.set(key, { day: row.day, up, who: [...(days.get(key)?.who ?? []), row] });
  }
  const ticks = [...days.values()].filter(({ day }) => day >= axis.from && day <= axis.to).sort((a, b) => (a.day < b.day ? -1 : 1));
  if (ticks.length === 0) return null;
  return el(
    "div", { class: "tl-moves" },
    ticks.map(({ day, up, who }) => {
      const names = who.map((row) => ctx.short(row.subject === life.id ? row.object : row.subject));
      const act = up ? (life.room === false ? "operates" : "joined") : life.room === false ? "stopped" : "left";
      const text = `${ctx.date(who[0].date)}: ${partsOf(ctx.t(`changes.${act}`, { n: names.length }), { names: ctx.list(names) }).join("")}`;
      const open = who.length === 1 ? openStatement(ctx, who[0].evidence[0]) : () => ctx.go({ tl: life.id });
      return acrossAxis(
        button(moveSign(up), open, {
          key: `move ${life.id} ${day} ${up}`, class: `tl-move ${up ? "is-up" : "is-down"}`, "data-stop": true, tabindex: -1, title: text, "aria-label": text,
        }),
        placeOn(axis, day), placeOn(axis, day),
      );
    }),
  );
}

/** Returns the lane of a mechanism's life: how many sat in it, who joined, left and presided. */
export function lifeLane(ctx, life, axis, moves, act, label) {
  const status = statusOn(life, ctx.day);
  // What is not yet, or no more, has no members to speak of.
  const members = ["not-yet", "ended"].includes(status) ? "" : membersText(ctx, life);
  return timelineLane(
    ctx, { id: life.id, form: "life", label, facts: [ctx.value(status), members].filter(Boolean), act, current: ctx.focus.has(life.id) },
    [lifeBand(ctx, life, axis), moveMarks(ctx, life, axis, moves.get(life.id) ?? []), chairRows(ctx, ctx.model.incoming(life.id), axis, { named: true, key: label === undefined ? "bar" : "life" })],
  );
}

// -- lanes of one ---------------------------------------------------------------------------------------------------

// On a phone the lane says in words what its bars show.
function tieFacts(ctx, statements) {
  const told = statements.filter((item) => formOf(item) !== "chair" && !(item.relation === "VOTED" && statements.length > 1));
  const chairs = statements.length - statements.filter((item) => formOf(item) !== "chair").length;
  return [
    ...told.slice(0, FACTS_TOLD).map((item) => [tieWord(ctx, item), statusWord(ctx, item), spanText(item, ctx.t, ctx.lang)].filter(Boolean).join(", ")),
    ...(chairs > 0 ? [ctx.t("timeline.presided", { n: chairs })] : []),
  ];
}

/** Returns the lane of what ties a node to the mechanism or country that was chosen. */
export function tieLane(ctx, chosen, { id, statements }, axis) {
  const byMechanism = kindOf(ctx, chosen) === "Mechanism";
  const life = lifeOf(ctx.model, byMechanism ? chosen : id);
  const spells = spellsOn(statements, axis).filter((spell) => spell.form !== "chair");
  const near = ["Mechanism", "Country"].includes(kindOf(ctx, id));
  const open = near ? () => ctx.go({ tl: id }) : () => ctx.go({ sel: { form: "node", id } });
  return timelineLane(
    ctx, { id, act: open, current: ctx.focus.has(id), facts: ctx.narrow ? tieFacts(ctx, statements) : [] },
    [
      idleShades(ctx, life, axis),
      inRows(spells, { least: ctx.narrow ? WIDTH_NARROW : WIDTH_LEAST }).map((row) =>
        el("div", { class: "tl-spells" }, row.map((spell) => [unknownBefore(spell, life, axis), spellBar(ctx, spell)])),
      ),
      chairRows(ctx, statements, axis, { named: false }),
    ],
  );
}

// One stop of the Tab key for the whole chart: up and down from lane to lane, left and right along a lane.
function walkLanes(event) {
  const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Home: [0, -999], End: [0, 999] };
  const step = steps[event.key];
  const from = event.target.closest("[data-stop]");
  if (step === undefined || from === null) return;
  event.preventDefault();
  const lanes = [...event.currentTarget.querySelectorAll(".tl-lane")]
    .map((line) => [...line.querySelectorAll("[data-stop]")]).filter((line) => line.length > 0);
  const y = lanes.findIndex((line) => line.includes(from));
  const line = lanes[Math.min(Math.max(y + step[0], 0), lanes.length - 1)];
  const x = step[0] === 0 ? lanes[y].indexOf(from) + step[1] : Math.min(lanes[y].indexOf(from), line.length - 1);
  const to = line[Math.min(Math.max(x, 0), line.length - 1)];
  from.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

/** Returns the chart of some lanes over an axis. */
export function timelineChart(ctx, axis, lanes) {
  const made = el(
    "div", { class: "tl-chart", role: "group", "aria-label": ctx.t("timeline.chart"), on: { keydown: walkLanes } },
    axisHead(ctx, axis), yearLines(ctx, axis), lanes,
  );
  const stops = made.querySelectorAll("[data-stop]");
  const chosen = [...stops].find((stop) => stop.getAttribute("aria-pressed") === "true");
  if (stops.length > 0) (chosen ?? stops[0]).tabIndex = 0;
  return made;
}
