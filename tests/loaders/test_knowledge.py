"""What the knowledge base must hold beyond the nine mechanisms: donors once, money once, lists on six days, doubts."""

import pytest

from graph import names, rooms, schema
from graph.errors import AmbiguousName
from graph.model import PropertyGraph
from loaders import curated

DAYS = ("2017-01-01", "2018-12-31", "2019-12-31", "2022-05-17", "2024-12-31", "2026-11-22")


@pytest.mark.parametrize(
    ("room", "seats"),
    [
        ("rcm", (11, 11, 11, 11, 11, 11)),
        ("csm", (12, 12, 12, 12, 12, 12)),
        ("mirps", (0, 6, 7, 7, 7, 7)),
        ("quito-process", (0, 11, 11, 13, 14, 14)),
        ("ocam", (6, 6, 8, 8, 8, 8)),
        ("gcm", (0, 27, 26, 26, 27, 27)),
        ("gcr", (0, 33, 33, 33, 33, 33)),
        ("lad", (0, 0, 0, 0, 21, 21)),
    ],
)
def test_each_room_has_the_members_that_its_sources_support(
    built_in: PropertyGraph, room: str, seats: tuple[int, ...]
) -> None:
    found = [int((rooms.seats(built_in, day)["room"] == f"mechanism:{room}").sum()) for day in DAYS]
    assert found == list(seats)


def test_quito_has_paraguay_since_2018_and_guatemala_since_november_2024(built_in: PropertyGraph) -> None:
    quito = {day: set(rooms.seats(built_in, day).query("room == 'mechanism:quito-process'")["country"]) for day in DAYS}
    assert all("country:PRY" in quito[day] for day in DAYS[1:])
    assert "country:GTM" in quito["2024-12-31"] - quito["2022-05-17"]
    start = built_in.edges.set_index("id")["start"]
    assert start["member-of/country:GTM/mechanism:quito-process/member/1"] == "2024-11-20"
    about = "member-of/country:PRY/mechanism:quito-process/member/1"
    doubts = built_in.evidence[(built_in.evidence["about"] == about) & (built_in.evidence["stance"] == "contradicts")]
    assert "source:oas-cam-concept-note" in set(doubts["source"])


def test_nobody_is_observer_and_member_of_one_room_on_one_day(built_in: PropertyGraph) -> None:
    for day in [*DAYS, "2024-11-19", "2024-11-25"]:
        every = [
            set(map(tuple, rooms.seats(built_in, day, roles=(role,))[["country", "room"]].to_numpy().tolist()))
            for role in schema.SEAT_ROLES
        ]
        assert not (every[0] & every[1] | every[0] & every[2] | every[1] & every[2]), day


@pytest.mark.parametrize(
    ("node", "relations"),
    [
        ("country:CAN", {"MEMBER_OF", "FUNDS", "VOTED", "CONVENES", "ENDORSED"}),
        ("country:USA", {"MEMBER_OF", "FUNDS", "VOTED", "PRESIDES", "ENDORSED"}),
        ("country:KOR", {"FUNDS"}),
        ("country:ESP", {"FUNDS", "MEMBER_OF", "PRESIDES"}),
        ("country:CHE", {"FUNDS", "MEMBER_OF", "CONVENES", "VOTED"}),
        ("country:JPN", {"FUNDS", "CONVENES"}),
        ("agency:eu", {"FUNDS", "MEMBER_OF", "CONVENES"}),
    ],
)
def test_each_donor_is_one_node_with_all_its_roles(built_in: PropertyGraph, node: str, relations: set[str]) -> None:
    row = built_in.node(node)
    assert row is not None
    assert relations <= set(built_in.edges.loc[built_in.edges["source"] == node, "relation"])
    assert "Donor" in row["labels"]
    same = built_in.nodes[(built_in.nodes["name_en"] == row["name_en"]) & (built_in.nodes["kind"] != "Source")]
    assert list(same["id"]) == [node]


def test_the_commission_echo_and_the_investment_facility_are_parts_of_the_european_union(
    built_in: PropertyGraph,
) -> None:
    parts = built_in.edges[built_in.edges["relation"] == "PART_OF"].set_index("source")["target"]
    assert parts["agency:echo"] == "agency:european-commission"
    assert parts["agency:european-commission"] == parts["agency:laif"] == "agency:eu"


def test_the_total_of_the_solidarity_conference_is_in_no_donors_column(built_in: PropertyGraph) -> None:
    totals = built_in.observations[built_in.observations["measure"] == "pledged_total"]
    assert 815_000_000 in set(totals["number"])
    assert not (built_in.edges["amount"] == 815_000_000).any()


