"""The built-in tables: what they must say, whatever else is added to them. Days are pinned; row counts are not."""

import re
from pathlib import Path

import pandas as pd
import pytest

from graph import names, rooms, schema
from graph.dates import InForce
from graph.errors import AmbiguousName
from graph.model import PropertyGraph
from loaders import curated

NOTE_DAY = "2022-05-17"
"""The day of the concept note."""

NINE = {f"mechanism:{name}" for name in ("cam", "cmc", "csm", "gcm", "gcr", "mirps", "quito-process", "r4v", "rcm")}


def members(graph: PropertyGraph, mechanism: str, day: str = NOTE_DAY) -> set[str]:
    """The alpha-3 codes of those who sit there on that day."""
    seats = rooms.seats(graph, day)
    return {
        country.removeprefix("country:") for country in seats.loc[seats["room"] == f"mechanism:{mechanism}", "country"]
    }


def state(graph: PropertyGraph, statement: str, day: str) -> InForce:
    return InForce(dict(zip(graph.edges["id"], graph.states(day), strict=True))[statement])


def test_the_built_in_tables_have_no_error() -> None:
    assert [str(error) for error in curated.check()[1]] == []


def test_every_table_is_sorted_by_its_key() -> None:
    for path in sorted((Path(curated.__file__).parent / "data").glob("*.csv")):
        table = pd.read_csv(path, dtype="str", keep_default_na=False)
        key = next(
            [column for column in columns if column in table.columns]
            for shape, columns in (
                ("key", ["key"]),
                ("relation", ["subject", "relation", "object", "role", "spell"]),
                ("measure", ["node", "measure", "start"]),
                ("about", ["about"]),
                ("candidate", ["text", "candidate"]),
                ("what", ["what"]),
                ("id", ["id"]),
            )
            if shape in table.columns
        )
        assert table[key].to_records(index=False).tolist() == sorted(table[key].to_records(index=False).tolist()), (
            path.name
        )


# What is there


def test_the_nine_mechanisms_of_the_concept_note_are_there(built_in: PropertyGraph) -> None:
    mechanisms = built_in.nodes[built_in.nodes["kind"] == "Mechanism"].set_index("id")
    assert set(mechanisms.index) >= NINE
    assert mechanisms.loc["mechanism:r4v", "subtype"] == "platform"
    assert set(rooms.rooms(built_in, NOTE_DAY)["id"]) >= NINE - {"mechanism:r4v"}
    assert mechanisms.loc[sorted(NINE), "start"].notna().all()


def test_both_languages_are_there_for_all_nodes_but_sources(built_in: PropertyGraph) -> None:
    nodes = built_in.nodes[built_in.nodes["kind"] != "Source"]
    for column in ("name_en", "name_es", "short_en", "short_es"):
        assert nodes.loc[nodes[column].isna(), "id"].tolist() == []


@pytest.mark.parametrize(
    ("table", "en", "es"),
    [
        ("nodes", "note", "note_es"),
        ("edges", "note", "note_es"),
        ("observations", "note", "note_es"),
        ("evidence", "reading", "reading_es"),
        ("evidence", "reason", "reason_es"),
    ],
)
def test_remarks_are_in_both_languages_or_in_none(built_in: PropertyGraph, table: str, en: str, es: str) -> None:
    frame = built_in.tables[table]
    if table == "nodes":
        frame = frame[frame["kind"] != "Source"]
    assert frame.loc[frame[en].isna() != frame[es].isna(), "id"].tolist() == []


def test_everything_rests_on_a_source_and_a_place_in_it(built_in: PropertyGraph) -> None:
    evidence = built_in.evidence
    assert evidence.loc[evidence["locator"].isna(), "id"].tolist() == []
    assert set(evidence["source"]) == set(built_in.sources["id"])
    supported = set(evidence.loc[evidence["stance"] == "supports", "about"])
    nodes = built_in.nodes.loc[built_in.nodes["kind"] != "Source", "id"]
    for ids in (built_in.edges["id"], built_in.observations["id"], nodes):
        assert sorted(set(ids) - supported) == []


def test_every_contradiction_says_what_it_reads_and_why_it_was_not_followed(built_in: PropertyGraph) -> None:
    against = built_in.evidence[built_in.evidence["stance"] == "contradicts"]
    assert len(against)
    assert against["reading"].notna().all()
    assert against["reason"].notna().all()


def test_nothing_unverified_is_told(built_in: PropertyGraph) -> None:
    assert set(built_in.edges["confidence"]) <= {"stated", "inferred"}
    assert built_in.edges.loc[(built_in.edges["confidence"] == "inferred") & built_in.edges["how"].isna(), "id"].empty


