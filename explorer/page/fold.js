// Search over names, acronyms and aliases of both languages, with case, accents and punctuation folded away.

/** Returns `text` in lower case without accents or punctuation, words apart by one space. */
export function fold(text) {
  return String(text ?? "")
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/ø/g, "o")
    .replace(/['’.]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/**
 * Returns what `search` looks in: `entries`, one per node as `{id, kind, words: [{text, folded}]}`, and `tokens`, the
 * single words of all of them with their letters and the places of the entries that have them.
 */
export function searchIndex(nodes) {
  const tokens = new Map();
  const entries = nodes.map((node, place) => {
    const texts = [node.short?.en, node.short?.es, node.name?.en, node.name?.es, ...(node.aliases ?? [])];
    const words = [];
    const seen = new Set();
    for (const text of texts) {
      const folded = fold(text);
      if (folded === "" || seen.has(folded)) continue;
      seen.add(folded);
      words.push({ text, folded });
      for (const token of new Set(folded.split(" "))) {
        const there = tokens.get(token);
        if (there === undefined) tokens.set(token, { places: [place], bits: letters(token) });
        else if (there.places[there.places.length - 1] !== place) there.places.push(place);
      }
    }
    return { id: node.id, kind: node.kind, words };
  });
  return { entries, tokens };
}

/** Returns the rank of a folded text for a folded query: 0 whole, 1 start, 2 start of a word, 3 inside, -1 no. */
export function rank(folded, query) {
  const at = folded.indexOf(query);
  if (at < 0) return -1;
  if (at === 0) return folded.length === query.length ? 0 : 1;
  if (folded[at - 1] === " " || folded.includes(` ${query}`, at)) return 2;
  return query.length > 2 ? 3 : -1;
}

// How many slips of the hand a word of that length may have: a letter wrong, missing, too many, or two swapped.
function slipsAllowed(length) {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

/**
 * Returns how many slips lie between `typed` and the start of `token` that is nearest to it; more than `most` is Infinity.
 *
 * Slips are as in the optimal string alignment distance; the rest of a token after what was typed costs nothing.
 */
export function slips(typed, token, most) {
  if (token.length < typed.length - most) return Infinity;
  const width = Math.min(token.length, typed.length + most);
  let before = null;
  let row = Array.from({ length: width + 1 }, (_, at) => at);
  for (let i = 1; i <= typed.length; i += 1) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= width; j += 1) {
      const same = typed[i - 1] === token[j - 1];
      let cost = Math.min(row[j - 1] + (same ? 0 : 1), row[j] + 1, next[j - 1] + 1);
      if (i > 1 && j > 1 && typed[i - 1] === token[j - 2] && typed[i - 2] === token[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      next.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return Infinity;
    before = row;
    row = next;
  }
  const found = Math.min(...row);
  return found <= most ? found : Infinity;
}

// The letters of a word as bits. Two letters may share one, so that it tells which letters are surely missing, no more.
function letters(word) {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) & 31);
  return bits;
}

// Whether more letters of what was typed are missing in a word than slips are allowed: each slip explains but one.
function tooFar(missing, most) {
  let rest = missing;
  for (let n = 0; n < most && rest !== 0; n += 1) rest &= rest - 1;
  return rest !== 0;
}

// The tokens that a typed word may mean, with their slips, and how many places have one: `{tokens: [[token, places, off]], size}`.
function meant(index, typed) {
  const most = slipsAllowed(typed.length);
  const bits = letters(typed);
  const found = { tokens: [], size: 0 };
  index.tokens.forEach(({ places, bits: there }, token) => {
    if (tooFar(bits & ~there, most)) return;
    const off = token.startsWith(typed) ? 0 : most === 0 ? Infinity : slips(typed, token, most);
    if (off === Infinity) return;
    found.tokens.push([token, places, off]);
    found.size += places.length;
  });
  return found;
}

// The entries that have every word typed, in any order: by place, how many slips and one of their words that matched.
function byWords(index, wanted) {
  const each = [];
  for (const typed of new Set(wanted.split(" "))) {
    const there = meant(index, typed);
    if (there.size === 0) return new Map();
    each.push(there);
  }
  // The rarest word first, so that few entries are left for those that stand in every other name.
  each.sort((a, b) => a.size - b.size);
  let found = null;
  for (const { tokens } of each) {
    const here = new Map();
    for (const [token, places, off] of tokens) {
      for (const place of places) {
        const before = found === null ? { slips: 0, token } : found.get(place);
        if (before === undefined) continue;
        const known = here.get(place);
        if (known === undefined || before.slips + off < known.slips) here.set(place, { slips: before.slips + off, token: before.token });
      }
    }
    found = here;
  }
  return found;
}

// The whole name wins; a word's start counts as much as the name's, since "Regional Conference on Migration" is as
// good a hit for "migr" as "Migrant smuggling" is. Then the words in any order, then those with slips.
const TIERS = [0, 1, 1, 2, 3, 4, 5, 6];
const LOOSE = 4;

// Countries and mechanisms are what a reader mostly means; sources come last.
const KIND_ORDER = ["Country", "Mechanism", "Agency"];

function kindRank(kind) {
  const at = KIND_ORDER.indexOf(kind);
  return at >= 0 ? at : KIND_ORDER.length;
}

function bestFirst(a, b) {
  return (
    Number(a.kind === "Source") - Number(b.kind === "Source") ||
    TIERS[Math.min(a.score, 7)] - TIERS[Math.min(b.score, 7)] ||
    kindRank(a.kind) - kindRank(b.kind) ||
    a.score - b.score ||
    a.text.length - b.text.length ||
    (a.id < b.id ? -1 : 1)
  );
}

/**
 * Returns up to `limit` hits `{id, kind, text}` of `query`, best first; `text` is the wording that matched.
 *
 * Where too few names have the query as it was typed, those that have its words in any order, or with slips, come after.
 */
export function search(index, query, { hidden = new Set(), limit = 12 } = {}) {
  const wanted = fold(query);
  if (wanted === "") return [];
  const hits = [];
  // Kept in order as they come: sorting all of twenty thousand hits for the first twelve would take longest.
  const keep = (hit) => {
    if (hits.length === limit && bestFirst(hit, hits[limit - 1]) > 0) return;
    let at = hits.length;
    while (at > 0 && bestFirst(hit, hits[at - 1]) < 0) at -= 1;
    hits.splice(at, 0, hit);
    if (hits.length > limit) hits.pop();
  };
  const strict = new Set();
  index.entries.forEach((entry, place) => {
    if (hidden.has(entry.kind)) return;
    let best = null;
    for (const word of entry.words) {
      const score = rank(word.folded, wanted);
      if (score >= 0 && (best === null || score < best.score)) best = { score, text: word.text };
    }
    if (best === null) return;
    strict.add(place);
    keep({ id: entry.id, kind: entry.kind, ...best });
  });
  if (hits.length < limit) {
    for (const [place, { slips: off, token }] of byWords(index, wanted)) {
      const entry = index.entries[place];
      if (strict.has(place) || hidden.has(entry.kind)) continue;
      const word = entry.words.find(({ folded }) => ` ${folded} `.includes(` ${token} `)) ?? entry.words[0];
      keep({ id: entry.id, kind: entry.kind, score: LOOSE + off, text: word.text });
    }
  }
  return hits.map(({ id, kind, text }) => ({ id, kind, text }));
}
