import assert from "node:assert/strict";
import { test } from "node:test";

import { digits } from "../../../explorer/page/answers.js";
import { field, toCsv, toTabs } from "../../../explorer/page/csv.js";
import { fold, search, searchIndex, slips } from "../../../explorer/page/fold.js";
import { sortedPlaces } from "../../../explorer/page/sort.js";
import { formatHash, isDay, parseHash, startState } from "../../../explorer/page/state.js";
import { startLanguage } from "../../../explorer/page/storage.js";
import { dateText, datesIn, pick, spanText, translator, valueText } from "../../../explorer/page/text.js";
import { combinations, pairs } from "../../../explorer/page/upset.js";
import { safeUrl } from "../../../explorer/page/url.js";
import { VIEWS, fieldsOf } from "../../../explorer/page/views.js";

// -- search ---------------------------------------------------------------------------------------------------------

const NODES = [
  { id: "country:CUW", kind: "Country", name: { en: "Curaçao", es: "Curazao" } },
  { id: "agency:iom", kind: "Agency", name: { en: "International Organization for Migration" }, aliases: ["IOM", "OIM"] },
  { id: "mechanism:rcm", kind: "Mechanism", name: { en: "Regional Conference on Migration" }, short: { en: "RCM", es: "CRM" } },
  { id: "source:x", kind: "Source", name: { en: "Migration in the region" } },
];

test("names are found without accents, in either language, by acronym and alias", () => {
  const index = searchIndex(NODES);
  const first = (query) => search(index, query)[0]?.id;
  assert.equal(first("Curazao"), "country:CUW");
  assert.equal(first("curacao"), "country:CUW");
  assert.equal(first("OIM"), "agency:iom");
  assert.equal(first("crm"), "mechanism:rcm");
  assert.equal(first("conference on"), "mechanism:rcm");
  assert.equal(first(""), undefined);
  assert.equal(fold("  ÁÉ-í’s "), "ae is");
});

test("sources come last, and hidden kinds not at all", () => {
  const index = searchIndex(NODES);
  assert.equal(search(index, "migration").at(-1).id, "source:x");
  assert.ok(search(index, "migration", { hidden: new Set(["Source"]) }).every((hit) => hit.kind !== "Source"));
});

test("slips of the hand and words in another order still find a name, after those that have it as typed", () => {
  const index = searchIndex(NODES);
  const first = (query) => search(index, query)[0]?.id;
  assert.equal(first("curazoa"), "country:CUW");
  assert.equal(first("migraton"), "mechanism:rcm");
  assert.equal(first("migration conference"), "mechanism:rcm");
  assert.equal(first("migracion intl organizaton"), "agency:iom");
  assert.equal(first("rcx"), undefined);
  assert.deepEqual(search(index, "migrtaion").map((hit) => hit.id), ["mechanism:rcm", "agency:iom", "source:x"]);
  assert.equal(slips("colmobia", "colombia", 2), 1);
  assert.equal(slips("kolombi", "colombia", 1), 1);
  assert.equal(slips("quit", "quito", 1), 0);
  assert.equal(slips("quito", "qui", 1), Infinity);
});

test("twenty thousand names are searched, and one of them is found by its number", () => {
  const syllables = ["ca", "ri", "mo", "ta", "len", "gua", "so", "per"];
  const name = (number) => [number, number * 7 + 3, number * 31 + 11].map((part) => [1, 8, 64].map((size) => syllables[Math.floor(part / size) % 8]).join("")).join(" ");
  const nodes = Array.from({ length: 20_000 }, (_, at) => ({ id: `project:${at}`, kind: "Project", name: { en: `${name(at)} ${at}` } }));
  const index = searchIndex(nodes);
  assert.ok(search(index, "carimo").length === 12);
  assert.equal(search(index, "19999")[0].id, "project:19999");
});

// -- state ----------------------------------------------------------------------------------------------------------