def test_every_statement_joins_kinds_that_its_relation_joins(built_in: PropertyGraph) -> None:
    for row, relation in enumerate(built_in.edges["relation"]):
        ends = built_in.nodes["kind"].iloc[[built_in.source_rows[row], built_in.target_rows[row]]].tolist()
        declared = schema.RELATIONS[relation]
        assert ends[0] in declared.sources, built_in.edges["id"].iloc[row]
        assert ends[1] in declared.targets, built_in.edges["id"].iloc[row]


# Countries and territories

NOT_STATES = frozenset(
    re.findall(
        "[A-Z]{3}",
        "ABW AIA ALA ASM ATA ATF BES BLM BMU BVT CCK COK CUW CXR CYM ESH FLK FRO GGY GIB GLP GRL GUF GUM HKG HMD IMN "
        "IOT JEY MAC MAF MNP MSR MTQ MYT NCL NFK NIU PCN PRI PYF REU SGS SHN SJM SPM SXM TCA TKL UMI VGB VIR WLF",
    )
)


def test_every_territory_has_the_label_and_no_state_has_it(built_in: PropertyGraph) -> None:
    countries = built_in.nodes[built_in.nodes["kind"] == "Country"]
    codes = countries["id"].str.removeprefix("country:")
    labelled = {code for code, labels in zip(codes, countries["labels"], strict=True) if "Territory" in labels}
    assert labelled == set(codes) & NOT_STATES
    assert {"ABW", "CUW"} <= labelled
    assert codes.str.fullmatch("[A-Z]{3}").all()


def test_canada_is_one_node(built_in: PropertyGraph) -> None:
    named = built_in.nodes[
        built_in.nodes[["name_en", "name_es", "short_en", "short_es"]].isin(["Canada", "Canadá"]).any(axis=1)
    ]
    assert named["id"].tolist() == ["country:CAN"]
    homonyms = curated.homonyms()
    for text in ("Canada", "CANADÁ", "country:CAN"):
        assert names.resolve(built_in, text, homonyms) == "country:CAN"
    with pytest.raises(AmbiguousName) as caught:
        names.resolve(built_in, "CAN", homonyms)
    assert {"agency:andean-community", "country:CAN"} <= {candidate for candidate, _ in caught.value.candidates}
    assert "CAN" in members(built_in, "rcm")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RCM", "mechanism:rcm"),
        ("CRM", "mechanism:rcm"),
        ("SACM", "mechanism:csm"),
        ("Proceso de Quito", "mechanism:quito-process"),
        ("MEX", "country:MEX"),
        ("curacao", "country:CUW"),
        ("OIM", "agency:iom"),
        ("ACNUR", "agency:unhcr"),
    ],
)
def test_names_in_both_languages_lead_to_their_nodes(built_in: PropertyGraph, text: str, expected: str) -> None:
    assert names.resolve(built_in, text, curated.homonyms()) == expected


@pytest.mark.parametrize("text", ["CSM", "CAM"])
def test_acronyms_that_mean_several_things_are_ambiguous(built_in: PropertyGraph, text: str) -> None:
    with pytest.raises(AmbiguousName) as caught:
        names.resolve(built_in, text, curated.homonyms())
    assert f"mechanism:{text.lower()}" in dict(caught.value.candidates)
    assert all(reason for _, reason in caught.value.candidates)


# Who sits where, and when


def test_brazil_left_the_gcm_and_came_back(built_in: PropertyGraph) -> None:
    asked = ("2018-12-01", "2018-12-31", "2019-12-31", "2022-05-17", "2023-01-04", "2023-02-01")
    assert ["BRA" in members(built_in, "gcm", day) for day in asked] == [False, True, False, False, False, True]
    left = built_in.edges[built_in.edges["relation"] == "WITHDREW_FROM"]
    assert ("country:BRA", "mechanism:gcm") in set(zip(left["source"], left["target"], strict=True))
    assert "BRA" in members(built_in, "gcr", "2022-05-17")  # the other compact it never left


def test_el_salvador_joined_mirps_in_2019(built_in: PropertyGraph) -> None:
    statement = "member-of/country:SLV/mechanism:mirps/member/1"
    assert state(built_in, statement, "2018-12-31") == InForce.NO
    assert state(built_in, statement, "2019-12-31") == InForce.YES
    assert str(built_in.edges.set_index("id")["start"][statement]).startswith("2019")
    sources = set(built_in.evidence.loc[built_in.evidence["about"] == statement, "source"])
    assert sources - {"source:oas-cam-concept-note"}  # from a source of its own


