// Network: the drawing of the answer, the neighbours of a chosen node, or the paths between two.

import { canvasOf, drawingContext, endCanvas, sceneOfPlan } from "./canvas.js";
import { button, el } from "./dom.js";
import { drawnHere } from "./duo.js";
import { fanPlan, hasFan } from "./fan.js";
import { nodePicker } from "./picker.js";
import { drawingOn, planOf } from "./plan.js";
import { idsField, nodeField, small } from "./state.js";
import { TABLE } from "./view_table.js";
import { DRAWN, pathPlan, pathsBetween, stepWords } from "./ways.js";

const PATHS_LISTED = 6;

// -- which drawing --------------------------------------------------------------------------------------------------

function pathDrawing(ctx) {
  const { from, to, on } = ctx.state;
  if (from === null || to === null || from === to) return { form: "path", found: null, plan: null, day: on };
  const found = pathsBetween(ctx, from, to, on);
  return { form: "path", found, plan: found.paths.length > 0 ? pathPlan(ctx, found) : null, key: `path ${from} ${to}`, day: on };
}

// A node's neighbours, and beside them the money that passes through it, where there is any.
function egoDrawing(ctx, about) {
  const { model, state } = ctx;
  const fan = fanPlan(ctx, about, state.plus ?? []);
  const money = model.payload.network.money.get(about);
  const names = [...(fan === null ? [] : ["neighbours"]), ...(money === undefined ? [] : ["money"])];
  if (names.length === 0) return null;
  const at = Math.min(state.d, names.length - 1);
  const plan = names[at] === "money" ? planOf(model, money) : fan;
  return {
    form: names[at], about, plan, place: at, all: names.map((name) => ({ words: ctx.t(`network.form.${name}`) })),
    key: `ego ${about} ${names[at]}`, day: state.on,
  };
}

// The drawing to show: two ends, else a chosen node, else one of the answer's. `day` null: as the answer, for its own day.
function chosenDrawing(ctx) {
  const { model, state } = ctx;
  if (state.from !== null || state.to !== null) return pathDrawing(ctx);
  const ready = ctx.answer.networks.map((drawing) => ({ words: ctx.pick(drawing.label), row: drawing.row, plan: () => planOf(model, drawing) }));
  // What the page works out itself it draws itself, for any day, and says where the evidence ends.
  const here = drawnHere(ctx);
  const all = here.length > 0 ? here : ready;
  const about = state.ego ?? (all.length === 0 ? ctx.answer.params.node : undefined);
  const ego = model.nodes.has(about) ? egoDrawing(ctx, about) : null;
  if (ego !== null || all.length === 0) return ego;
  const row = state.sel?.form === "row" ? all.findIndex((drawing) => drawing.row === state.sel.place) : -1;
  const place = row >= 0 ? row : Math.min(state.d, all.length - 1);
  return {
    form: "answer", plan: all[place].plan(), place, all,
    key: `${state.q} ${JSON.stringify(state.p)} ${place}`, day: ctx.canned === null ? state.on : null,
  };
}

// -- what stands over it --------------------------------------------------------------------------------------------

function drawingPicker(ctx, { all = [], place }) {
  if (all.length < 2) return null;
  const { sel } = ctx.state;
  const change = (event) => ctx.go({ d: Number(event.target.value), sel: sel?.form === "row" ? null : sel });
  return el(
    "label", { class: "picker" },
    el("span", {}, ctx.t("picker.drawing")),
    el(
      "select", { "data-key": "drawing", on: { change } },
      all.map((item, at) => el("option", { value: at, selected: at === place }, item.words)),
    ),
  );
}

function expansions(ctx, { plan }) {
  const { sel, plus } = ctx.state;
  const open = plan.expanded ?? [];
  const drawn = new Set(plan.columns.flatMap((column) => column.items.map((item) => item.id)));
  const next = sel?.form === "node" && drawn.has(sel.id) && sel.id !== plan.centre && !open.includes(sel.id) && hasFan(ctx.model, sel.id) ? sel.id : null;
  if (next === null && open.length === 0) return null;
  return el(
    "div", { class: "expansions", role: "group", "aria-label": ctx.t("network.expansions") },
    open.map((id) =>
      button(ctx.t("network.collapse", { a: ctx.short(id) }), () => ctx.go({ plus: without(plus, id) }), { key: `collapse ${id}`, class: "act" }),
    ),
    next === null ? null : button(ctx.t("network.expand", { a: ctx.short(next) }), () => ctx.go({ plus: [...open, next] }), { key: `expand ${next}`, class: "act strong" }),
  );
}

