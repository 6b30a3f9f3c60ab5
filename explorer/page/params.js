// What a reader can change about a question: its parameters, in the state as {name: value} without the defaults.
//
// In the hash they stand by their values, `p=node~mechanism:rcm`, never by the number of an answer: a link keeps its
// meaning when answers are added.

// What stands between two values in the link, and so must not stand in one.
const MARKS = { "%": "%25", "~": "%7E", " ": "%20" };

/** Returns an id as it stands in the link among others; few have anything in them that must be written otherwise. */
export function linked(id) {
  return String(id).replace(/[%~ ]/g, (mark) => MARKS[mark]);
}

/** Returns the id that stands for itself in a link. */
export function unlinked(text) {
  return text.replace(/%(25|7E|20)/g, (code) => Object.keys(MARKS).find((mark) => MARKS[mark] === code));
}

/** Returns the values of all parameters of a question: those chosen, else the defaults (null: not given). */
export function valuesOf(question, chosen) {
  return Object.fromEntries(
    (question?.parameters ?? []).map(({ name, values }) => [name, chosen[name] !== undefined && values.includes(chosen[name]) ? chosen[name] : values[0]]),
  );
}

/** Returns what was chosen without what the question does not offer, and without its defaults. */
export function chosenOf(question, chosen) {
  const kept = {};
  for (const { name, values } of question?.parameters ?? []) {
    if (Object.hasOwn(chosen, name) && chosen[name] !== values[0] && values.includes(chosen[name])) kept[name] = chosen[name];
  }
  return kept;
}

/** Returns what a text of the hash chooses for a question; what it does not understand falls back to the default. */
export function readChosen(question, text) {
  const found = {};
  for (const part of String(text ?? "").split(" ")) {
    const [name, value, ...rest] = part.split("~");
    if (value === undefined || rest.length > 0) continue;
    found[name] = value === "" ? null : unlinked(value);
  }
  return chosenOf(question, found);
}

/** Returns the text of what is chosen, in the order of its names. */
export function writeChosen(chosen) {
  return Object.keys(chosen).sort().map((name) => `${name}~${linked(chosen[name] ?? "")}`).join(" ");
}

/** Returns the answer of a question for these values, or undefined; `null` is a parameter that the answer has not. */
export function answerFor(question, values) {
  const fits = (answer) => Object.entries(values).every(([name, value]) => same(answer.params[name] ?? null, value));
  return question.answers.find(fits);
}

// A parameter that takes several nodes is given one.
function same(given, value) {
  if (Array.isArray(given)) return given.length === 1 && given[0] === value;
  return given === value;
}
