"""FollowTheMoney: its own library reads each entity, drops nothing, and finds every end."""

import json
from pathlib import Path
from typing import Any

import pytest

from graph import schema
from graph.exports import _ftm, ftm
from graph.model import PropertyGraph
from tests.graph.exports import brazil as small
from tests.graph.exports.brazil import brazil, exported
from tests.graph.exports.hostile import hostile
from tests.readers.local import Readers

CHECK = """
    import json, sys
    from followthemoney import model
    from followthemoney.exc import InvalidData

    wrong, captions = [], {}
    for name in sys.argv[1:]:
        with open(name, encoding="utf-8") as lines:
            entities = {data["id"]: data for data in map(json.loads, lines)}
        for key, data in entities.items():
            form = model.get(data["schema"])
            try:
                form.validate(data)
            except InvalidData as error:
                wrong.append([key, str(error.errors)])
            proxy = model.get_proxy(data, cleaned=False)
            captions[key] = proxy.caption
            for name, values in data["properties"].items():
                prop = form.get(name)
                if prop is None or not values:
                    wrong.append([key, name, "no such property, or nothing in it"])
                    continue
                for value in values:
                    longest = prop.max_length if hasattr(prop, "max_length") else prop.type.max_length
                    if prop.type.clean(value, format=prop.format) is None or len(value) > longest:
                        wrong.append([key, name, value[:80]])
                    if prop.range and not (value in entities and model[entities[value]["schema"]].is_a(prop.range)):
                        wrong.append([key, name, value, "is not " + prop.range.name])
                if not prop.type.total_size and len(proxy.get(prop)) != len(values):
                    wrong.append([key, name, "was dropped"])
    print(json.dumps({"wrong": wrong, "captions": captions}))
    """


def read(graph: PropertyGraph, folder: Path) -> dict[str, dict[str, Any]]:
    """The entities by id."""
    lines = exported(graph, "ftm", folder)[0].read_text("utf-8").splitlines()
    entities = {entity["id"]: entity for entity in map(json.loads, lines)}
    assert len(entities) == len(lines)
    return entities


def of(entities: dict[str, dict[str, Any]], form: str) -> list[dict[str, list[str]]]:
    """The properties of the entities of a schema."""
    return [entity["properties"] for entity in entities.values() if entity["schema"] == form]


def test_its_own_library_accepts_every_entity(readers: Readers, tmp_path: Path, built_in: PropertyGraph) -> None:
    files = []
    for name, graph in {"built_in": built_in, "brazil": brazil(), "hostile": hostile(), "all": everything()}.items():
        (tmp_path / name).mkdir()
        files.append(exported(graph, "ftm", tmp_path / name)[0])
    found = readers.run(CHECK, *files)
    assert found["wrong"] == []
    assert found["captions"]["country-COL"] == "Colombia"
    assert found["captions"]["mechanism-gcm"] == "Pacto Mundial & <Migración>"


def everything() -> PropertyGraph:
    """A statement of each relation between each two kinds that it may tie, with money of each kind."""
    nodes = [{"id": f"{kind.lower()}:{n}", "name_en": f"{kind} {n}"} for kind in schema.KINDS for n in "ab"]
    edges = [
        {
            "relation": relation.name,
            "source": f"{source.lower()}:a",
            "target": f"{target.lower()}:b",
            "amount": 5.5,
            **how,
        }
        for relation in schema.RELATIONS.values()
        for source in relation.sources
        for target in relation.targets
        for how in _ways(relation.name)
    ]
    return PropertyGraph.build(nodes, edges)


def _ways(relation: str) -> list[dict[str, Any]]:
    declined = {"spell": 99, "status": "declined"}
    if relation != "FUNDS":
        return [{}, declined]
    return [{"spell": n, "money": money, "currency": "USD"} for n, money in enumerate(schema.MONEY)] + [declined]


def test_two_spells_are_two_memberships(tmp_path: Path) -> None:
    first, second = of(read(brazil(), tmp_path), "Membership")
    assert first == {
        "member": ["country-BRA"],
        "organization": ["mechanism-gcm"],
        "role": ["member"],
        "startDate": ["2018-12"],
        "endDate": ["2019-01-08"],
        "recordId": [small.FIRST],
        "description": ["dataset: built"],
    }
    assert second == {
        "member": ["country-BRA"],
        "organization": ["mechanism-gcm"],
        "role": ["member"],
        "startDate": ["2023"],
        "recordId": [small.SECOND],
        "summary": [small.HOSTILE],
        "description": ["dataset: built", f"Source: {small.CITED}", small.DISPUTED],
        "sourceUrl": ["https://un.org/n"],
        "publisher": ["UN"],
    }


