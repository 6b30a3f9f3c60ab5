// Network: the drawing of the answer, or of what is tied to a chosen node.

import { canvasOf, endCanvas } from "./canvas.js";
import { button, el } from "./dom.js";
import { nodeField, small } from "./state.js";

// The drawing to show: a chosen node's neighbours, else one of the answer's. `day` null: as the answer, for its own day.
function drawingOf(ctx) {
  const { model, state } = ctx;
  const { egos } = model.payload.network;
  const all = ctx.answer.networks;
  const about = state.ego ?? (all.length === 0 ? ctx.answer.params.node : undefined);
  if (egos.has(about)) return { drawing: egos.get(about), key: `ego ${about}`, day: state.on, about };
  if (all.length === 0) return null;
  const row = state.sel?.form === "row" ? all.findIndex((drawing) => drawing.row === state.sel.place) : -1;
  const place = row >= 0 ? row : Math.min(state.d, all.length - 1);
  return { drawing: all[place], place, all, key: `${state.q} ${state.a} ${place}`, day: ctx.canned === null ? state.on : null };
}

function egoBar(ctx, about) {
  return el(
    "div", { class: "bar" },
    el("span", { class: "bar-label" }, ctx.t("network.ego", { a: ctx.short(about) })),
    ctx.state.ego === null ? null : button(ctx.t("network.leave"), () => ctx.go({ ego: null }), { key: "leave ego", class: "link" }),
  );
}

function drawingPicker(ctx, { all = [], place }) {
  if (all.length < 2) return null;
  const { sel } = ctx.state;
  const change = (event) => ctx.go({ d: Number(event.target.value), sel: sel?.form === "row" ? null : sel });
  return el(
    "label", { class: "picker" },
    el("span", {}, ctx.t("picker.drawing")),
    el(
      "select", { "data-key": "drawing", on: { change } },
      all.map((item, at) => el("option", { value: at, selected: at === place }, ctx.pick(item.label))),
    ),
  );
}

function networkView(ctx) {
  const chosen = drawingOf(ctx);
  if (chosen === null) {
    endCanvas();
    return el("p", { class: "nothing" }, ctx.t("network.none"));
  }
  const bar = chosen.about === undefined ? null : egoBar(ctx, chosen.about);
  return [bar, drawingPicker(ctx, chosen), canvasOf(ctx, chosen.drawing, `${chosen.key} ${ctx.lang}`, chosen.day)];
}

export const NETWORK = {
  name: "network",
  fields: {
    d: { start: 0, read: (text) => small(text, 1000), write: String },
    ego: nodeField(),
  },
  dated: (ctx) => drawingOf(ctx)?.day === ctx.state.on,
  draw: networkView,
  leave: endCanvas,
};