function without(ids, id) {
  const left = ids.filter((other) => other !== id);
  return left.length > 0 ? left : null;
}

function egoBar(ctx, chosen) {
  if (chosen?.about === undefined) return null;
  return el(
    "div", { class: "ego-bar" },
    el("span", { class: "bar-label" }, ctx.t(chosen.form === "money" ? "network.money" : "network.ego", { a: ctx.short(chosen.about) })),
    ctx.state.ego === null ? null : button(ctx.t("network.leave"), () => ctx.go({ ego: null, plus: null, d: 0 }), { key: "leave ego", class: "link" }),
  );
}

function pathBar(ctx) {
  const { from, to } = ctx.state;
  const end = (name, other) =>
    nodePicker(ctx, { key: `path-${name}`, label: ctx.t(`network.path.${name}`), chosen: ctx.state[name], choose: (id) => ctx.go({ [name]: id, [other]: ctx.state[other], sel: null }), hidden: ["Source"] });
  return el(
    "div", { class: "path-bar" },
    end("from", "to"),
    button("⇄", () => ctx.go({ from: to, to: from }), { key: "path swap", class: "swap", "aria-label": ctx.t("network.path.swap") }),
    end("to", "from"),
    button(ctx.t("network.leave"), () => ctx.go({ from: null, to: null }), { key: "leave path", class: "link" }),
  );
}

// -- paths in words -------------------------------------------------------------------------------------------------

function pathWords(ctx, { found, day }) {
  const { from, to } = ctx.state;
  if (from !== null && from === to) return ctx.t("network.path.same");
  if (found === null) return ctx.t("network.path.choose");
  const names = { a: ctx.short(from), b: ctx.short(to), day: ctx.date(day) };
  if (found.state === "none") return ctx.t("network.path.none", names);
  const steps = ctx.t("network.path.steps", { n: found.length });
  return ctx.t(found.state === "yes" ? "network.path.found" : "network.path.undated", { ...names, n: found.total, steps });
}

function pathItem(ctx, path, ways) {
  const chip = (id) => button(ctx.short(id), () => ctx.go({ sel: { form: "node", id } }), { class: "link", key: `path ${path.join(" ")} ${id}` });
  return el("li", {}, path.map((id, step) => (step === 0 ? chip(id) : [el("span", { class: "words" }, ` ${stepWords(ctx, ways, path[step - 1], id)} `), chip(id)])));
}

function pathList(ctx, { paths, total, ways }) {
  if (paths.length === 0) return null;
  const list = (some) => el("ol", { class: "path-list" }, some.map((path) => pathItem(ctx, path, ways)));
  const rest = paths.slice(PATHS_LISTED);
  return el(
    "section", { class: "paths" },
    el("h3", {}, ctx.t("network.path.words")),
    list(paths.slice(0, PATHS_LISTED)),
    rest.length > 0 ? el("details", {}, el("summary", { "data-key": "more paths" }, ctx.t("more", { n: rest.length })), list(rest)) : null,
    total > paths.length ? el("p", { class: "hint" }, ctx.t("network.path.more", { n: total - paths.length, m: DRAWN })) : null,
  );
}

// -- the rest of a group --------------------------------------------------------------------------------------------

function restDialog(ctx, item) {
  const box = el(
    "dialog", { class: "rest", "aria-labelledby": "rest-title" },
    el("h2", { id: "rest-title" }, item.about === undefined ? ctx.t("network.rest-all") : ctx.t("network.rest-title", { a: ctx.short(item.about) })),
    item.words === undefined ? null : el("p", { class: "words" }, item.words),
    el(
      "ul", {},
      item.rest.map((id) =>
        el("li", {}, button(ctx.short(id), () => { box.close(); ctx.go({ sel: { form: "node", id } }); }, { class: "chip", title: ctx.name(id) })),
      ),
    ),
    button("×", () => box.close(), { class: "close", "aria-label": ctx.t("network.rest-close") }),
  );
  box.addEventListener("close", () => box.remove());
  box.addEventListener("click", (event) => event.target === box && box.close());
  document.body.append(box);
  box.showModal();
}

// -- the view -------------------------------------------------------------------------------------------------------

