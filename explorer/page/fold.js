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

/** Returns the searchable entries of nodes: `{id, kind, words: [{text, folded}]}`, one per node. */
export function searchIndex(nodes) {
  return nodes.map((node) => {
    const texts = [node.short?.en, node.short?.es, node.name?.en, node.name?.es, ...(node.aliases ?? [])];
    const words = [];
    const seen = new Set();
    for (const text of texts) {
      const folded = fold(text);
      if (folded === "" || seen.has(folded)) continue;
      seen.add(folded);
      words.push({ text, folded });
    }
    return { id: node.id, kind: node.kind, words };
  });
}

/** Returns the rank of a folded text for a folded query: 0 whole, 1 start, 2 start of a word, 3 inside, -1 no. */
export function rank(folded, query) {
  if (folded === query) return 0;
  if (folded.startsWith(query)) return 1;
  if (folded.includes(` ${query}`)) return 2;
  return query.length > 2 && folded.includes(query) ? 3 : -1;
}

// The whole name wins; a word's start counts as much as the name's, since "Regional Conference on Migration" is as
// good a hit for "migr" as "Migrant smuggling" is.
const TIERS = [0, 1, 1, 2];

// Countries and mechanisms are what a reader mostly means; sources come last.
const KIND_ORDER = ["Country", "Mechanism", "Agency"];

function kindRank(kind) {
  const at = KIND_ORDER.indexOf(kind);
  return at >= 0 ? at : KIND_ORDER.length;
}

/** Returns up to `limit` hits `{id, kind, text}` of `query`, best first; `text` is the wording that matched. */
export function search(index, query, { hidden = new Set(), limit = 12 } = {}) {
  const wanted = fold(query);
  if (wanted === "") return [];
  const hits = [];
  for (const entry of index) {
    if (hidden.has(entry.kind)) continue;
    let best = null;
    for (const word of entry.words) {
      const score = rank(word.folded, wanted);
      if (score >= 0 && (best === null || score < best.score)) best = { score, text: word.text };
    }
    if (best !== null) hits.push({ id: entry.id, kind: entry.kind, text: best.text, score: best.score });
  }
  hits.sort(
    (a, b) =>
      Number(a.kind === "Source") - Number(b.kind === "Source") ||
      TIERS[a.score] - TIERS[b.score] ||
      kindRank(a.kind) - kindRank(b.kind) ||
      a.score - b.score ||
      a.text.length - b.text.length ||
      (a.id < b.id ? -1 : 1),
  );
  return hits.slice(0, limit).map(({ id, kind, text }) => ({ id, kind, text }));
}
