// The sentences of the answers that the page works out itself, word for word as Python says them (queries/).

import { byText } from "./rooms.js";

const SHOWN = 12;
const FEW_NAMED = 6;
const COMBINATIONS = 3;
const PLAIN = 9999;

// `words` = `{t, lang, label(id)}`; the helpers below are those of queries/_say.py.
function figure(number, { lang }) {
  if (Math.abs(number) <= PLAIN) return number;
  return String(number).replace(/\B(?=(\d{3})+$)/g, lang === "es" ? "." : ",");
}

/** Returns words joined by commas and "and"; in Spanish "e" before the sound i. */
export function inWords(parts, { t }) {
  if (parts.length < 2) return parts.join("");
  const last = parts.at(-1).toLowerCase();
  const soft = /^(i|í|hi)/.test(last) && !/^(hie|ia|io)/.test(last);
  // Integrative City, EU is one name.
  const between = parts.some((part) => part.includes(", ")) ? "; " : ", ";
  return `${parts.slice(0, -1).join(between)} ${t(soft ? "said.and-i" : "said.and")} ${parts.at(-1)}`;
}

/** Returns the names of nodes, sorted and joined; those beyond so many are counted. */
export function namesOf(ids, words, most = SHOWN) {
  const named = [...ids].map(words.label).sort(byText);
  const shown = named.length > most ? [...named.slice(0, most), words.t("said.more", { n: named.length - most })] : named;
  return inWords(shown, words);
}

function counted(key, number, words) {
  return words.t(key, { n: figure(number, words) });
}

function pairsListed(ends, words) {
  const named = ends.map(([a, b]) => `${words.label(a)}–${words.label(b)}`);
  if (named.length <= FEW_NAMED) return named.join(", ");
  return named.slice(0, FEW_NAMED).join(", ") + words.t("said.and-more", { n: figure(named.length - FEW_NAMED, words) });
}

function overlapSaid({ rows, universe }, { between }, day, words) {
  const { t, label } = words;
  const unknown = universe.unknown.length > 0 ? ` ${t("said.overlap.unknown", { names: namesOf(universe.unknown, words, FEW_NAMED) })}` : "";
  if (rows.length === 0) return t(`said.overlap.none.${between}`, { day, n: figure(universe.sets.length, words) }) + unknown;
  const mechanisms = between === "mechanisms";
  const [a, b, , , shared, , , , , , nested] = rows[0].cells;
  const doubt = mechanisms ? [a, b].some((room) => universe.undecided.has(room)) : universe.undecided.size > 0;
  const number = counted(mechanisms ? "said.members" : "said.rooms", shared, words);
  const whole = nested === "equal" ? t(`said.overlap.both${doubt ? ".known" : ""}`)
    : nested === "no" ? "" : t(`said.overlap.all${doubt ? ".known" : ""}`, { a: label(nested === "a in b" ? a : b) });
  const parts = [
    t("said.overlap", {
      day, whole, both: inWords([label(a), label(b)], words), number: doubt ? t("said.least", { number }) : number,
      pairs: counted("said.overlap.pairs", rows.length, words),
    }),
  ];
  const inside = rows
    .map(({ cells }) => (cells[10] === "a in b" ? [cells[0], cells[1]] : cells[10] === "b in a" ? [cells[1], cells[0]] : null))
    .filter((ends) => ends !== null && !ends.some((room) => universe.worldwide.has(room)));
  if (mechanisms && inside.length > 0) {
    const open = inside.some(([room]) => universe.undecided.has(room));
    parts.push(t(`said.overlap.nested${open ? ".known" : ""}`, { pairs: pairsListed(inside, words) }));
  }
  return parts.join(" ") + unknown;
}

function seatsSaid({ rows, universe }, params, day, words) {
  const { t } = words;
  const tail = [["undecided", universe.undecided], ["unknown", universe.unknown]]
    .map(([name, rooms]) => (rooms.length > 0 ? ` ${t(`said.seats.${name}`, { names: namesOf(rooms, words, FEW_NAMED) })}` : ""))
    .join("");
  if (rows.length === 0) return t("said.seats.none", { day }) + tail;
  const most = rows[0].cells[1];
  const combinations = new Map();
  for (const { cells: [country, seats, rooms] } of rows) {
    if (seats !== most) continue;
    const key = rooms.join(" ");
    if (!combinations.has(key)) combinations.set(key, { rooms, countries: [] });
    combinations.get(key).countries.push(country);
  }
  const common = [...combinations.values()].sort(
    (x, y) => y.countries.length - x.countries.length || byList(x.rooms, y.rooms),
  );
  const listed = common
    .slice(0, COMBINATIONS)
    .map(({ countries, rooms }) => `${namesOf(countries, words)}: ${namesOf(rooms, words, FEW_NAMED)}`);
  if (common.length > COMBINATIONS) listed.push(counted("said.seats.more", common.length - COMBINATIONS, words));
  const values = {
    n: rows.length, day, most, countries: counted("said.countries", rows.length, words),
    rooms: counted("said.seats.rooms", universe.rooms.length, words), listed: listed.join("; "),
  };
  return t("said.seats", values) + tail;
}

