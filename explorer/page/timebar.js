// The time bar: a day, a year on a slider, a step back or on, and a play through the years; under it the year in words.

import { dayOfYear, yearAfter, yearBefore } from "./asof.js";
import { button, el, redraw, svg } from "./dom.js";
import { isDay } from "./state.js";
import { yearWords } from "./yearwords.js";

const PLAY_STEP = 1000;
// The parts of the usual room that the words of a year are tried in.
const SHORTER = [1, 0.7, 0.4, 0];

function playSign(d, name) {
  return svg("svg", { viewBox: "0 0 16 16", class: `glyph ${name}`, "aria-hidden": "true" }, svg("path", { d, fill: "currentColor" }));
}

/**
 * Returns the time bar as `{draw(ctx, dated), stop()}`; `places` = `{bar, words, live, above}`: where it stands, where
 * the year is told, what a screen reader follows (it falls silent while the years pass), and what stands above the bar.
 */
export function timeBar({ bar, words, live, above }) {
  let ctx = null;
  let lang = null;
  let sliding = false;
  let timer = null;
  let expected = null;
  let playedIn = null;
  let openYear = null;
  let held = null;
  const inBar = (name) => bar.querySelector(`#${name}`);

  // Whatever stands above may grow or shrink with the day; the bar and what it moves stay where the eye is.
  const show = (on, replace = false) => {
    for (const place of above) place.style.setProperty("min-height", `${place.offsetHeight}px`);
    const top = bar.getBoundingClientRect().top;
    ctx.go({ on }, { replace });
    globalThis.scrollBy({ top: bar.getBoundingClientRect().top - top, behavior: "instant" });
  };

  const release = () => {
    const { q, p } = ctx.state;
    const next = JSON.stringify([q, p, ctx.state.tab, ctx.lang, globalThis.innerWidth]);
    if (next !== held) for (const place of above) place.style.removeProperty("min-height");
    held = next;
  };

  const turnList = (open) => {
    openYear = open ? ctx.day.slice(0, 4) : null;
    tell();
  };

  function tell() {
    const year = ctx.day.slice(0, 4);
    // A list that stays open would push the view to and fro as the years pass.
    if (openYear !== year) openYear = null;
    // The place keeps its height; how much fits depends on language and letters.
    for (const part of SHORTER) {
      redraw(words, yearWords(ctx, openYear === year, turnList, part));
      const told = words.querySelector(".changes-words");
      if (told.scrollHeight <= told.clientHeight + 1) break;
    }
  }

  function step(replace) {
    const { first, as_of: latest } = ctx.model.payload.meta;
    expected = yearAfter(ctx.day, latest) ?? dayOfYear(Number(first.slice(0, 4)), latest);
    // One step of Back for a whole play, as for a whole drag.
    show(expected, replace);
    if (timer === null) return;
    if (expected === latest) stop();
    else timer = setTimeout(() => step(true), PLAY_STEP);
  }

  function play() {
    live.setAttribute("aria-live", "off");
    openYear = null;
    // Any number but null: it plays.
    timer = 0;
    playedIn = ctx.state.tab;
    press();
    step(false);
  }

  function stop() {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    live.setAttribute("aria-live", "polite");
    press();
    inBar("time-said").textContent = ctx.t("time.stopped", { day: ctx.date(ctx.day) });
  }

  function press() {
    inBar("time-play").setAttribute("aria-pressed", String(timer !== null));
    if (timer !== null) inBar("time-said").textContent = "";
  }

  // Whoever does anything wants to look at what stands there; the play button stops by itself.
  const touched = (event) => {
    const own = event.target instanceof Element && event.target.closest("#time-play") !== null;
    if (!own || (event.type === "keydown" && ![" ", "Enter"].includes(event.key))) stop();
  };
  document.addEventListener("pointerdown", touched, true);
  document.addEventListener("keydown", touched, true);
  document.addEventListener("visibilitychange", () => document.hidden && stop());

  function make() {
    const { meta } = ctx.model.payload;
    const [first, last] = [meta.first, meta.as_of].map((day) => day.slice(0, 4));
    const pickDay = (event) => {
      const { value } = event.target;
      if (isDay(value) && value >= meta.first && value <= meta.as_of) show(value);
    };
    const pickYear = (event) => {
      // One step of Back for a whole drag, not one for each year passed on the way.
      show(dayOfYear(Number(event.target.value), meta.as_of), sliding);
      sliding = true;
    };
    const turnYear = (day) => {
      if (day !== null) show(day);
    };
    redraw(
      bar,
      el(
        "div", { class: "time-day" },
        el("label", { for: "day" }, ctx.t("time.label")),
        el("input", { id: "day", type: "date", min: meta.first, max: meta.as_of, "data-key": "day", on: { change: pickDay } }),
        button(ctx.t("time.back", { day: ctx.date(meta.as_of) }), () => show(meta.as_of), { id: "time-back", key: "time back", class: "link" }),
      ),
      el(
        "div", { class: "time-years" },
        button([playSign("M4 2.2v11.6L13.6 8Z", "to-play"), playSign("M3.6 2.6h3.2v10.8H3.6Zm5.6 0h3.2v10.8H9.2Z", "to-pause")], () => (timer === null ? play() : stop()), {
          id: "time-play", key: "time play", class: "time-button", "aria-pressed": "false", "aria-label": ctx.t("time.play"), title: ctx.t("time.play"),
        }),
        button("‹", () => turnYear(yearBefore(ctx.day, meta.first, meta.as_of)), {
          id: "year-before", key: "year before", class: "time-button", "aria-label": ctx.t("time.before"), title: ctx.t("time.before"),
        }),
        el("span", { id: "year-shown", class: "year-shown", "aria-hidden": "true" }),
        button("›", () => turnYear(yearAfter(ctx.day, meta.as_of)), {
          id: "year-after", key: "year after", class: "time-button", "aria-label": ctx.t("time.after"), title: ctx.t("time.after"),
        }),
        el("span", { class: "tick", "aria-hidden": "true" }, first),
        el("input", {
          id: "year", type: "range", min: first, max: last, step: 1, "data-key": "year", "aria-label": ctx.t("time.year"),
          on: { input: pickYear, change: () => { sliding = false; } },
        }),
        el("span", { class: "tick", "aria-hidden": "true" }, last),
      ),
      el("span", { id: "time-said", class: "unseen", role: "status" }),
    );
  }

  /** Brings the bar to a context; where the view is not dated it is not shown. */
  function draw(next, dated) {
    ctx = next;
    bar.hidden = !dated;
    words.hidden = !dated;
    // Made once per language: a slider that is replaced while it is dragged would let go of the hand.
    if (lang !== ctx.lang) make();
    lang = ctx.lang;
    release();
    if (timer !== null && (!dated || ctx.day !== expected || ctx.state.tab !== playedIn)) stop();
    const { meta } = ctx.model.payload;
    inBar("day").value = ctx.day;
    inBar("year").value = ctx.day.slice(0, 4);
    inBar("year").setAttribute("aria-valuetext", ctx.date(ctx.day));
    inBar("year-shown").textContent = ctx.day.slice(0, 4);
    inBar("year-before").setAttribute("aria-disabled", String(yearBefore(ctx.day, meta.first, meta.as_of) === null));
    inBar("year-after").setAttribute("aria-disabled", String(yearAfter(ctx.day, meta.as_of) === null));
    // It keeps its place: what stands behind it must not move.
    inBar("time-back").classList.toggle("away", ctx.day === meta.as_of);
    if (dated) tell();
  }

  return { draw, stop };
}