const KNOWN = {
  questions: new Map([["member-overlap", { parameters: [{ name: "between", values: ["mechanisms", "countries"] }] }]]),
  rows: (name, { between }) => (between === "countries" ? 2 : 3),
  nodes: new Set(["country:MEX", "mechanism:rcm"]),
  statements: new Set(["member-of/country:MEX/mechanism:rcm/member/1"]),
  columns: new Set(["mechanism:rcm"]),
  kinds: new Set(["Country"]),
  asOf: "2026-11-22", first: "1996-01-01", tab: "matrix",
  tabs: VIEWS.map((view) => view.name), fields: fieldsOf(VIEWS),
};

test("a state survives its own hash", () => {
  const states = [
    { ...startState(KNOWN), q: "member-overlap", p: { between: "countries" }, only: ["country:MEX"], tab: "table", sel: { form: "row", place: 1 }, lang: "es", on: "2022-05-17", sort: { column: 2, direction: "descending" } },
    { ...startState(KNOWN), sel: { form: "cell", row: "country:MEX", column: "mechanism:rcm" }, lang: "en", order: "az" },
    { ...startState(KNOWN), sel: { form: "statement", id: "member-of/country:MEX/mechanism:rcm/member/1" }, lang: "en", hidden: ["Country"] },
    { ...startState(KNOWN), sel: { form: "node", id: "country:MEX" }, lang: "en", d: 3, cols: ["mechanism:rcm"], ego: "country:MEX", tab: "network" },
  ];
  for (const state of states) assert.deepEqual(parseHash(formatHash(state, KNOWN), KNOWN), state);
});

test("ids with the marks of a link in them stand in it all the same", () => {
  const id = "agency:50% a~b c%20";
  const known = { ...KNOWN, nodes: new Set([...KNOWN.nodes, id]) };
  const start = startState(known);
  for (const change of [{ sel: { form: "node", id } }, { only: [id] }, { plus: [id] }]) {
    assert.deepEqual(parseHash(formatHash({ ...start, ...change }, known), known), { ...start, ...change });
  }
});

test("nonsense falls back, field by field, without an error", () => {
  const start = startState(KNOWN);
  for (const hash of ["", "#", "#%E0%A4%A", "#q=nope&tab=zzz&sel=n~nobody&on=2026-02-31&lang=xx&a=99&d=-1&cols=x&hide=y", "#sel=r~1", "#=&=&&", "#sort=3x&order=up&ego=nobody&d=9999"]) {
    assert.deepEqual(parseHash(hash, KNOWN), start, hash);
  }
  assert.deepEqual(parseHash("#q=member-overlap&p=between~all&sel=r~9&only=x", KNOWN), { ...start, q: "member-overlap" });
  assert.equal(parseHash("#q=__proto__", KNOWN).q, "home");
  assert.equal(parseHash("#on=1900-01-01", KNOWN).on, "2026-11-22");
  assert.ok(!isDay("2026-02-29") && isDay("2024-02-29"));
});

// -- tables ---------------------------------------------------------------------------------------------------------

test("csv cells cannot run as formulas, and quotes are doubled", () => {
  for (const text of ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "\n=1", "＝1", "|x", "%x"]) {
    assert.match(field(text), /^"?'/, JSON.stringify(text));
  }
  assert.equal(field(-1.5), "-1.5");
  assert.equal(field('a "b", c'), '"a ""b"", c"');
  assert.equal(field(["a", "b"]), '"a; b"');
  assert.equal(field(null), "");
  assert.equal(toCsv(["a"], [["México"]]), "\uFEFFa\r\nMéxico\r\n");
});

test("what goes to the clipboard stays one cell a value, and runs as little as the file does", () => {
  assert.equal(toTabs(["a", "b"], [["=1+1", "x\ty\nz"], [-2, ["p", "q"]], [null, undefined]]), "a\tb\r\n'=1+1\tx y z\r\n-2\tp; q\r\n\t");
});

test("sorting puts numbers by size, names by their letters and the unknown last, both ways", () => {
  const rows = [10, null, 9, 100];
  assert.deepEqual(sortedPlaces(rows, (row) => row, "ascending", "en"), [2, 0, 3, 1]);
  assert.deepEqual(sortedPlaces(rows, (row) => row, "descending", "en"), [3, 0, 2, 1]);
  assert.deepEqual(sortedPlaces(["Perú", "Ártico", "Brasil"], (row) => row, "ascending", "es"), [1, 2, 0]);
});

// -- overlaps -------------------------------------------------------------------------------------------------------

