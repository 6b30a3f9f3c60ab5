"""The Cypher beside each question, read without a server: it names what the schema has, and writes nothing."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from importlib import resources
from typing import NamedTuple

import pytest

import queries
from graph import schema
from queries import changes, corridor_rooms
from queries._frame import COMMON, Question

LABELS = {*schema.KINDS, "Entity", "Territory", "Donor", "Observation", "Evidence"}
TYPES = {*schema.RELATIONS, "ABOUT", "FROM"}
ON_A_COPY = {"lang", "source", "without", "with", "compare"}
"""Parameters of the runner: the language of the sentence, and those that ask a changed copy of the graph."""
CLAUSES = {"CALL", "MATCH", "OPTIONAL", "RETURN", "SKIP", "LIMIT", "OFFSET", "UNION", "UNWIND", "WHERE", "WITH"}
WRITES = {"CREATE", "MERGE", "SET", "DELETE", "DETACH", "REMOVE", "FOREACH", "DROP", "ALTER", "LOAD", "CSV", "GRANT"}
WHOLE_LISTS = (schema.NEVER_IN_FORCE, tuple(schema.SEATS), schema.AMERICAS, schema.COUNTED_CONFIDENCES)
"""Where a text lists one of these it lists all: a list that grows in the schema has to grow in the texts."""
STATUSES = {"active", "dormant", "ended"}
DURATION = {"inDays", "days"}
"""The plain function that counts the days between two, and the part of its result: no property and no library."""

SKIPPED = re.compile(r"//[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`", re.DOTALL)
CLOSES = {")": "(", "]": "[", "}": "{"}


class Token(NamedTuple):
    """A word or sign of the text, and whether white space stands before it."""

    text: str
    apart: bool


@dataclass
class Bracket:
    """An open bracket: a `node` or `tie` of a pattern, its `properties`, a `call`, a `list`, a `map` or a `group`."""

    sign: str
    what: str
    owner: str = ""


@dataclass
class Reading:
    """What a text names."""

    comments: str
    literals: list[str]
    code: str
    """The text without comments, and without what stands between quotation marks."""
    tokens: list[Token]
    labels: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    nodes: dict[str, set[str]] = field(default_factory=dict)
    """The labels of each variable of a pattern; those of a variable without any are none."""
    ties: set[str] = field(default_factory=set)
    """The variables of relationships."""
    uses: list[tuple[str, str]] = field(default_factory=list)
    """Each property with the variable it is read from; empty where that is no plain variable."""
    keys: set[str] = field(default_factory=set)
    """The keys of maps that the text makes itself."""
    lists: list[set[str]] = field(default_factory=list)
    """The lists of literals."""
    depths: list[int] = field(default_factory=list)
    """How deep each token stands in brackets."""
    unbalanced: bool = False


def read(text: str) -> Reading:
    """What a text names, told by its brackets: labels in nodes, types in ties, keys in maps."""
    comments, literals = [], []

    def skip(match: re.Match[str]) -> str:
        found = match.group()
        if found[0] == "/":
            comments.append(found)
            return " "
        if found[0] == "`":
            return found[1:-1]
        literals.append(found[1:-1])
        return "''"

    code = SKIPPED.sub(skip, text)
    tokens = [Token(m.group(1), m.start() != m.start(1)) for m in re.finditer(r"\s*(\$?\w+|''|\S)", code)]
    reading = Reading("\n".join(comments), literals, code, tokens)
    for match in re.finditer(r"\[\s*''(\s*,\s*'')*\s*\]", code):
        first = code[: match.start()].count("''")
        reading.lists.append(set(literals[first : first + match.group().count("''")]))
    _walk(reading)
    return reading


def _walk(reading: Reading) -> None:
    tokens, stack = [*reading.tokens, Token("", True), Token("", True)], [Bracket("", "")]
    previous, before, named = Token("", True), Token("", True), ""
    for position, token in enumerate(reading.tokens):
        following, inside = tokens[position + 1], stack[-1]
        if token.text in CLOSES:
            if inside.sign != CLOSES[token.text]:
                reading.unbalanced = True
                return
            stack.pop()
        reading.depths.append(len(stack) - 1)
        if token.text in CLOSES.values():
            stack.append(_opened(token, previous, inside, following, tokens[position + 2], reading))
        elif token.text == ":" and not following.apart:  # a key of a map stands apart from its value
            named = "tie" if inside.what == "tie" else "node"
        elif previous.text in (":", "|") and named and not token.apart:
            (reading.types if named == "tie" else reading.labels).add(token.text)
            if inside.what == "node":
                reading.nodes.setdefault(inside.owner, set()).add(token.text)
        elif token.text == ":" and inside.what == "properties":
            reading.uses.append((inside.owner, previous.text))
        elif token.text == ":" and inside.sign == "{":
            reading.keys.add(previous.text)
        elif previous.text == "." and re.match(r"[A-Za-z_]", token.text):
            owner = inside.owner if before.text in ("{", ",") else before.text if before.text.isidentifier() else ""
            reading.uses.append((owner, token.text))
        if token.text not in (":", "|") and previous.text not in (":", "|"):
            named = ""
        before, previous = previous, token
    reading.unbalanced = len(stack) > 1


def _opened(
    token: Token, previous: Token, inside: Bracket, following: Token, second: Token, reading: Reading
) -> Bracket:
    """What a bracket opens, by what stands before it and after it."""
    name = following.text if following.text.isidentifier() else ""
    if token.text == "[":
        if previous.text == "-" and not token.apart:
            reading.ties |= {name} - {""}
            return Bracket("[", "tie", name)
        return Bracket("[", "list")
    if token.text == "(":
        if previous.text.isidentifier() and not token.apart:
            return Bracket("(", "call")
        if following.text == ":" or (name and second.text in (")", ":", "{")):
            if name:
                reading.nodes.setdefault(name, set())
            return Bracket("(", "node", name)
        return Bracket("(", "group")
    if inside.what in ("node", "tie"):
        return Bracket("{", "properties", inside.owner)
    return Bracket("{", "map", previous.text)


def properties(reading: Reading, variable: str) -> set[str]:
    """The properties that a variable can have, or that anything can have where it is no node and no tie."""
    edges = {p.name for p in schema.EDGE_PROPERTIES} - {"relation", "source", "target"}
    observations = {p.name for p in schema.OBSERVATION_PROPERTIES} - {"node"}
    evidence = {p.name for p in schema.EVIDENCE_PROPERTIES} - {"source"}
    sources = {p.name for p in schema.SOURCE_PROPERTIES}
    by_kind = {kind: {p.name for p in schema.node_properties(kind)} for kind in schema.KINDS}
    by_label = {**by_kind, "Source": by_kind["Source"] | sources, "Observation": observations, "Evidence": evidence}
    if variable in reading.ties:
        return edges
    nodes = set().union(*by_kind.values(), sources)
    if variable in reading.nodes:
        found = [by_label.get(label, nodes) for label in reading.nodes[variable] or {"Entity"}]
        return set().union(*found)
    return nodes | edges | observations | evidence | reading.keys


def problems(text: str, own: Collection[str], columns: Collection[str]) -> Iterator[str]:
    """What is wrong with the Cypher of a question that takes these parameters and answers with these columns."""
    reading = read(text)
    if reading.unbalanced:
        yield "brackets are not balanced"
        return
    words = [token.text for token in reading.tokens]
    yield from (f"no label {name}" for name in sorted(reading.labels - LABELS))
    yield from (f"no type {name}" for name in sorted(reading.types - TYPES))
    loud = {name for name in reading.literals if re.fullmatch(r"[A-Z_]{5,}", name)}  # shorter ones are codes
    yield from (f"no type '{name}'" for name in sorted(loud - TYPES))
    for variable, name in reading.uses:
        if name not in properties(reading, variable) | DURATION:
            yield f"no property {variable}.{name}"
    for found in reading.lists:
        for whole in WHOLE_LISTS:
            if found & set(whole) and not found <= STATUSES and found != set(whole):
                yield f"a part of a list: {', '.join(sorted(found))}"
    yield from _parameters(reading, own)
    yield from _forbidden(reading.code, words)
    yield from _ending(reading, [*columns, "evidence"])


def _parameters(reading: Reading, own: Collection[str]) -> Iterator[str]:
    takes = {*own, *(p.key for p in COMMON)}
    used = {token.text[1:] for token in reading.tokens if token.text.startswith("$")}
    excused = set(re.findall(r"\$(\w+) is not used", reading.comments))
    shown = set(re.findall(r"^// :param (\w+) => \S", reading.comments, re.MULTILINE))
    yield from (f"no parameter ${name}" for name in sorted(used - takes))
    yield from (f"${name} is neither used nor excused" for name in sorted(takes - used - excused - ON_A_COPY))
    yield from (f"${name} is excused and used" for name in sorted(excused & used))
    yield from (f"${name} has no :param line, or one for nothing" for name in sorted(shown ^ used))


def _forbidden(code: str, words: list[str]) -> Iterator[str]:
    for position, word in enumerate(words):
        before, after = words[position - 1] if position else "", [*words, ""][position + 1]
        if word.upper() in WRITES and before != ".":
            yield f"it writes: {word}"
        if word.upper() == "CALL" and after not in ("{", "("):
            yield f"it calls a procedure: {after}"
        if before == "." and after == "(" and word not in DURATION:
            yield f"a function of a library: {word}"
        if word in (";", "%", "$"):
            yield f"'{word}' has no place here"
    if found := re.search(r"\{\s*\w*\s*\}|\{\{|''\s*\+\s*\$", code):
        yield f"a text to be filled in: {found.group()}"


def _ending(reading: Reading, columns: list[str]) -> Iterator[str]:
    top = [token.text for token, depth in zip(reading.tokens, reading.depths, strict=True) if depth == 0]
    upper = [word.upper() for word in top]
    if "RETURN" not in upper:
        yield "it returns nothing"
        return
    start = len(upper) - upper[::-1].index("RETURN")
    ends = [i for i in range(start, len(upper) - 1) if upper[i : i + 2] == ["ORDER", "BY"]]
    if not ends or CLAUSES & set(upper[ends[-1] :]):
        yield "it does not end with ORDER BY"
        return
    names, last = [], ""
    for word in [*top[start : ends[-1]], ","]:
        if word == ",":
            names.append(last)
        last = word
    if names != columns:
        yield f"it returns {', '.join(names)}"


def of(question: Question) -> list[str]:
    """The problems of the Cypher of a question; where a kernel finishes, it returns the ties."""
    kernel = question.kernel
    columns = [c.name for c in question.columns] if kernel is None else [c.name for c in kernel.columns[:-1]]
    found = list(problems(question.cypher, [p.key for p in question.parameters], columns))
    if ("kernel" in read(question.cypher).comments) != (kernel is not None):
        found.append("its comment does not say whether a kernel finishes")
    return found


# The texts


@pytest.mark.parametrize("name", queries.catalogue())
def test_the_cypher_of_each_question_fits_the_schema(name: str) -> None:
    assert of(queries.question(name)) == []


@pytest.mark.parametrize("name", queries.catalogue())
def test_the_cypher_says_on_top_what_it_answers(name: str) -> None:
    question = queries.question(name)
    assert question.cypher.startswith(f"// {question.number} {name}: ")
    assert max(len(line) for line in question.cypher.splitlines()) <= 120
    assert question.cypher.isascii()
    assert question.cypher.endswith("\n")


def test_no_cypher_is_left_over() -> None:
    stems = {p.name.removesuffix(".cypher") for p in resources.files("queries").iterdir() if p.name.endswith(".cypher")}
    assert stems == {name.replace("-", "_") for name in queries.catalogue()}


def test_changes_have_the_same_words_in_cypher() -> None:
    reading = read(queries.question("changes").cypher)
    words = {word for pair in changes.WORDS.values() for word in pair} - {""}
    assert {*words, *changes.WORDS, "began", "ended"} <= set(reading.literals)


def test_corridors_have_the_same_ladder_in_cypher() -> None:
    assert set(corridor_rooms.LADDER) in read(queries.question("corridor-rooms").cypher).lists


# The checker itself

GOOD = """// X1 example: who sits where? // 'quoted'
// $as_of is not used: it is an example.
// :param confidence => ['stated']
// :param roles => ['member']
MATCH (c:Country {iso2: 'MX'})-[s:MEMBER_OF|ADOPTED]->(room:Mechanism)<-[:ABOUT]-(o:Observation {measure: 'status'})
WHERE s.seat IN $roles AND s.confidence IN $confidence AND NOT coalesce(s.status, '') IN
  ['announced', 'invited', 'declined', 'dropped', 'unreviewed']
