// The left side: search, the questions, the kinds as legend and filter.

import { button, el } from "./dom.js";
import { search } from "./fold.js";

/** Returns the search box: a combobox whose list is walked with the arrows; `choose(id)` opens a node. */
export function searchBox(ctx, index, choose) {
  const list = el("ul", { id: "hits", role: "listbox", class: "hits", "aria-label": ctx.t("search.hits"), hidden: true });
  const status = el("p", { class: "unseen", role: "status" });
  let hits = [];
  let at = -1;
  const input = el("input", {
    id: "search", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "data-key": "search",
    "aria-expanded": "false", "aria-controls": "hits", "aria-autocomplete": "list", placeholder: ctx.t("search.example"),
  });
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (hit) => {
    input.value = "";
    close();
    choose(hit.id);
  };
  const show = () => {
    hits = search(index, input.value, { hidden: new Set(ctx.state.hidden) });
    at = hits.length > 0 ? 0 : -1;
    list.replaceChildren(...hits.map((hit, place) => hitOption(ctx, hit, place, at, take)));
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    if (at >= 0) input.setAttribute("aria-activedescendant", `hit-${at}`);
    else input.removeAttribute("aria-activedescendant");
    status.textContent = input.value.trim() === "" ? "" : ctx.t(hits.length === 0 ? "search.none" : "search.found", { n: hits.length });
    status.classList.toggle("unseen", !(hits.length === 0 && input.value.trim() !== ""));
  };
  const move = (step) => {
    if (hits.length === 0) return;
    at = (at + step + hits.length) % hits.length;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    list.children[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `hit-${at}`);
  };
  input.addEventListener("input", show);
  input.addEventListener("focus", () => input.value !== "" && show());
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && at >= 0) take(hits[at]);
    else if (event.key === "Escape") {
      input.value = "";
      show();
      close();
    } else return;
    event.preventDefault();
  });
  return el("div", { class: "search" }, el("label", { for: "search" }, ctx.t("search.label")), input, list, status);
}

function hitOption(ctx, hit, place, at, take) {
  const shown = ctx.name(hit.id);
  const kind = ctx.pick(ctx.model.payload.kinds[hit.kind]);
  return el(
    "li",
    {
      id: `hit-${place}`, role: "option", "aria-selected": String(place === at),
      // The press comes before the box loses the focus; a click would come after the list has closed.
      on: { mousedown: (event) => { event.preventDefault(); take(hit); } },
    },
    el("span", { class: "hit-name" }, shown),
    el("span", { class: "hit-kind" }, hit.text === shown ? kind : `${hit.text} · ${kind}`),
  );
}

/** Returns the list of questions; the chosen one is marked. */
export function questionList(ctx) {
  const items = [{ name: "home", ask: null }, ...ctx.model.payload.questions];
  return el(
    "ul", { class: "questions" },
    items.map((question) => {
      const chosen = ctx.state.q === question.name && ctx.state.ego === null;
      return el(
        "li", {},
        button(
          question.ask === null ? ctx.t("home.ask") : ctx.pick(question.ask),
          () => ctx.ask(question.name),
          { key: `question ${question.name}`, "aria-current": chosen ? "true" : null },
        ),
      );
    }),
  );
}

/** Returns the kinds with their colours: a legend, and a filter of search and drawing. */
export function kindFilter(ctx) {
  const { kinds, nodes } = ctx.model.payload;
  const counts = new Map();
  for (const node of nodes) counts.set(node.kind, (counts.get(node.kind) ?? 0) + 1);
  const flip = (kind) => () => {
    const hidden = ctx.state.hidden.includes(kind)
      ? ctx.state.hidden.filter((name) => name !== kind)
      : [...ctx.state.hidden, kind];
    ctx.go({ hidden });
  };
  return el(
    "fieldset", { class: "kinds" },
    el("legend", {}, ctx.t("kinds.title")),
    [...counts.keys()]
      .sort((a, b) => Object.keys(kinds).indexOf(a) - Object.keys(kinds).indexOf(b))
      .map((kind) => {
        const swatch = el("span", { class: "swatch", "aria-hidden": "true" });
        if (kinds[kind]?.fill) swatch.style.backgroundColor = kinds[kind].fill;
        if (kinds[kind]?.line) swatch.style.borderColor = kinds[kind].line;
        return el(
          "label", {},
          el("input", { type: "checkbox", checked: !ctx.state.hidden.includes(kind), "data-key": `kind ${kind}`, on: { change: flip(kind) } }),
          swatch,
          el("span", { class: "kind-name" }, kinds[kind]?.plural ? ctx.pick(kinds[kind].plural) : kind),
          el("span", { class: "tally" }, String(counts.get(kind))),
        );
      }),
  );
}
