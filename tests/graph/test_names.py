"""Names: exact after folding, in both languages; several bearers raise, near misses are only proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import names
from graph.errors import AmbiguousName, UnknownName
from graph.model import PropertyGraph
from graph.names import Homonym

GRAPH = PropertyGraph.build(
    [
        {"id": "country:BOL", "name_en": "Bolivia (Plurinational State of)", "short_en": "Bolivia", "iso2": "BO"},
        {"id": "country:CAN", "name_en": "Canada", "name_es": "Canadá", "iso2": "CA"},
        {"id": "country:CUW", "name_en": "Curaçao", "name_es": "Curazao", "iso2": "CW"},
        {"id": "country:MEX", "name_en": "Mexico", "name_es": "México", "aliases": ["Estados Unidos Mexicanos"]},
        {"id": "agency:andean-community", "name_en": "Andean Community", "aliases": ["CAN"]},
        {"id": "agency:migraciones-ar", "name_en": "National Directorate", "aliases": ["Migraciones"]},
        {"id": "agency:migraciones-pe", "name_en": "National Superintendence", "aliases": ["Migraciones"]},
        {"id": "mechanism:cam", "name_en": "Committee on Migration Issues", "short_en": "CAM"},
        {"id": "mechanism:quito-process", "name_en": "Quito Process", "name_es": "Proceso de Quito"},
        {"id": "mechanism:rcm", "name_en": "Regional Conference on Migration", "short_en": "RCM", "short_es": "CRM"},
    ]
)
HOMONYMS = [
    Homonym("CAN", "country:CAN", "ISO code of Canada"),
    Homonym("CAN", "agency:andean-community", "Spanish acronym"),
    Homonym("cam", "mechanism:cam", "Committee of the OAS"),
    Homonym("CAM", "Central America and Mexico", "plans of R4V"),
    Homonym("GRF", "Global Refugee Forum", "UNHCR"),
]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Curaçao", "curacao"),
        ("CURAÇAO", "curacao"),
        ("Cura\u0063\u0327ao", "curacao"),  # the cedilla as a sign of its own
        ("  México,  D.F. ", "mexico d f"),
        ("Côte d’Ivoire", "cote d ivoire"),
        ("Straße", "strasse"),
        ("Resolución № 5", "resolucion no 5"),
        ("ＭＥＸＩＣＯ", "mexico"),
        ("İstanbul", "istanbul"),
        ("", ""),
        ("—", ""),
    ],
)
def test_folding_leaves_letters_and_digits(text: str, folded: str) -> None:
    assert names.fold(text) == folded


@given(st.text())
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert names.fold(names.fold(text)) == names.fold(text)


@given(st.text(st.characters(codec="latin-1")))
def test_case_and_outer_blanks_do_not_matter(text: str) -> None:
    assert names.fold(f" {text.upper()}\t") == names.fold(text.upper()) == names.fold(text.upper().lower())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("country:MEX", "country:MEX"),
        ("mechanism:quito-process", "mechanism:quito-process"),
        ("MEX", "country:MEX"),
        ("mex", "country:MEX"),
        ("CW", "country:CUW"),
        ("CUW", "country:CUW"),
        ("Canada", "country:CAN"),
        ("Canadá", "country:CAN"),
        ("CANADA", "country:CAN"),
        ("curacao", "country:CUW"),
        ("Curazao", "country:CUW"),
        ("Bolivia", "country:BOL"),
        ("bolivia, plurinational state of", "country:BOL"),
        ("estados unidos mexicanos", "country:MEX"),
        ("RCM", "mechanism:rcm"),
        ("CRM", "mechanism:rcm"),
        ("proceso  de quito", "mechanism:quito-process"),
    ],
)
def test_a_name_acronym_alias_or_code_leads_to_its_node(text: str, expected: str) -> None:
    assert names.resolve(GRAPH, text, HOMONYMS) == expected


def test_the_slug_of_a_mechanism_is_no_code() -> None:
    with pytest.raises(UnknownName):
        names.resolve(GRAPH, "migraciones-ar")


def test_a_name_that_two_nodes_bear_raises_with_both() -> None:
    with pytest.raises(AmbiguousName) as caught:
        names.resolve(GRAPH, "MIGRACIONES")
    assert caught.value.text == "MIGRACIONES"
    assert caught.value.candidates == (("agency:migraciones-ar", ""), ("agency:migraciones-pe", ""))
    assert str(caught.value) == (
        "'MIGRACIONES' may mean several things: agency:migraciones-ar; agency:migraciones-pe; "
        "write the id of the one that is meant"
    )


def test_a_homonym_gives_the_reasons() -> None:
    with pytest.raises(AmbiguousName) as caught:
        names.resolve(GRAPH, "can", HOMONYMS)
    assert caught.value.candidates == (
        ("agency:andean-community", "Spanish acronym"),
        ("country:CAN", "ISO code of Canada"),
    )


def test_a_thing_outside_the_graph_makes_a_name_ambiguous_as_well() -> None:
    assert names.resolve(GRAPH, "CAM") == "mechanism:cam"
    with pytest.raises(AmbiguousName) as caught:
        names.resolve(GRAPH, "CAM", HOMONYMS)
    assert caught.value.candidates == (
        ("Central America and Mexico", "plans of R4V"),
        ("mechanism:cam", "Committee of the OAS"),
    )


def test_a_name_that_only_a_thing_outside_bears_leads_to_no_node() -> None:
    with pytest.raises(UnknownName):
        names.resolve(GRAPH, "GRF", HOMONYMS)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Mexcio", "country:MEX"),
        ("Bolivai", "country:BOL"),
        ("Quito Proces", "mechanism:quito-process"),
        ("process quito", "mechanism:quito-process"),
    ],
)
def test_a_near_miss_is_proposed_and_never_taken(text: str, first: str) -> None:
    with pytest.raises(UnknownName) as caught:
        names.resolve(GRAPH, text)
    assert caught.value.text == text
    assert caught.value.proposals[0] == first
    assert len(caught.value.proposals) == len(set(caught.value.proposals)) <= names.PROPOSALS
    assert str(caught.value).startswith(f"nothing is called '{text}'; did you mean '{first}'")


@pytest.mark.parametrize("text", ["", "  ", "—", "qqqqqqqq", "x" * 64_000, "\0\n"])
def test_what_nobody_is_called_has_no_proposals(text: str) -> None:
    with pytest.raises(UnknownName) as caught:
        names.resolve(GRAPH, text, HOMONYMS)
    assert caught.value.proposals == ()
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 100


@given(st.text(max_size=12))
def test_any_text_leads_to_a_node_or_to_an_error_of_ours(text: str) -> None:
    try:
        found = names.resolve(GRAPH, text, HOMONYMS)
    except (AmbiguousName, UnknownName):
        return
    assert found in set(GRAPH.nodes["id"])


def test_every_name_of_the_index_leads_to_those_who_bear_it() -> None:
    index = names.index(GRAPH)
    assert index["can"] == ["agency:andean-community", "country:CAN"]
    for name, bearers in index.items():
        if len(bearers) == 1:
            assert names.resolve(GRAPH, name) == bearers[0]
        else:
            with pytest.raises(AmbiguousName):
                names.resolve(GRAPH, name)