function networkView(ctx) {
  const chosen = chosenDrawing(ctx);
  const path = chosen?.form === "path";
  const over = path
    ? pathBar(ctx)
    : el(
        "div", { class: "network-bar" },
        egoBar(ctx, chosen),
        chosen === null ? null : drawingPicker(ctx, chosen),
        button(ctx.t("network.path.start"), () => ctx.go({ from: pathStart(ctx, chosen), to: null }), { key: "path start", class: "link" }),
      );
  if (chosen === null || chosen.plan === null) {
    endCanvas();
    return [over, el("p", { class: "nothing", role: path ? "status" : null }, path ? pathWords(ctx, chosen) : ctx.t("network.none"))];
  }
  return [
    over,
    path ? el("p", { class: "path-words", role: "status" }, pathWords(ctx, chosen)) : null,
    chosen.form === "neighbours" ? expansions(ctx, chosen) : null,
    canvasOf(ctx, chosen.plan, { key: `${chosen.key} ${ctx.lang}`, day: chosen.day, rest: (item) => restDialog(ctx, item) }),
    path ? pathList(ctx, chosen.found) : null,
  ];
}

// A path begins at what the reader is looking at.
function pathStart(ctx, chosen) {
  const { sel } = ctx.state;
  return sel?.form === "node" ? sel.id : chosen?.about ?? ctx.model.payload.matrix.rows[0]?.id ?? null;
}

// What the reader chose to see, for pictures and paper.
function networkFilters(ctx) {
  const chosen = chosenDrawing(ctx);
  if (chosen === null) return null;
  if (chosen.form === "path") return pathWords(ctx, chosen);
  if (chosen.about !== undefined) return ctx.t(chosen.form === "money" ? "network.money" : "network.ego", { a: ctx.short(chosen.about) });
  return chosen.all.length < 2 ? null : `${ctx.t("picker.drawing")}: ${chosen.all[chosen.place].words}`;
}

// What is drawn of a node or of paths is statements; of an answer it is its rows.
function networkCells(ctx) {
  const chosen = chosenDrawing(ctx);
  if (chosen === null || chosen.plan === null || chosen.form === "answer") return TABLE.cells(ctx);
  const { statements } = ctx.model.payload;
  const places = [...new Set(drawingOn(drawingContext(ctx), chosen.plan, chosen.day).lines.map((line) => line.at))];
  return {
    head: [...["source", "relation", "target", "amount", "currency", "money"].map((name) => ctx.t(`network.cell.${name}`)), ctx.t("home.column.start"), ctx.t("home.column.confidence")],
    rows: places.map((at) => {
      const { source, relation, target, amount, currency, money, start, confidence } = statements[at];
      return [ctx.name(source), ctx.relation(relation, false), ctx.name(target), amount ?? null, currency ?? null, money ? ctx.value(money) : null, start ?? null, ctx.value(confidence)];
    }),
  };
}

/** Returns the ways on from a node into the network: its neighbours, and a path from it or to it. */
export function networkActs(ctx, id) {
  if (!hasFan(ctx.model, id)) return null;
  const act = (words, change, key) => button(words, () => ctx.go({ tab: "network", ...change }), { class: "action", key });
  const { from, to } = ctx.state;
  return el(
    "div", { class: "actions" },
    act(ctx.t("detail.neighbours"), { ego: id, plus: null, d: 0, from: null, to: null }, "neighbours"),
    from === id ? null : act(ctx.t("network.path.from-here"), { from: id, to: to === id ? null : to }, "path from"),
    to === id ? null : act(ctx.t("network.path.to-here"), { to: id, from: from === id ? null : from }, "path to"),
  );
}

export const NETWORK = {
  name: "network",
  fields: {
    d: { start: 0, read: (text) => small(text, 1000), write: String },
    ego: nodeField(),
    plus: idsField((id, known) => known.nodes.has(id)),
    from: nodeField(),
    to: nodeField(),
  },
  dated: (ctx) => chosenDrawing(ctx)?.day === ctx.state.on,
  draw: networkView,
  /** Returns whether the answer itself has a drawing; the neighbours of a node that it is about are not one. */
  has: (ctx) => chosenDrawing(ctx)?.form === "answer",
  cells: networkCells,
  filters: networkFilters,
  /** Returns what is drawn as a scene (see scene.js), or null where nothing is. */
  scene: (ctx) => {
    const chosen = chosenDrawing(ctx);
    return chosen === null || chosen.plan === null ? null : sceneOfPlan(ctx, chosen.plan, chosen.day);
  },
  leave: endCanvas,
};
