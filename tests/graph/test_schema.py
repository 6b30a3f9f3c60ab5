"""The schema: it agrees with itself, the check of that can fail, and it has words and colours for everything."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from graph import schema
from graph.errors import ModelError
from graph.schema import KINDS, RELATIONS, Property

MEMBER = RELATIONS["MEMBER_OF"]


def doctored(mapping: str, key: str, value: object) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setitem(getattr(schema, mapping), key, value)


@pytest.mark.parametrize(
    ("doctor", "message"),
    [
        (
            doctored("RELATIONS", "MEMBER_OF", replace(MEMBER, sources=("Country", "Ministry"))),
            "MEMBER_OF: no kinds ['Ministry']",
        ),
        (doctored("RELATIONS", "MEMBER_OF", replace(MEMBER, targets=("Forum",))), "MEMBER_OF: no kinds ['Forum']"),
        (
            doctored("RELATIONS", "MEMBER_OF", replace(MEMBER, default_role="guest")),
            "MEMBER_OF: its default role 'guest' is not one of its roles",
        ),
        (
            doctored("RELATIONS", "MEMBER_OF", replace(MEMBER, properties=("colour",))),
            "MEMBER_OF: no properties ['colour']",
        ),
        (
            doctored("TABLES", "sources", (*schema.SOURCE_PROPERTIES, Property("title", "text", "Again."))),
            "table sources declares a property twice",
        ),
        (doctored("TABLES", "sources", (Property("id", "uuid", "An id."),)), "sources.id: no type 'uuid'"),
        (
            doctored("TABLES", "nodes", (Property("scope", "text", "How far.", kinds=("Forum",)),)),
            "nodes.scope: no kinds ['Forum']",
        ),
        (doctored("SEATS", "club", ("MEMBER_OF",)), "no subtype 'club' of Mechanism"),
        (doctored("SEATS", "forum", ("SITS_IN",)), "seats of forum: no relations ['SITS_IN']"),
        (
            lambda patch: patch.setattr(schema, "FORMAL_LINKS", ("SUPPORTS", "LIKES")),
            "formal links: no relations ['LIKES']",
        ),
    ],
)
def test_the_self_check_finds_a_contradiction(
    monkeypatch: pytest.MonkeyPatch, doctor: Callable[[pytest.MonkeyPatch], None], message: str
) -> None:
    schema.check()
    doctor(monkeypatch)
    with pytest.raises(ModelError) as caught:
        schema.check()
    assert str(caught.value) == message


@pytest.mark.parametrize("relation", RELATIONS.values(), ids=str)
def test_every_relation_reads_both_ways_in_both_languages(relation: schema.Relation) -> None:
    words = (relation.en, relation.es, relation.en_back, relation.es_back, relation.meaning)
    assert all(word.strip() for word in words)
    assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", relation.name)
    assert RELATIONS[relation.name] is relation
    assert relation.meaning.endswith(".")


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_every_kind_has_words_in_both_languages_and_a_shape(kind: schema.Kind) -> None:
    assert all(word.strip() for word in (kind.en, kind.es, kind.en_plural, kind.es_plural, kind.meaning))
    assert kind.shape in ("box", "ellipse")
    assert schema.kind_of(f"{kind.prefix}:x") == kind.name


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, as WCAG 2 defines it."""
    assert re.fullmatch("#[0-9a-f]{6}", colour), colour
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the known grey that just fails


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_ink_can_be_read_on_the_colour_of_its_kind(kind: schema.Kind) -> None:
    assert contrast(kind.colour, kind.ink) >= 4.5


def test_kinds_can_be_told_apart() -> None:
    assert len({kind.prefix for kind in KINDS.values()}) == len(KINDS)
    assert len({kind.colour for kind in KINDS.values()}) == len(KINDS)
    assert len({kind.en for kind in KINDS.values()}) == len({kind.es for kind in KINDS.values()}) == len(KINDS)


@pytest.mark.parametrize("text", ["rcm", "", ":", "Mechanism:rcm", "forum:x", "mechanisms:rcm"])
def test_an_id_of_no_kind_has_none(text: str) -> None:
    assert schema.kind_of(text) is None


def test_kinds_have_their_own_properties_and_the_common_ones() -> None:
    mechanism, country = ({p.name for p in schema.node_properties(kind)} for kind in ("Mechanism", "Country"))
    assert {"members_known", "population_scope", "seats"} <= mechanism - country
    assert {"iso2", "region"} <= country - mechanism
    assert {"id", "name_en", "name_es", "aliases", "start", "end"} <= country & mechanism


def test_every_property_says_what_it_means() -> None:
    for table, properties in schema.TABLES.items():
        for p in properties:
            assert p.meaning.endswith("."), f"{table}.{p.name}"
            assert re.fullmatch(r"[a-z][a-z0-9_]*", p.name), f"{table}.{p.name}"


def test_every_measure_has_words_in_both_languages() -> None:
    for name, (en, es) in schema.MEASURES.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
        assert en.strip()
        assert es.strip()


def test_what_never_came_to_be_and_what_counts_are_words_of_the_vocabulary() -> None:
    assert set(schema.NEVER_IN_FORCE) == {"announced", "invited", "declined", "dropped", "unreviewed"}
    assert set(schema.NEVER_IN_FORCE) < set(schema.STATUSES)
    assert schema.COUNTED_CONFIDENCES == ("stated", "inferred")
    assert set(schema.COUNTED_CONFIDENCES) < set(schema.CONFIDENCES)


def test_a_platform_is_no_room_and_a_forum_is() -> None:
    rooms = {"consultation-process", "framework", "compact", "committee", "forum", "declaration-process"}
    assert set(schema.SEATS) == rooms
    assert set(KINDS["Mechanism"].subtypes) - rooms == {
        "free-movement-regime", "dialogue", "platform", "network", "support-group",
    }  # fmt: skip
