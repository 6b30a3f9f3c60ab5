// The left side: search, the questions, the kinds as legend and filter.

import { button, el, unseen } from "./dom.js";
import { search } from "./fold.js";

/**
 * Returns the search box: a combobox whose list is walked with the arrows; `choose(id)` opens a node.
 *
 * `further(text, take)` may give more hits later (see live.js); they stand beneath those of the page.
 */
export function searchBox(ctx, index, choose, further = () => {}) {
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
    const typed = input.value;
    const own = search(index, typed, { hidden: new Set(ctx.state.hidden) });
    at = -1;
    fill(own);
    further(typed, (more) => {
      const there = new Set(own.map((hit) => hit.id));
      if (input.value === typed && document.activeElement === input) fill([...own, ...more.filter((hit) => !there.has(hit.id)).map((hit) => ({ ...hit, store: true }))]);
    });
  };
  const fill = (found) => {
    hits = found;
    at = hits.length > 0 ? Math.max(at, 0) : -1;
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
      id: `hit-${place}`, role: "option", "aria-selected": String(place === at), class: hit.store ? "of-store" : null,
      // The press comes before the box loses the focus; a click would come after the list has closed.
      on: { mousedown: (event) => { event.preventDefault(); take(hit); } },
    },
    el("span", { class: "hit-name" }, shown),
    el("span", { class: "hit-kind" }, [hit.text === shown ? null : hit.text, kind, hit.store ? ctx.t("live.store-hit") : null].filter(Boolean).join(" · ")),
  );
}

// Which families of questions the reader opened or closed; it is no part of a link.
const turned = new Map();

function questionItem(ctx, name, text) {
  const chosen = ctx.state.q === name && ctx.state.ego === null;
  return button(text, () => ctx.ask(name), { key: `question ${name}`, "aria-current": chosen ? "true" : null });
}

/** Returns the questions by family, folded; the one that is shown is marked, and its family open. */
export function questionList(ctx) {
  const { families, questions } = ctx.model.payload;
  return el(
    "div", { class: "families" },
    el("div", { class: "start" }, questionItem(ctx, "home", ctx.t("home.ask"))),
    families.map(({ key, ...name }) => {
      const own = questions.filter((question) => question.number.startsWith(key));
      const here = own.some((question) => question.name === ctx.state.q);
      if (own.length === 0) return null;
      // What is turned by hand stays so until another question is asked.
      const mark = `${key} ${ctx.state.q}`;
      const turn = (event) => turned.set(mark, event.target.open);
      return el(
        "details", { class: here ? "family here" : "family", open: turned.get(mark) ?? here, on: { toggle: turn } },
        el(
          "summary", { "data-key": `family ${key}` },
          el("span", { class: "family-name" }, ctx.pick(name)),
          el("span", { class: "tally", "aria-hidden": "true" }, String(own.length)),
          unseen(ctx.t("families.count", { n: own.length })),
        ),
        el("ul", { class: "questions" }, own.map((question) => el("li", {}, questionItem(ctx, question.name, ctx.pick(question.ask))))),
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