function byList(a, b) {
  const at = a.findIndex((item, place) => item !== b[place]);
  return at < 0 ? a.length - b.length : byText(a[at], b[at] ?? null);
}

function hostsSaid({ rows, universe }, params, day, words) {
  const { t, label } = words;
  if (universe.unfounded.length > 0) return t("said.hosts.unfounded", { day, names: namesOf(universe.unfounded, words) });
  const values = { day, response: label(params.response), forum: label(params.forum) };
  if (universe.response.length === 0 && universe.forum.length === 0) return t("said.hosts.nothing", values);
  const some = (a, b) => rows.filter(({ cells }) => cells[1] === a && cells[2] === b).map(({ cells }) => cells[0]);
  const [outside, reverse] = [some("yes", "no"), some("no", "yes")];
  const unknown = [...some("yes", "no evidence"), ...some("no evidence", "yes")];
  const listed = (ids) => namesOf(ids, words) || t("said.none");
  values.places = counted("said.countries", universe.response.length, words);
  let lead;
  if (universe.response.length === 0) lead = t("said.hosts.nowhere", values);
  else if (unknown.length > 0 && outside.length === 0) lead = t("said.hosts.unclear", values);
  else if (universe.response.length === 1) {
    lead = t(outside.length > 0 ? "said.hosts.only-out" : "said.hosts.only-in", { ...values, only: label(universe.response[0]) });
  } else lead = t("said.hosts", { ...values, n: outside.length, names: listed(outside) });
  const parts = [lead, t("said.hosts.reverse", { names: listed(reverse) })];
  if (unknown.length > 0) parts.push(t("said.hosts.unknown", { names: namesOf(unknown, words) }));
  return `${parts.join(". ")}.`;
}

function orphansSaid({ rows, universe }, { forum }, day, words) {
  const { t, label } = words;
  if (universe.lost.length === 0) return t("said.orphans.none", { day });
  const lost = namesOf(universe.lost, words);
  if (rows.length === 0) return t("said.orphans.nothing", { lost, day });
  const alone = rows.filter(({ cells }) => cells[3] === 0).map(({ cells }) => cells[0]);
  const fallen = new Set(rows.flatMap(({ cells }) => cells[1]));
  const lead = forum === null ? t("said.orphans.fallen", { names: namesOf(fallen, words) }) : t("said.orphans.without", { lost });
  let text;
  if (rows.length === 1) {
    text = t(alone.length > 0 ? "said.orphans.one-alone" : "said.orphans.one", { lead, day, country: label(rows[0].cells[0]) });
  } else {
    text = t(forum === null ? "said.orphans.sat" : "said.orphans.sits", {
      lead, day, n: alone.length, all: counted("said.countries", rows.length, words), names: namesOf(alone, words) || t("said.none"),
    });
  }
  const silent = universe.lost.filter((room) => !fallen.has(room));
  const unknown = new Set([...universe.unknown, ...silent]);
  return unknown.size > 0 ? `${text} ${t("said.orphans.unknown", { names: namesOf(unknown, words) })}` : text;
}

function whySaid({ rows, universe }, { node }, day, words) {
  const { t, label, measure } = words;
  if (rows.length === 0) return t("said.why.none", { name: label(node) });
  const at = { relation: 1, object: 2, stance: 6, document: 7 };
  const against = rows.filter(({ cells }) => cells[at.stance] === "contradicts").length;
  const sources = new Set(rows.map(({ cells }) => cells[at.document])).size;
  const values = new Map();
  for (const { cells } of rows) {
    const name = cells[at.relation];
    if (name === null || measure(name) === undefined) continue;
    values.set(name, (values.get(name) ?? new Set()).add(cells[at.object]));
  }
  const several = [...values.keys()].filter((name) => values.get(name).size > 1).sort(byText);
  return t("said.why", {
    name: label(node), things: counted("said.why.things", universe.things, words), sources: counted("said.why.sources", sources, words),
    against: against > 0 ? `; ${counted("said.why.against", against, words)}` : "",
    several: several.length > 0 ? `; ${t("said.why.several", { names: several.map(measure).join(", ") })}` : "",
  });
}

const SAYERS = {
  "member-overlap": overlapSaid,
  "country-seats": seatsSaid,
  "hosts-outside-forum": hostsSaid,
  "orphaned-members": orphansSaid,
  why: whySaid,
};

/** Returns the sentence of a computed answer; `words` = `{t, lang, label(id), measure(name)}`. */
export function saidOf(name, answer, params, day, words) {
  return SAYERS[name](answer, params, day, words);
}
