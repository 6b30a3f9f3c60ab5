"""Ids: minted in one place, told apart, never dependent on what may be corrected."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import ids, schema

node_ids = st.from_regex(ids.NODE, fullmatch=True)
ties = st.tuples(
    st.sampled_from(sorted(schema.RELATIONS)),
    node_ids,
    node_ids,
    st.none() | st.sampled_from(sorted({role for r in schema.RELATIONS.values() for role in r.roles})),
    st.integers(1, 99),
)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Declaración de Quito", "declaracion-de-quito"),
        ("  A/RES/73/195 ", "a-res-73-195"),
        ("Curaçao", "curacao"),
        ("R4V", "r4v"),
        ("--", ""),
    ],
)
def test_a_slug_is_small_ascii_words(text: str, slug: str) -> None:
    assert ids.slug(text) == slug


@given(st.text())
def test_a_slug_of_a_slug_is_itself(text: str) -> None:
    slug = ids.slug(text)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug)
    assert ids.slug(slug) == slug


def test_a_node_is_its_kind_and_a_slug() -> None:
    assert ids.node("Mechanism", "Quito Process") == "mechanism:quito-process"


@pytest.mark.parametrize(
    "text", ["rcm", "mechanism:", ":rcm", "Mechanism:rcm", "mechanism:a b", "mechanism:a/b", "mechanism:-a", "a:b\n"]
)
def test_what_is_no_node_id_does_not_look_like_one(text: str) -> None:
    assert ids.NODE.fullmatch(text) is None


def test_a_statement_names_relation_ends_role_and_spell() -> None:
    joined = ids.statement("MEMBER_OF", "country:SLV", "mechanism:mirps", "member", 1)
    assert joined == "member-of/country:SLV/mechanism:mirps/member/1"
    assert ids.statement("SUPPORTS", "mechanism:r4v", "mechanism:quito-process") == (
        "supports/mechanism:r4v/mechanism:quito-process/1"
    )
    assert ids.statement("SUPPORTS", "mechanism:r4v", "mechanism:quito-process", "", 2).endswith("process/2")


@given(ties, ties)
def test_two_ties_never_share_an_id(one: tuple[str, str, str, str, int], other: tuple[str, str, str, str, int]) -> None:
    assert (ids.statement(*one) == ids.statement(*other)) == (one == other)


def test_a_record_of_a_machine_format_names_dataset_and_key() -> None:
    assert ids.record("fts-jor-2020", "FUNDS", "149199") == "fts-jor-2020/funds/149199"


def test_an_observation_counts_those_of_the_same_start() -> None:
    assert ids.observation("partner_organisations", "mechanism:r4v", "2022-05-17") == (
        "partner_organisations/mechanism:r4v/2022-05-17/1"
    )
    assert ids.observation("status", "mechanism:cmc", None, 2) == "status/mechanism:cmc/undated/2"


def test_a_piece_of_evidence_names_what_it_is_about_and_its_source() -> None:
    assert ids.evidence("country:CAN", "source:un-m49", 2) == "country:CAN#un-m49/2"
