// What is in force on a day, in three values: "yes", "no", "no evidence". Days are ISO strings, so they compare as text.

export const YES = "yes";
export const NO = "no";
export const NO_EVIDENCE = "no evidence";

// Announced or declined is not in force, whatever its dates say.
const NEVER = new Set(["announced", "invited", "declined", "dropped", "unreviewed"]);

// Of several ties of one country with one mechanism, the first of these is the one the cell shows.
const TIE_ORDER = [
  "member", "participant", "adopter", "endorser", "vote-yes", "associate", "observer", "operates",
  "vote-abstain", "vote-against", "vote-absent", "other",
];

/** Returns whether a statement is in force on `day`: yes, no, no evidence; null when it never claims to be. */
export function inForce(statement, day) {
  if (NEVER.has(statement.status ?? "")) return null;
  if (statement.until && day > statement.until) return NO;
  if (!statement.since) return NO_EVIDENCE;
  if (day >= statement.since) return YES;
  return statement.start ? NO : NO_EVIDENCE;
}

/** Returns the kind of tie a statement makes between a country and a mechanism. */
export function tieOf(statement) {
  switch (statement.relation) {
    case "MEMBER_OF":
      return ["associate", "observer"].includes(statement.role) ? statement.role : "member";
    case "PARTICIPATES_IN":
      return "participant";
    case "ADOPTED":
      return "adopter";
    case "ENDORSED":
    case "SIGNED":
      return "endorser";
    case "VOTED":
      return `vote-${statement.choice ?? "absent"}`;
    case "OPERATES_IN":
      return "operates";
    default:
      return "other";
  }
}

function tieRank(tie) {
  const at = TIE_ORDER.indexOf(tie);
  return at < 0 ? TIE_ORDER.length : at;
}

/** Returns how a mechanism stood on `day`: not-yet, ended, or its latest status known by then. */
export function statusOn(column, day) {
  if (column.first && day < column.first) return "not-yet";
  if (column.last && day > column.last) return "ended";
  if (column.statuses.length === 0) return column.status || "active";
  const told = column.statuses.filter(([since]) => since <= day);
  return told.length === 0 ? "active" : told[told.length - 1][1];
}

/** Returns whether `day` lies outside the known life of a column's mechanism (founded later, or ended before). */
export function outsideLife(column, day) {
  return Boolean((column.first && day < column.first) || (column.last && day > column.last));
}

/**
 * Returns the cell of one country in one mechanism on `day`.
 *
 * `state` is yes, no or no evidence; `tie`, `seat` and `confidence` describe what is shown; `shown` is the statement
 * behind the mark; `open` says that it may count for all that the sources say (who may have observed does not).
 * What is unverified is shown, but its state stays "no evidence": no total counts it.
 */
export function cellState(statements, column, known, day) {
  let best = null;
  let doubt = false;
  let open = false;
  let denied = false;
  for (const statement of statements) {
    // It ended a seat (whose `until` says so); by itself it is no tie.
    if (statement.relation === "WITHDREW_FROM") continue;
    const state = inForce(statement, day);
    if (state === NO_EVIDENCE) {
      doubt = true;
      if (statement.confidence !== "unverified" && (statement.seat === "member" || !column.room)) open = true;
    }
    if (state === NO) denied = true;
    if (state !== YES) continue;
    const tie = tieOf(statement);
    const firm = statement.confidence === "unverified" ? 1 : 0;
    const score = firm * 100 + (statement.seat === "member" ? 0 : 20) + tieRank(tie);
    if (best === null || score < best.score) best = { score, tie, firm, statement };
  }
  if (best !== null) {
    return {
      state: best.firm === 0 ? YES : NO_EVIDENCE,
      tie: best.tie,
      seat: best.statement.seat === "member",
      confidence: best.statement.confidence,
      shown: best.statement,
      open: open && !(best.firm === 0 && (best.statement.seat === "member" || !column.room)),
    };
  }
  const nothing = { tie: null, seat: false, confidence: null, shown: null };
  if (doubt) return { state: NO_EVIDENCE, open, ...nothing };
  if (denied || known || outsideLife(column, day)) return { state: NO, open: false, ...nothing };
  return { state: NO_EVIDENCE, open: true, ...nothing };
}

/** Returns whether a cell counts in its totals: a seat in a room, a tie in what is no room (R4V operates in). */
export function counts(cell, column) {
  return cell.state === YES && (column.room ? cell.seat : true);
}

/** Returns the matrix on `day`: `cells` (key "country mechanism"), `rows` and `columns` with their totals. */
export function matrixOn(matrix, statements, day) {
  const cells = new Map();
  const rows = new Map(matrix.rows.map((row) => [row.id, { count: 0, unknown: 0 }]));
  const columns = new Map(matrix.columns.map((column) => [column.id, { count: 0, unknown: 0 }]));
  const active = new Set(matrix.columns.filter((column) => statusOn(column, day) === "active").map((column) => column.id));
  const ties = new Map(matrix.cells.map(([row, column, places]) => [`${row} ${column}`, places]));
  matrix.rows.forEach((row, r) => {
    matrix.columns.forEach((column, c) => {
      const about = (ties.get(`${r} ${c}`) ?? []).map((place) => statements[place]);
      const known = column.known === "all" || (column.known === "americas" && row.americas);
      const cell = cellState(about, column, known, day);
      cells.set(`${row.id} ${column.id}`, { ...cell, statements: about });
      const inRow = rows.get(row.id);
      const inColumn = columns.get(column.id);
      // As in the question "country-seats": a dormant room has no seat to fill.
      const staffed = column.room && active.has(column.id);
      if (counts(cell, column)) {
        inColumn.count += 1;
        if (staffed) inRow.count += 1;
      } else if (cell.open) {
        inColumn.unknown += 1;
        // A room whose list nobody gives would turn every row into "at least"; the sentence and its column say so.
        if (staffed && column.known !== "none") inRow.unknown += 1;
      }
    });
  });
  return { cells, rows, columns };
}

/** Returns a total in three values: the count, "≥ count" where something is unknown, "?" where nothing is known. */
export function totalText({ count, unknown }) {
  if (unknown === 0) return String(count);
  return count === 0 ? "?" : `≥ ${count}`;
}

/** Returns the day a year stands for: its last day, but never after `latest`. */
export function dayOfYear(year, latest) {
  const last = `${String(year).padStart(4, "0")}-12-31`;
  return last > latest ? latest : last;
}

/** Returns the day one step later: the end of this year or of the next one; null at the last day. */
export function yearAfter(day, latest) {
  if (day >= latest) return null;
  const year = Number(day.slice(0, 4));
  const own = dayOfYear(year, latest);
  return day < own ? own : dayOfYear(year + 1, latest);
}

/** Returns the day one step earlier: the end of the year before; null in the first year. */
export function yearBefore(day, first, latest) {
  const year = Number(day.slice(0, 4)) - 1;
  return year < Number(first.slice(0, 4)) ? null : dayOfYear(year, latest);
}