def test_a_country_is_a_legal_entity_of_its_code(tmp_path: Path) -> None:
    assert read(brazil(), tmp_path)["country-BRA"] == {
        "id": "country-BRA",
        "schema": "LegalEntity",
        "properties": {
            "name": ["Brazil"],
            "alias": ["Brasil", "a, b"],
            "country": ["br"],
            "classification": ["state"],
        },
    }


def test_what_stands_for_several_bodies_is_no_organization(tmp_path: Path) -> None:
    nodes = [{"id": "agency:various", "subtype": "unnamed"}, {"id": "agency:iom", "subtype": "un-agency"}]
    entities = read(PropertyGraph.build(nodes), tmp_path)
    assert {key: e["schema"] for key, e in entities.items()} == {
        "agency-various": "LegalEntity",
        "agency-iom": "Organization",
    }


def test_what_has_no_schema_is_told_in_notes(tmp_path: Path) -> None:
    _, remarks = exported(brazil(), "ftm", tmp_path)
    entities = read(brazil(), tmp_path)
    assert "theme-work" not in entities
    compact = entities["mechanism-gcm"]["properties"]
    assert compact["keywords"] == ["Work"]
    assert compact["notes"] == ["members_known: False", "addresses: Work", *small.OBSERVED]
    assert compact["incorporationDate"] == ["2018-12"]
    assert remarks == [
        "as lines of text in `notes` and `description`: 3 pieces of evidence, 2 observations",
        "not in the lines of observations: 2 `id`, 2 `dataset`",
        "not in the lines of evidence: 3 `id`",
        "not carried, since there is no schema for them: 1 theme",
        "in `notes` of their other end: 1 statement about these",
        "not in these notes: 1 `id`, 1 `spell`, 1 `dataset`",
    ]


def test_notes_say_all_of_money_and_nothing_unverified_becomes_a_keyword(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"relation": "FUNDS", "source": "country:a", "target": "commitment:c", "amount": 5.5, "currency": "EUR"},
        {"relation": "ADDRESSES", "source": "country:a", "target": "theme:t", "confidence": "unverified"},
    ]
    rows[0] |= {"amount_usd": 6.0, "counted": False, "money": "pledge"}
    nodes = [{"id": "country:a"}, {"id": "commitment:c"}, {"id": "theme:t"}]
    told = read(PropertyGraph.build(nodes, rows), tmp_path)["country-a"]["properties"]
    assert told["notes"] == [
        "addresses (unverified): t",
        "funds (pledge): c; amount 5.5; currency EUR; amount_usd 6; counted False",
    ]
    assert "keywords" not in told


def test_sources_are_articles_those_that_are_no_nodes_too(tmp_path: Path) -> None:
    note, press = of(read(brazil(), tmp_path), "Article")
    assert note == {
        "name": ["A note"],
        "title": ["A note"],
        "publisher": ["UN"],
        "publishedAt": ["2023"],
        "sourceUrl": ["https://un.org/n"],
    }
    assert press == {"name": ["Diário"], "title": ["Diário"]}


@pytest.mark.parametrize(
    ("statement", "form"),
    [
        (("FUNDS", "country:a", "agency:a", {"money": "disbursement"}), "Payment"),
        (("FUNDS", "country:a", "agency:a", {"money": "pledge"}), "UnknownLink"),
        (("FUNDS", "country:a", "agency:a", {}), "UnknownLink"),
        (("FUNDS", "country:a", "project:a", {"money": "disbursement"}), "UnknownLink"),
        (("MEMBER_OF", "country:a", "mechanism:a", {"role": "observer"}), "Membership"),
        (("MEMBER_OF", "country:a", "mechanism:a", {"status": "declined"}), "UnknownLink"),
        (("MEMBER_OF", "country:a", "mechanism:a", {"confidence": "unverified"}), "UnknownLink"),
        (("MEMBER_OF", "country:a", "mechanism:a", {"confidence": "inferred"}), "Membership"),
        (("MEMBER_OF", "country:a", "mechanism:a", {"disputed": True}), "UnknownLink"),
        (("MEMBER_OF", "country:a", "mechanism:a", {"disputed": False}), "Membership"),
        (("PRESIDES", "country:a", "mechanism:a", {"role": "chair"}), "Directorship"),
        (("PRESIDES", "country:a", "event:a", {"role": "chair"}), "UnknownLink"),
        (("LEADS", "agency:a", "project:a", {}), "ProjectParticipant"),
        (("SUPPORTS", "agency:a", "mechanism:a", {}), "UnknownLink"),
        (("SUCCEEDS", "agency:a", "agency:b", {}), "UnknownLink"),
        (("PUBLISHED", "agency:a", "source:a", {"role": "author"}), "Documentation"),
        (("MENTIONS", "source:a", "agency:a", {"status": "unreviewed"}), "Documentation"),
        (("MENTIONS", "source:a", "theme:a", {"status": "unreviewed"}), None),
    ],
)
def test_no_schema_says_more_than_the_statement(
    statement: tuple[str, str, str, dict[str, Any]], form: str | None, tmp_path: Path
) -> None:
    relation, source, target, how = statement
    row = {"relation": relation, "source": source, "target": target, **how}
    entities = read(PropertyGraph.build([{"id": source}, {"id": target}], [row]), tmp_path)
    links = [e["schema"] for e in entities.values() if "recordId" in e["properties"]]
    assert links == ([] if form is None else [form])