const yes = { state: "yes", seat: true, open: false };
const no = { state: "no", seat: false, open: false };
const open = { state: "no evidence", seat: false, open: true };

test("combinations are exact, the largest first, none of them last, and doubt is marked", () => {
  const columns = [{ id: "p", room: true }, { id: "q", room: true }];
  const rows = ["a", "b", "c", "d"].map((id) => ({ id, americas: true }));
  const cells = new Map(Object.entries({ "a p": yes, "a q": yes, "b p": yes, "b q": open, "c p": yes, "c q": no, "d p": no, "d q": no }));
  const found = combinations(rows, columns, cells);
  assert.deepEqual(found.map((group) => [group.key, group.countries]), [["p", ["b", "c"]], ["p q", ["a"]], ["", ["d"]]]);
  assert.ok(found[0].open.has("b") && !found[0].open.has("c"));
  const [pair] = pairs(rows, columns, cells);
  assert.deepEqual([pair.shared, pair.aSize, pair.bSize, pair.jaccard], [["a"], 3, 1, 1 / 3]);
});

// -- words ----------------------------------------------------------------------------------------------------------

test("dates are as precise as they are known", () => {
  assert.equal(dateText("2018", "en"), "2018");
  assert.match(dateText("2018-09", "es"), /sept? 2018/);
  assert.match(dateText("2018-09-04", "en"), /^4 Sept? 2018$/);
  assert.equal(dateText("19996", "en"), "19996");
  assert.equal(dateText(undefined, "en"), "");
  const t = translator({ "span.seen": "start unknown, first seen {seen}", "span.since": "since {start}" });
  assert.match(spanText({ since: "1999-01-28" }, t, "en"), /^start unknown, first seen 28 Jan 1999$/);
  assert.equal(spanText({ start: "1999", since: "1999-01-01" }, t, "en"), "since 1999");
});

test("texts fall back to the other language, unknown words show themselves", () => {
  assert.equal(pick({ en: "a" }, "es"), "a");
  assert.equal(pick(undefined, "es"), "");
  assert.equal(valueText({ "value.member": "miembro" }, "member"), "miembro");
  assert.equal(valueText({}, "un-agency"), "un agency");
  assert.equal(translator({ x: "{n} rows", "x.one": "1 row" })("x", { n: 1 }), "1 row");
  assert.equal(translator({})("no.such"), "no.such");
});

test("the language is the link's, then the one kept, then the page's, then the browser's", () => {
  assert.equal(startLanguage("es", "en", "en", "en"), "es");
  assert.equal(startLanguage(null, "es", "en", "en"), "es");
  assert.equal(startLanguage(null, null, "es", "en"), "es");
  assert.equal(startLanguage(null, null, null, "es-MX"), "es");
  assert.equal(startLanguage(null, "xx", null, "fr"), "en");
});

test("only plain http and https become links", () => {
  assert.equal(safeUrl("https://example.org/a"), "https://example.org/a");
  for (const text of ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " https://x.org", "data:text/html,x", "//x.org", "https://", undefined, 5]) {
    assert.equal(safeUrl(text), null, String(text));
  }
});

test("full days in a sentence are written as people write them, and nothing else is touched", () => {
  assert.equal(datesIn("On 2022-05-17 A and B share 7; from 2021-01-01: 3.", "en"), "On 17 May 2022 A and B share 7; from 1 Jan 2021: 3.");
  assert.equal(datesIn("Al 2022-05-17, entre 2021-01-01 y 2022-05-17.", "es"), "Al 17 may 2022, entre 1 ene 2021 y 17 may 2022.");
  const untouched = "see oas-2022-05-17-note, a/2022-05-17/1, 2022-05 and 12022-05-17";
  assert.equal(datesIn(untouched, "en"), untouched);
});

test("numbers are written as Python writes them", () => {
  const written = [192, 1350000000, 0, 0.1, 1 / 3, 1e15, 1.5e-5, -2.5, 123456789012345680].map(digits);
  assert.deepEqual(written, [
    "192", "1350000000", "0", "0.1", "0.333333333333333", "1e+15", "1.5e-05", "-2.5", "1.23456789012346e+17",
  ]);
});
