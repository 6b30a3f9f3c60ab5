// Words: the two dictionaries, names out of the data, dates as precise as they are known.

/** Returns the text of a `{en, es}` pair in a language, else in the other one; plain strings pass. */
export function pick(pair, lang) {
  if (pair === null || pair === undefined) return "";
  if (typeof pair === "string") return pair;
  return pair[lang] || pair[lang === "es" ? "en" : "es"] || "";
}

/** Returns `t(key, values)` over a dictionary; `key.one` is taken when `values.n` is 1; an unknown key shows itself. */
export function translator(dictionary) {
  return (key, values = {}) => {
    const single = values.n === 1 ? dictionary[`${key}.one`] : undefined;
    const text = single ?? dictionary[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  };
}

/** Returns the wording of a value out of the data (`member`, `un-agency`), or the value itself, hyphens as spaces. */
export function valueText(dictionary, value) {
  const text = String(value ?? "");
  return dictionary[`value.${text}`] ?? text.replaceAll("-", " ");
}

const PRECISIONS = {
  4: { year: "numeric" },
  7: { year: "numeric", month: "short" },
  10: { year: "numeric", month: "short", day: "numeric" },
};

/** Returns a date as people write it, as precise as given (`2018`, `2018-09`, `2018-09-04`); odd text stays as it is. */
export function dateText(text, lang) {
  if (!text) return "";
  const shape = PRECISIONS[text.length];
  if (shape === undefined || !/^\d{4}(-\d{2}){0,2}$/.test(text)) return String(text);
  const full = `${text}-01-01`.slice(0, 10);
  const date = new Date(`${full}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return String(text);
  return new Intl.DateTimeFormat(lang === "es" ? "es" : "en-GB", { ...shape, timeZone: "UTC" }).format(date);
}

/** Returns a sentence with its full days (`2022-05-17`) as people write them; ids and addresses stay as they are. */
export function datesIn(sentence, lang) {
  return sentence.replace(/(?<![\w/-])\d{4}-\d{2}-\d{2}(?![\w/-])/g, (day) => dateText(day, lang));
}

/** Returns the time of a statement in words: start and end, and what is unknown about them. */
export function spanText(statement, t, lang) {
  const start = dateText(statement.start, lang);
  const end = dateText(statement.end, lang);
  if (start && end) return start === end ? start : t("span.both", { start, end });
  if (start) return t("span.since", { start });
  const seen = statement.since ? dateText(statement.since, lang) : "";
  if (end) return seen ? t("span.end-seen", { end, seen }) : t("span.end", { end });
  return seen ? t("span.seen", { seen }) : t("span.unknown");
}

/** Returns a number as people of the language write it. */
export function numberText(number, lang, digits = 2) {
  return new Intl.NumberFormat(lang === "es" ? "es" : "en-GB", { maximumFractionDigits: digits }).format(number);
}

/** Returns names in a row: "A, B and C". */
export function listText(names, lang) {
  return new Intl.ListFormat(lang === "es" ? "es" : "en-GB", { type: "conjunction" }).format(names);
}

/** Returns a text in pieces: what stands in `pieces` under a name takes the place of `{name}` (text, elements or lists). */
export function partsOf(text, pieces) {
  return text
    .split(/\{(\w+)\}/)
    .flatMap((part, at) => (at % 2 === 0 ? part : (pieces[part] ?? `{${part}}`)))
    .filter((part) => part !== "");
}