def test_roles_are_words(tmp_path: Path) -> None:
    ends = {"source": "country:a", "target": "mechanism:a"}
    rows: list[dict[str, Any]] = [
        {"relation": "MEMBER_OF", "role": "observer", **ends},
        {"relation": "MEMBER_OF", "status": "declined", "spell": 2, **ends},
        {"relation": "VOTED", "choice": "abstain", **ends},
        {"relation": "FUNDS", "money": "pledge", "amount": 5.0, "currency": "USD", **ends},
    ]
    path, remarks = exported(PropertyGraph.build([{"id": "country:a"}, {"id": "mechanism:a"}], rows), "ftm", tmp_path)
    links = [json.loads(line)["properties"] for line in path.read_text("utf-8").splitlines()]
    assert [link["role"] for link in links if "role" in link] == [
        ["funds (pledge)"],
        ["is a member of (member, declined)"],
        ["observer"],
        ["voted on (abstain)"],
    ]
    assert [link["description"] for link in links if link.get("role") == ["funds (pledge)"]] == [
        ["amount: 5", "currency: USD", "dataset: built"]
    ]
    assert remarks[-1] == "in `description`, since a Payment is paid, and to a legal entity: 1 amount"


def test_money_that_was_paid_has_its_amount(tmp_path: Path) -> None:
    row: dict[str, Any] = {"relation": "FUNDS", "source": "country:a", "target": "agency:a", "money": "disbursement"}
    row |= {"amount": 1_500_000.5, "currency": "EUR", "start": "2024"}
    (payment,) = of(read(PropertyGraph.build([{"id": "country:a"}, {"id": "agency:a"}], [row]), tmp_path), "Payment")
    assert (payment["payer"], payment["beneficiary"]) == (["country-a"], ["agency-a"])
    assert (payment["amount"], payment["currency"], payment["startDate"]) == (["1500000.5"], ["EUR"], ["2024"])
    assert payment["purpose"] == ["funds (disbursement)"]


def test_a_text_too_long_is_cut_and_stands_whole_in_notes(tmp_path: Path) -> None:
    path, remarks = exported(PropertyGraph.build([{"id": "agency:a", "name_en": "n" * 400}]), "ftm", tmp_path)
    (entity,) = map(json.loads, path.read_text("utf-8").splitlines())
    assert entity["properties"] == {"name": ["n" * 383 + "…"], "notes": ["name: " + "n" * 400]}
    assert remarks == ["cut, and whole in `notes` or `description`: 1 text too long for the property"]


def test_ids_are_allowed_and_never_two_alike() -> None:
    assert _ftm.key("mechanism:quito-process") == "mechanism-quito-process"
    odd = [
        "a/b",
        "a:b/",
        "agency:t00'\"\n\\u",
        "agency:" + "x" * 300,
        "agency:" + "x" * 301,
        "é",
        "",
        "agency:a-",
        "a-b",
    ]
    keys = [_ftm.key(text) for text in odd]
    assert len(set(keys)) == len(odd)
    assert all(_ftm.PLAIN.fullmatch(f"x:{key}") and len(key) <= 200 for key in keys)


def test_an_address_that_is_none_is_a_line_of_text(tmp_path: Path) -> None:
    node = {"id": "agency:a", "name_en": "A", "url": "javascript:alert(1)"}
    (entity,) = read(PropertyGraph.build([node]), tmp_path).values()
    assert entity["properties"] == {"name": ["A"], "notes": ["website: javascript:alert(1)"]}


def test_an_empty_graph_is_an_empty_file(tmp_path: Path) -> None:
    path, remarks = exported(PropertyGraph.build([]), "ftm", tmp_path)
    assert (path.read_bytes(), remarks) == (b"", [])


def test_the_mapping_names_what_the_schema_declares() -> None:
    assert set(ftm.SCHEMATA) <= {*schema.KINDS, schema.UNNAMED}
    assert set(ftm.LINKS) <= set(schema.RELATIONS)
    assert set(ftm.PAID) < set(schema.MONEY)
    assert {name for name, _ in ftm.SCHEMATA.values()} == set(_ftm.FIELDS)