CALL { WITH c RETURN 1 AS one }
WITH c, room, collect({id: s.id, told: o.text, at: room {.scope, day: s.since}}) AS `all`
RETURN c.id AS country, [x IN `all` WHERE x.told = 'a (b' | x.id][0] AS seat,
  COLLECT { UNWIND `all` AS y RETURN y.id AS id ORDER BY id } AS evidence
ORDER BY country, room.id
"""


def found(text: str) -> list[str]:
    return list(problems(text, ["roles"], ["country", "seat"]))


def test_a_good_text_has_no_problem() -> None:
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("(c:Country", "(c:Nation", "no label Nation"),
        ("(c:Country", "(c:Country|Nation", "no label Nation"),
        ("s:MEMBER_OF", "s:BELONGS_TO", "no type BELONGS_TO"),
        ("|ADOPTED", "|TOOK", "no type TOOK"),
        ("'a (b'", "'MEMBER'", "no type 'MEMBER'"),
        ("s.seat IN", "s.chair IN", "no property s.chair"),
        ("s.id, told", "s.source, told", "no property s.source"),
        ("o.text", "o.node", "no property o.node"),
        ("room.id\n", "room.iso2\n", "no property room.iso2"),
        ("{iso2:", "{iso3:", "no property c.iso3"),
        ("{.scope", "{.scoop", "no property room.scoop"),
        ("x.told", "x.untold", "no property x.untold"),
        (", 'unreviewed']", "]", "a part of a list: announced, declined, dropped, invited"),
        ("IN $roles", "IN $role", "no parameter $role"),
        ("IN $roles", "IN ['x']", "$roles is neither used nor excused"),
        ("// $as_of is not used: it is an example.\n", "", "$as_of is neither used nor excused"),
        ("WHERE s.seat", "WHERE s.since <= $as_of AND s.seat", "$as_of is excused and used"),
        ("// :param roles => ['member']\n", "", "$roles has no :param line, or one for nothing"),
        ("// :param roles", "// :param node => 1\n// :param roles", "$node has no :param line, or one for nothing"),
        ("CALL {", "CALL db.labels() YIELD label CALL {", "it calls a procedure: db"),
        ("collect({", "apoc.agg.first({", "a function of a library: first"),
        ("WITH c, room", "SET s.note = 'x' WITH c, room", "it writes: SET"),
        ("WITH c, room", "merge (room) WITH c, room", "it writes: merge"),
        ("MATCH (c", "LOAD CSV FROM 'x' AS line MATCH (c", "it writes: LOAD"),
        ("MATCH (c", "DETACH DELETE c MATCH (c", "it writes: DETACH"),
        ("IN $roles", "IN {roles}", "a text to be filled in: {roles}"),
        ("IN $roles", "IN %s", "'%' has no place here"),
        ("'MX'", "'M' + $roles", "a text to be filled in: '' + $"),
        ("ORDER BY country, room.id\n", "", "it does not end with ORDER BY"),
        ("ORDER BY country, room.id\n", "ORDER BY country LIMIT 5\n", "it does not end with ORDER BY"),
        ("AS seat,", "AS role,", "it returns country, role, evidence"),
        ("AS evidence", "AS proof", "it returns country, seat, proof"),
        ("(c:Country", "(c:Country (", "brackets are not balanced"),
        ("collect({", "collect([{", "brackets are not balanced"),
        ("ORDER BY country", ") ORDER BY country", "brackets are not balanced"),
        ("room.id\n", "room.id;\n", "';' has no place here"),
    ],
)
def test_a_bad_text_is_caught(old: str, new: str, problem: str) -> None:
    assert GOOD.count(old) >= 1
    assert problem in found(GOOD.replace(old, new, 1))


def test_a_clause_in_a_comment_or_a_literal_is_no_clause() -> None:
    assert found(GOOD.replace("'a (b'", "'DELETE } $x; //'") + "// CREATE (n:Nation) SET n.x = $y\n") == []
