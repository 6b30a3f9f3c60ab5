// What changed between two days: the rows of the question "changes" (queries/changes.py), and what they say of mechanisms.

import { NO, YES, inForce } from "./asof.js";

const TOLD_CONFIDENCES = new Set(["stated", "inferred"]);

// How the start and the end of a statement read; "" says nothing. Other relations begin and end.
const START_END = {
  MEMBER_OF: ["joined", "left"],
  ENDORSED: ["joined", "left"],
  PRESIDES: ["took over", "handed over"],
  ADOPTED: ["adopted", ""],
  SIGNED: ["signed", ""],
  SUCCEEDS: ["succeeded", ""],
  ESTABLISHED_BY: ["was established", ""],
  CONVENES: ["convened", ""],
  PARTICIPATES_IN: ["took part", ""],
  WITHDREW_FROM: ["left", ""],
};
const LESSER_CHANGES = {
  "MEMBER_OF associate": ["joined as associate", "left as associate"],
  "MEMBER_OF observer": ["joined as observer", "left as observer"],
  "PARTICIPATES_IN invited": ["was invited", ""],
};
const VOTE_WORDS = { yes: "voted yes", against: "voted against", abstain: "abstained", absent: "did not vote" };

// The changes that are told of a mechanism, in this order; each has its text `changes.KEY`.
const SAID_CHANGES = [
  "joined", "adopted", "took part", "left", "joined as associate", "joined as observer", "left as associate",
  "left as observer", "was invited", "signed", "voted yes", "voted against", "abstained", "did not vote", "took over",
  "handed over", "operates", "stopped",
];

/** Returns how the start and the end of a statement read, as [start, end]; "" where it says nothing. */
export function startEnd(statement) {
  const { relation } = statement;
  if (relation === "VOTED") return [VOTE_WORDS[statement.choice] ?? "voted", ""];
  const lesser = LESSER_CHANGES[`${relation} ${statement.role}`];
  if (lesser !== undefined) return lesser;
  const usual = Object.hasOwn(START_END, relation) ? START_END[relation] : ["began", "ended"];
  return statement.seat === undefined ? usual : ["joined", "left"];
}

const changesOf = new WeakMap();

// Every dated change of a model, worked out once.
function occurrences(model) {
  if (!changesOf.has(model)) changesOf.set(model, datedChanges(model.payload));
  return changesOf.get(model);
}

function datedChanges(payload) {
  const found = [];
  for (const statement of payload.statements) {
    if (!TOLD_CONFIDENCES.has(statement.confidence) || statement.since === undefined || inForce(statement, "") === null) continue;
    const [starts, ends] = startEnd(statement);
    const { id, source, target, relation, since, until } = statement;
    const change = (day, date, word) => found.push({ day, date, change: word, subject: source, relation, object: target, about: id });
    if (statement.start !== undefined) change(since, statement.start, starts);
    if (until !== undefined && ends !== "") change(until, statement.end ?? until, ends);
  }
  for (const item of payload.observations) {
    if (item.measure !== "status" || item.start === undefined || !TOLD_CONFIDENCES.has(item.confidence)) continue;
    found.push({
      day: `${item.start}-01-01`.slice(0, 10), date: item.start, change: item.text ?? null, subject: item.node,
      relation: null, object: null, about: item.id,
    });
  }
  return found;
}

function byKnown(a, b) {
  if (a === b) return 0;
  // What is unknown comes last.
  if (a === null) return 1;
  return b === null || a < b ? -1 : 1;
}