def test_the_quito_process_had_thirteen_members_with_paraguay_which_the_concept_note_leaves_out(
    built_in: PropertyGraph,
) -> None:
    found = members(built_in, "quito-process")
    assert len(found) == 13
    assert found == {"ARG", "BRA", "CHL", "COL", "CRI", "DOM", "ECU", "GUY", "MEX", "PAN", "PER", "PRY", "URY"}
    about = "member-of/country:PRY/mechanism:quito-process/member/1"
    against = built_in.evidence[(built_in.evidence["about"] == about) & (built_in.evidence["stance"] == "contradicts")]
    assert against["source"].tolist() == ["source:oas-cam-concept-note"]
    assert "Paraguay" in str(against["reading"].iloc[0])


def test_the_members_of_the_concept_note_sit_where_it_says(built_in: PropertyGraph) -> None:
    rcm = {"BLZ", "CAN", "CRI", "DOM", "GTM", "HND", "MEX", "NIC", "PAN", "SLV", "USA"}
    csm = {"ARG", "BOL", "BRA", "CHL", "COL", "ECU", "GUY", "PER", "PRY", "SUR", "URY", "VEN"}
    mirps = {"BLZ", "CRI", "GTM", "HND", "MEX", "PAN"}
    assert members(built_in, "rcm") == rcm
    assert members(built_in, "csm") == csm
    assert members(built_in, "mirps") == mirps | {"SLV"}
    quito = members(built_in, "quito-process")
    assert rcm & quito == {"CRI", "DOM", "MEX", "PAN"}
    assert quito & members(built_in, "mirps") == {"CRI", "MEX", "PAN"}


def test_the_rcm_and_the_csm_never_shared_a_member(built_in: PropertyGraph) -> None:
    met = {
        year: members(built_in, "rcm", f"{year}-12-31") & members(built_in, "csm", f"{year}-12-31")
        for year in range(1997, 2027)
    }
    assert {year: shared for year, shared in met.items() if shared} == {}
    assert members(built_in, "rcm", "2026-12-31")
    assert members(built_in, "csm", "2026-12-31")


def test_the_hosts_outside_the_quito_process_are_four(built_in: PropertyGraph) -> None:
    present = rooms.presence(built_in, "mechanism:r4v", NOTE_DAY)
    hosts = {country.removeprefix("country:") for country, (found, _) in present.items() if found == InForce.YES}
    assert len(hosts) == 17
    assert hosts - members(built_in, "quito-process") == {"ABW", "BOL", "CUW", "TTO"}


def test_the_cmc_is_dormant_and_not_ended(built_in: PropertyGraph) -> None:
    cmc = built_in.node("mechanism:cmc")
    assert cmc is not None
    assert cmc["status"] == "dormant"
    assert "end" not in cmc
    asked = {
        day: rooms.status(built_in, day)["mechanism:cmc"] for day in ("2010", "2017-12-31", NOTE_DAY, "2026-11-01")
    }
    assert asked == {"2010": "none", "2017-12-31": "active", NOTE_DAY: "dormant", "2026-11-01": "dormant"}
    assert {"DOM", "HTI"} & members(built_in, "cmc")  # it never had members; those who took part sit


def test_the_list_of_the_cam_is_unknown_and_that_of_the_compacts_known_in_the_americas(built_in: PropertyGraph) -> None:
    assert rooms.absent(built_in, "mechanism:cam", "country:MEX") == InForce.NO_EVIDENCE
    known = rooms.rooms(built_in, NOTE_DAY).set_index("id")["known_in"]
    assert known["mechanism:gcm"] == known["mechanism:gcr"] == "americas"
    assert rooms.absent(built_in, "mechanism:gcm", "country:XXX") == InForce.NO_EVIDENCE


def test_who_voted_against_or_stayed_away_does_not_sit_by_that_vote(built_in: PropertyGraph) -> None:
    votes = built_in.edges[built_in.edges["relation"] == "VOTED"]
    assert set(votes["choice"]) >= {"yes", "against"}
    assert votes.loc[votes["choice"] != "yes", "seat"].isna().all()
    against = votes[(votes["choice"] == "against") & (votes["target"] == "mechanism:gcm")]["source"]
    assert "country:USA" in set(against)
    assert "USA" not in members(built_in, "gcm", "2019-12-31")


def test_the_number_of_partners_of_r4v_is_a_dated_series(built_in: PropertyGraph) -> None:
    seen = built_in.observations[
        (built_in.observations["node"] == "mechanism:r4v")
        & (built_in.observations["measure"] == "partner_organisations")
    ]
    assert seen["number"].nunique() > 1
    assert seen["start"].notna().all()


def test_people_are_not_nodes_and_no_tie_starts_and_ends_at_one_node(built_in: PropertyGraph) -> None:
    assert set(built_in.nodes["kind"]) <= set(schema.KINDS)
    assert built_in.edges.loc[built_in.edges["source"] == built_in.edges["target"], "id"].tolist() == []