@pytest.mark.parametrize(
    ("project", "counted"),
    [
        ("project:korea-urban", {"agency:korea-kpk"}),
        ("project:tejiendo-caminos", {"agency:idb"}),
        ("project:laif-urban", {"agency:laif"}),
        ("project:turquesa", {"country:CAN"}),
        ("project:eurofront", {"agency:eu"}),
        ("project:iom-undp-m4sd", {"agency:sdc"}),
        ("project:usaid-idb", set()),
    ],
)
def test_the_money_of_a_conduit_counts_once(built_in: PropertyGraph, project: str, counted: set[str]) -> None:
    funds = built_in.edges[(built_in.edges["relation"] == "FUNDS") & (built_in.edges["target"] == project)]
    assert len(funds)
    assert set(funds.loc[funds["counted"].astype(bool), "source"]) == counted


def test_every_flow_says_its_kind_and_whether_it_counts_and_every_amount_its_currency(
    built_in: PropertyGraph,
) -> None:
    funds = built_in.edges[built_in.edges["relation"] == "FUNDS"]
    assert funds["money"].notna().all()
    assert funds["counted"].notna().all()
    assert (funds["currency"].notna() == funds["amount"].notna()).all()


def test_each_of_the_five_documents_carries_statements_of_its_own(built_in: PropertyGraph) -> None:
    pieces = built_in.evidence[built_in.evidence["about"].isin(built_in.edges["id"])]["source"].value_counts()
    least = {
        "source:grf-colombia-pledge": 90,
        "source:idb-korea-urban": 20,
        "source:irc-fractured-response": 35,
        "source:k4dd-donor-mapping": 300,
        "source:oas-cam-concept-note": 100,
    }
    assert {source: int(pieces[source]) for source in least if pieces[source] < least[source]} == {}


def test_every_objective_of_the_compact_has_a_theme(built_in: PropertyGraph) -> None:
    themes = built_in.nodes[built_in.nodes["kind"] == "Theme"]
    served = {int(number) for cell in themes["gcm_objectives"] for number in cell}
    assert served == set(range(1, 24))
    assert {int(number) for cell in themes["gcr_objectives"] for number in cell} == {1, 2, 3, 4}


def test_countries_have_their_codes_and_a_region(built_in: PropertyGraph) -> None:
    countries = built_in.nodes[built_in.nodes["kind"] == "Country"]
    assert countries[["iso2", "m49", "region"]].notna().all().all()
    americas = countries[countries["region"].isin(schema.AMERICAS)]
    assert int((americas["subtype"] == "state").sum()) == 35


def test_what_only_one_of_two_names_means_is_asked_for(built_in: PropertyGraph) -> None:
    homonyms = curated.homonyms()
    for text in ("CAN", "CSM", "GRF", "CAM"):
        with pytest.raises(AmbiguousName) as caught:
            names.resolve(built_in, text, homonyms)
        assert len(caught.value.candidates) > 1
        assert all(reason for _, reason in caught.value.candidates), text


def test_a_title_of_a_source_never_stands_in_the_way_of_a_name(built_in: PropertyGraph) -> None:
    things = built_in.nodes[built_in.nodes["kind"] != "Source"]
    homonyms = curated.homonyms()
    meant = {names.fold(h.text) for h in homonyms}
    lost = []
    for node_id, name in zip(things["id"], things["name_en"], strict=True):
        if names.fold(name) in meant:
            continue
        try:
            found = [names.resolve(built_in, name, homonyms)]
        except AmbiguousName as error:  # a corridor and the place it crosses may share a name
            found = [candidate for candidate, _ in error.candidates]
        if node_id not in found or any(candidate.startswith("source:") for candidate in found):
            lost.append((node_id, found))
    assert lost == []


def test_plans_have_their_requirement_as_a_dated_value_and_not_as_funding(built_in: PropertyGraph) -> None:
    asked = built_in.observations[built_in.observations["measure"] == "financial_requirement"]
    assert {"instrument:rmrp-2019", "instrument:rmrp-2022", "instrument:rmrp-2026"} <= set(asked["node"])
    assert asked["start"].notna().all()
    assert asked["currency"].eq("USD").all() or asked["unit"].notna().all()
    funded = set(built_in.edges.loc[built_in.edges["relation"] == "FUNDS", "target"])
    assert not funded & set(asked["node"])


def test_recommendations_are_never_facts(built_in: PropertyGraph) -> None:
    said = built_in.edges[built_in.edges["relation"] == "RECOMMENDS"]
    assert len(said) > 30
    assert set(said["source"]) == {"agency:irc"}
    assert said["seat"].isna().all()