/** Returns the changes from one day to another, both included, as `{date, change, subject, relation, object, evidence}`. */
export function changesBetween(model, from, to) {
  const groups = new Map();
  for (const item of occurrences(model)) {
    if (item.day < from || item.day > to) continue;
    const key = JSON.stringify([item.day, item.change, item.subject, item.object]);
    const row = groups.get(key);
    if (row === undefined) {
      const { about, ...rest } = item;
      groups.set(key, { ...rest, evidence: [about] });
      continue;
    }
    row.evidence.push(item.about);
    if (item.date < row.date) row.date = item.date;
    if (row.relation === null || (item.relation !== null && item.relation < row.relation)) row.relation = item.relation;
  }
  const rows = [...groups.values()];
  for (const row of rows) row.evidence.sort();
  const columns = ["date", "change", "subject", "relation", "object"];
  return rows.sort((a, b) => {
    for (const column of columns) {
      const order = byKnown(a[column], b[column]);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** Returns how many seats may have begun between two days: their start is unknown, and nobody saw them before. */
export function maybeBegun(model, from, to) {
  const pairs = new Map();
  for (const statement of model.payload.statements) {
    if (statement.seat !== "member" || !TOLD_CONFIDENCES.has(statement.confidence) || inForce(statement, from) === null) continue;
    const key = `${statement.source} ${statement.target}`;
    pairs.set(key, [...(pairs.get(key) ?? []), statement]);
  }
  const sat = (item) => item.since < from && inForce(item, from) === YES;
  const began = (item) => item.start !== undefined && item.since >= from && item.since <= to;
  const open = (item) => item.start === undefined && inForce(item, from) !== NO && !(item.since < from);
  let count = 0;
  for (const statements of pairs.values()) {
    const founded = model.nodes.get(statements[0].target)?.start;
    if (founded !== undefined && `${founded}-01-01`.slice(0, 10) > to) continue;
    // Who sat before, or began on a known day, raises no question.
    if (statements.some(open) && !statements.some((item) => sat(item) || began(item))) count += 1;
  }
  return count;
}

function changeKey(row) {
  if (row.relation === "OPERATES_IN") return { "began": "operates", "ended": "stopped" }[row.change];
  return SAID_CHANGES.includes(row.change) ? row.change : undefined;
}

/**
 * Returns the changes of a year as they are told: of each mechanism what who did.
 *
 * `told` = `[{mechanism, acts: [{key, who: [{id, about}]}], status: [{text, about}]}]`, those with most names first;
 * `other` counts the changes that are of no mechanism; `joining` and `leaving` say whether anybody is recorded so.
 */
export function yearTold(model, from, to) {
  const mechanisms = new Map();
  let other = 0;
  let [joining, leaving] = [false, false];
  const isMechanism = (id) => model.nodes.get(id)?.kind === "Mechanism";
  const of = (id) => {
    if (!mechanisms.has(id)) mechanisms.set(id, { mechanism: id, acts: new Map(), status: [] });
    return mechanisms.get(id);
  };
  for (const row of changesBetween(model, from, to)) {
    const key = changeKey(row);
    const [mechanism, who] = row.relation === "OPERATES_IN" ? [row.subject, row.object] : [row.object, row.subject];
    if (row.relation === null && row.change !== null && isMechanism(row.subject)) {
      of(row.subject).status.push({ text: row.change, about: row.evidence[0] });
    } else if (key === undefined || !isMechanism(mechanism)) other += 1;
    else {
      const { acts } = of(mechanism);
      acts.set(key, [...(acts.get(key) ?? []), { id: who, about: row.evidence[0] }]);
      joining ||= key === "joined";
      leaving ||= key === "left";
    }
  }
  const told = [...mechanisms.values()].map((entry) => ({
    ...entry,
    acts: [...entry.acts].map(([key, who]) => ({ key, who })).sort((a, b) => SAID_CHANGES.indexOf(a.key) - SAID_CHANGES.indexOf(b.key)),
  }));
  const size = (entry) => entry.acts.reduce((sum, act) => sum + act.who.length, entry.status.length);
  const moves = (entry) => Number(entry.acts.some((act) => act.key === "joined" || act.key === "left"));
  told.sort((a, b) => moves(b) - moves(a) || size(b) - size(a) || (a.mechanism < b.mechanism ? -1 : 1));
  return { told, other, joining, leaving, unknown: maybeBegun(model, from, to) };
}

// Who sits where comes first, then what was agreed, who presides, and how all voted.
const CHANGE_WEIGHTS = [
  new Set(["joined", "left", "operates", "stopped"]),
  new Set(["adopted", "signed", "joined as associate", "joined as observer", "left as associate", "left as observer"]),
  new Set(["took over"]),
];

/** Returns what is told of a year, act by act, the weightiest first: `[{mechanism, act}]`; a status is an act with `text`. */
export function inWeight(told) {
  // Who takes over and hands over within the year is told once.
  const passing = (own, act) => {
    const took = own.find((other) => other.key === "took over")?.who.map(({ id }) => id) ?? [];
    return act.key === "handed over" && act.who.every(({ id }) => took.includes(id));
  };
  const acts = told.flatMap(({ mechanism, acts: own, status }) =>
    [...own.filter((act) => !passing(own, act)), ...status].map((act) => ({ mechanism, act })),
  );
  const weight = ({ act }) => {
    const at = CHANGE_WEIGHTS.findIndex((keys) => keys.has(act.key));
    return act.text !== undefined ? 1 : at < 0 ? CHANGE_WEIGHTS.length : at;
  };
  const size = ({ act }) => act.who?.length ?? 1;
  return acts.sort((a, b) => weight(a) - weight(b) || size(b) - size(a));
}

/** Returns the first and the last day of the year of a day, the last never after `latest`. */
export function yearOf(day, latest) {
  const year = day.slice(0, 4);
  const last = `${year}-12-31`;
  return [`${year}-01-01`, last > latest ? latest : last];
}
