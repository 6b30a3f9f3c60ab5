// Choosing a node by its name: a combobox whose list is walked with the arrows.

import { el } from "./dom.js";
import { search, searchIndex } from "./fold.js";

const indexes = new WeakMap();

function indexOf(model) {
  if (!indexes.has(model)) indexes.set(model, searchIndex(model.payload.nodes));
  return indexes.get(model);
}

/** Returns a labelled combobox; `chosen` is the node it stands at (or null), `choose(id)` is told the next one. */
export function nodePicker(ctx, { key, label, chosen, choose, hidden }) {
  const box = `${key}-box`;
  const list = el("ul", { id: `${key}-list`, role: "listbox", class: "hits", "aria-label": label, hidden: true });
  const status = el("p", { class: "unseen", role: "status" });
  const input = el("input", {
    id: box, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "data-key": key,
    "aria-expanded": "false", "aria-controls": `${key}-list`, "aria-autocomplete": "list", placeholder: ctx.t("search.example"),
  });
  const standing = chosen === null ? "" : ctx.name(chosen);
  input.value = standing;
  let hits = [];
  let at = -1;
  const mark = () => {
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${key}-hit-${at}`);
  };
  const open = (shown) => {
    list.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
  };
  const close = () => {
    open(false);
    at = -1;
    mark();
  };
  const take = (hit) => {
    close();
    input.value = ctx.name(hit.id);
    choose(hit.id);
  };
  const show = () => {
    hits = search(indexOf(ctx.model), input.value, { hidden: new Set(hidden), limit: 8 });
    at = hits.length > 0 ? 0 : -1;
    list.replaceChildren(
      ...hits.map((hit, place) =>
        el(
          "li",
          // The press comes before the box loses the focus; a click would come after the list has closed.
          { id: `${key}-hit-${place}`, role: "option", on: { mousedown: (event) => { event.preventDefault(); take(hit); } } },
          el("span", { class: "hit-name" }, ctx.name(hit.id)),
          el("span", { class: "hit-kind" }, ctx.pick(ctx.model.payload.kinds[hit.kind])),
        ),
      ),
    );
    open(hits.length > 0);
    mark();
    const typed = input.value.trim() !== "";
    status.textContent = typed ? ctx.t(hits.length === 0 ? "search.none" : "search.found", { n: hits.length }) : "";
  };
  const move = (step) => {
    if (hits.length === 0) return;
    at = (at + step + hits.length) % hits.length;
    mark();
  };
  input.addEventListener("input", show);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => {
    close();
    input.value = standing;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && at >= 0) take(hits[at]);
    else if (event.key === "Escape" && !list.hidden) {
      input.value = standing;
      close();
    } else return;
    event.preventDefault();
  });
  return el("div", { class: "node-picker" }, el("label", { for: box }, label), input, list, status);
}
