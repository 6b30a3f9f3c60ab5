"""IATI activities: who takes part, where, on what, and which money counts."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from graph import ids
from graph.datasets import without_dataset
from graph.errors import DataError, MigovError
from graph.model import PropertyGraph
from loaders import _iati_xml, _run
from loaders._report import Report
from queries import ask

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "iati"
Loaded = Callable[..., tuple[PropertyGraph, Report]]

WATER = """
<iati-activity default-currency="USD" xml:lang="EN" hierarchy="1" last-updated-datetime="2021-06-01T10:00:00Z">
  <iati-identifier> AA-1-WATER
  </iati-identifier>
  <reporting-org ref="AA-1" type="10"><narrative>Ministry of Aid</narrative></reporting-org>
  <title><narrative>Water for towns</narrative><narrative xml:lang="ES">Agua para pueblos</narrative></title>
  <participating-org ref="AA-1" role="1"><narrative>Ministry of Aid</narrative></participating-org>
  <participating-org ref="AA-1" role="2"><narrative>Ministry of Aid</narrative></participating-org>
  <participating-org ref="AA-1" role="3"><narrative>Ministry of Aid</narrative></participating-org>
  <participating-org ref=" aa-2 " role="4" type="22"><narrative>Wells for All</narrative></participating-org>
  <activity-status code="2"/>
  <activity-date type="1" iso-date="2019-01-01"/><activity-date type="2" iso-date="2019-03-01"/>
  <activity-date type="3" iso-date="2022-12-31Z"/>
  <contact-info><person-name><narrative>Nobody's name</narrative></person-name></contact-info>
  <transaction ref="T1"><transaction-type code="2"/><transaction-date iso-date="2019-04-01"/>
    <value value-date="2019-04-01">900.50</value>
    <sector vocabulary="1" code="14030"><narrative>Basic drinking water</narrative></sector>
    <recipient-country code="BO"/><usg:account xmlns:usg="urn:x"/></transaction>
  <transaction><transaction-type code="3"/><transaction-date iso-date="2019-05-01"/><value currency="eur"> 100 </value>
    <receiver-org ref="AA-2"><narrative>WELLS FOR ALL</narrative></receiver-org>
    <sector code="14030"/><recipient-country code="BO"/></transaction>
  <transaction><transaction-type code="3"/><transaction-date iso-date="2019-06-01"/><value>-20</value>
    <sector code="14030"/><recipient-country code="bo"/></transaction>
  <transaction><transaction-type code="3"/><transaction-date iso-date="2019-07-01"/></transaction>
</iati-activity>"""


def whole(*activities: str, root: str = 'version="2.03"') -> str:
    """A file of activities."""
    return f"<iati-activities {root}>{''.join(activities)}</iati-activities>"


def act(
    ident: str, body: str = "", *, reporter: str = "AA-1", name: str = "Ministry of Aid", currency: str = "USD"
) -> str:
    """An activity with its identifier, reporting organisation and what stands in it."""
    return (
        f'<iati-activity default-currency="{currency}"><iati-identifier>{ident}</iati-identifier>'
        f'<reporting-org ref="{reporter}"><narrative>{name}</narrative></reporting-org>{body}</iati-activity>'
    )


def org(tag: str, ref: str, name: str, more: str = "") -> str:
    """An element that names an organisation."""
    return f'<{tag} ref="{ref}" {more}><narrative>{name}</narrative></{tag}>'


def paid(kind: int, value: str, more: str = "", day: str = "2020-02-03", attributes: str = "") -> str:
    """A transaction."""
    return (
        f'<transaction {attributes}><transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
        f"<value>{value}</value>{more}</transaction>"
    )


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """Loads texts as files into an empty graph, or one that is given."""

    def load(*texts: str | bytes, graph: PropertyGraph | None = None, **options: Any) -> tuple[PropertyGraph, Report]:
        files = []
        for number, text in enumerate(texts):
            file = tmp_path / f"{'abcdef'[number]}.xml"
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
            files.append(file)
        before = PropertyGraph.build([]) if graph is None else graph
        return _run.load("iati", files, before, _run.Options(**options))

    return load


def ties(graph: PropertyGraph, relation: str) -> set[tuple[str, str]]:
    """The ends of the statements of a relation."""
    some = graph.edges[graph.edges["relation"] == relation]
    return set(zip(some["source"], some["target"], strict=True))


def money(graph: PropertyGraph) -> Counter[tuple[str, str, bool]]:
    """What projects are funded with, by project, kind and whether it counts."""
    some = graph.edges[(graph.edges["relation"] == "FUNDS") & graph.edges["target"].str.startswith("project:")]
    found: Counter[tuple[str, str, bool]] = Counter()
    rows = zip(some["target"], some["money"].fillna(""), some["counted"], some["amount"].fillna(0), strict=True)
    for target, kind, counted, amount in rows:
        found[target.partition(":")[2], kind, bool(counted)] += amount
    return found


# -- what an activity becomes ------------------------------------------------------------------------------------------


def test_an_activity_is_a_project_with_its_titles_days_status_and_identifier(loaded: Loaded) -> None:
    graph, report = loaded(whole(WATER))
    node = graph.node("project:aa-1-water")
    assert node is not None
    assert (node["name_en"], node["name_es"]) == ("Water for towns", "Agua para pueblos")
    assert (node["start"], node["end"], node["status"]) == ("2019-03-01", "2022-12-31", "active")
    assert node["aliases"] == ["AA-1-WATER"]
    assert report.rows == {"a.xml": 1}


def test_roles_become_statements_and_reporting_alone_becomes_none(loaded: Loaded) -> None:
    graph, _ = loaded(whole(WATER, act("AA-1-BARE", reporter="AA-9", name="Only Reports")))
    assert ties(graph, "LEADS") == {("agency:ministry-of-aid", "project:aa-1-water")}
    assert ties(graph, "IMPLEMENTS") == {("agency:wells-for-all", "project:aa-1-water")}
    assert "agency:only-reports" not in set(graph.nodes["id"])


def test_country_and_sector_are_found_on_transactions(loaded: Loaded) -> None:
    graph, report = loaded(whole(WATER))
    assert ties(graph, "OPERATES_IN") == {("project:aa-1-water", "country:BOL")}
    assert ties(graph, "ADDRESSES") == {("project:aa-1-water", "theme:iati-sector-1-14030")}
    theme = graph.node("theme:iati-sector-1-14030")
    assert theme is not None
    assert (theme["name_en"], theme["aliases"]) == ("Basic drinking water", ["1:14030"])
    assert report.notes["countries stand on transactions, none on the activity"].count == 1


def test_transactions_keep_type_currency_sign_and_what_is_not_known(loaded: Loaded) -> None:
    graph, report = loaded(whole(WATER))
    some = graph.edges[(graph.edges["relation"] == "FUNDS") & (graph.edges["target"] == "project:aa-1-water")]
    rows = some[["money", "amount", "currency", "amount_usd", "start", "counted"]].astype(object)
    assert sorted(rows.where(rows.notna(), None).itertuples(index=False, name=None), key=str) == [
        ("commitment", 900.5, "USD", 900.5, "2019-04-01", True),
        ("disbursement", -20.0, "USD", -20.0, "2019-06-01", True),
        ("disbursement", 100.0, "EUR", None, "2019-05-01", True),
        ("disbursement", None, "USD", None, "2019-07-01", True),
    ]
    assert set(some["source"]) == {"agency:ministry-of-aid"}
    assert "iati/funds/aa-1-water/T1" in set(some["id"])
    assert report.totals == {
        "commitment (type 2), USD": 900.5,
        "disbursement (type 3), EUR": 100.0,
        "disbursement (type 3), USD": -20.0,
    }
    assert report.notes["a transaction without a value: its amount is not known"].count == 1


def test_what_passes_from_one_body_to_another_is_a_leg_that_does_not_count(loaded: Loaded) -> None:
    graph, _ = loaded(whole(WATER))
    legs = graph.edges[(graph.edges["relation"] == "FUNDS") & (graph.edges["target"] == "agency:wells-for-all")]
    assert legs[["source", "amount", "currency", "counted"]].to_numpy().tolist() == [
        ["agency:ministry-of-aid", 100.0, "EUR", False]
    ]


def test_every_statement_names_the_line_and_the_activity(loaded: Loaded) -> None:
    graph, _ = loaded(whole(WATER))
    assert set(graph.edges["id"]) | {"project:aa-1-water"} == set(graph.evidence["about"])
    about = graph.evidence.set_index("about")["locator"]
    assert about["iati/funds/aa-1-water/T1"] == "line 15, activity AA-1-WATER"


def test_what_is_not_kept_is_listed_and_no_person_is(loaded: Loaded) -> None:
    graph, report = loaded(whole(WATER))
    assert report.ignored == {"a.xml": ["account", "contact-info"]}
    assert "Nobody" not in graph.nodes.to_csv() + graph.edges.to_csv()


def test_an_activity_in_a_namespace_is_read_and_extensions_are_not(loaded: Loaded) -> None:
    root = 'xmlns="urn:iati" xmlns:ns0="http://d-portal.org/xmlns/dstore" version="2.03"'
    body = '<ns0:sector code="1"/><sector code="14030"/><ns0:transaction/>'
    graph, _ = loaded(whole(act("A-1", body), root=root))
    assert ties(graph, "ADDRESSES") == {("project:a-1", "theme:iati-sector-1-14030")}


def test_codes_of_a_publishers_own_vocabulary_are_its_own(loaded: Loaded) -> None:
    body = '<sector vocabulary="99" code="7"><narrative>Roads</narrative></sector>'
    graph, _ = loaded(whole(act("A-1", body), act("B-1", body, reporter="BB-1", name="Fund B")))
    themes = {target for _, target in ties(graph, "ADDRESSES")}
    assert themes == {"theme:iati-sector-aa-1-99-7", "theme:iati-sector-bb-1-99-7"}


def test_the_migration_purpose_is_the_curated_theme_where_there_is_one(loaded: Loaded) -> None:
    text = whole(act("A-1", '<sector code="15190"/>'))
    assert ties(loaded(text)[0], "ADDRESSES") == {("project:a-1", "theme:iati-sector-1-15190")}
    before = PropertyGraph.build([{"id": "theme:orderly"}])
    assert ties(loaded(text, graph=before)[0], "ADDRESSES") == {("project:a-1", "theme:orderly")}


def test_countries_and_regions_share_one_hundred_per_cent(loaded: Loaded) -> None:
    places = (
        '<recipient-country code="ET" percentage="23"/><recipient-country code="NG" percentage="12"/>'
        '<recipient-region code="298" percentage="50"/><recipient-region code="998" percentage="15"/>'
    )
    graph, report = loaded(whole(act("A-1", places)))
    some = graph.edges[graph.edges["relation"] == "OPERATES_IN"]
    assert dict(zip(some["target"], some["note"], strict=True)) == {
        "country:ETH": "23 % of the activity",
        "country:NGA": "12 % of the activity",
        "place:iati-region-1-298": "50 % of the activity",
    }
    assert [name for name in report.notes if "percentages" in name] == []
    _, report = loaded(whole(act("A-1", places.replace("15", "40"))))
    assert report.notes["percentages of countries and regions do not make 100"].places == ["a.xml:1"]


def test_a_country_that_is_none_is_reported(loaded: Loaded) -> None:
    _, report = loaded(whole(act("A-1", '<recipient-country code="ZZ"/><recipient-country/>')))
    assert [name for _, name in report.unresolved] == ["ZZ"]
    assert report.notes["recipient-country without a code"].count == 1


def test_a_cancelled_activity_never_came_to_be_and_one_in_the_pipeline_is_planned(loaded: Loaded) -> None:
    place = '<recipient-country code="PE"/>'
    graph, _ = loaded(
        whole(*(act(f"A-{code}", f'<activity-status code="{code}"/>{place}') for code in (1, 2, 4, 5, 6)))
    )
    some = graph.edges.set_index("source")["status"]
    assert some.dropna().to_dict() == {"project:a-1": "planned", "project:a-5": "dropped", "project:a-6": "suspended"}
    statuses = graph.nodes.set_index("id")["status"]
    assert [statuses.get(f"project:a-{code}") for code in (2, 4, 5, 6)] == ["active", "ended", "ended", "dormant"]


def test_an_end_before_the_start_is_not_known(loaded: Loaded) -> None:
    days = '<activity-date type="2" iso-date="2020-01-01"/><activity-date type="3" iso-date="2019-01-01"/>'
    graph, report = loaded(whole(act("A-1", days)))
    node = graph.node("project:a-1")
    assert node is not None
    assert "end" not in node
    assert report.notes["the activity ends before it starts: its end is read as not known"].count == 1


def test_an_amount_that_must_be_of_another_currency_is_flagged_and_kept(loaded: Loaded) -> None:
    graph, report = loaded(whole(act("A-1", paid(2, "200000000000"))))
    assert graph.edges["note"].tolist() == ["outlier: perhaps of another currency"]
    assert graph.edges["amount"].tolist() == [2e11]
    assert report.notes["outlier: 200,000,000,000 in one transaction, perhaps of another currency"].count == 1


# -- who is who --------------------------------------------------------------------------------------------------------


def test_one_reference_is_one_body_whatever_its_names(loaded: Loaded) -> None:
    parts = org("participating-org", "XM-X-1", "Big Bank", 'role="4"') + org(
        "participating-org", "xm-x-1", "Gran Banco", 'role="4"'
    )
    graph, _ = loaded(whole(act("A-1", parts), act("A-2", org("participating-org", "XM-X-1", "Big Bank", 'role="4"'))))
    node = graph.node("agency:big-bank")
    assert {source for source, _ in ties(graph, "IMPLEMENTS")} == {"agency:big-bank"}
    assert node is not None
    assert {"Gran Banco", "XM-X-1"} <= set(node["aliases"])


def test_a_known_reference_finds_the_node_of_the_graph(loaded: Loaded) -> None:
    before = PropertyGraph.build([{"id": "agency:undp", "aliases": ["XM-DAC-41114"]}])
    body = org("participating-org", "XM-DAC-41114", "Some other words", 'role="4"')
    graph, _ = loaded(whole(act("A-1", body)), graph=before)
    assert ties(graph, "IMPLEMENTS") == {("agency:undp", "project:a-1")}


def test_equal_names_of_registries_of_two_countries_stay_apart(loaded: Loaded) -> None:
    body = "".join(org("participating-org", ref, "Ministry of Health", 'role="4"') for ref in ("BO-G-1", "PE-G-1"))
    graph, report = loaded(whole(act("A-1", body)))
    assert len(ties(graph, "IMPLEMENTS")) == 2
    told = "one name under several references: kept apart, as they are of several countries or one registry"
    assert f"{told} (ministry of health: BO-G-1, PE-G-1)" in report.notes


def test_names_that_differ_under_two_references_are_never_taken_for_one(loaded: Loaded) -> None:
    body = org("participating-org", "XI-1", "World Bank", 'role="4"') + org(
        "participating-org", "XI-2", "The World Bank", 'role="4"'
    )
    assert len(ties(loaded(whole(act("A-1", body)))[0], "IMPLEMENTS")) == 2


def test_a_channel_code_and_a_placeholder_identify_nobody(loaded: Loaded) -> None:
    rows = (
        ("12000", "Recipient Government"),
        ("XM-DAC-61000", "Firm One"),
        ("XM-DAC-61000", "Firm Two"),
        ("N/A", "nan"),
    )
    body = "".join(org("participating-org", ref, name, 'role="4"') for ref, name in rows)
    graph, report = loaded(whole(act("A-1", body)))
    assert {source for source, _ in ties(graph, "IMPLEMENTS")} == {"agency:firm-one", "agency:firm-two"}
    assert report.notes["no organisation of its own: Recipient Government"].count == 1


def test_the_order_of_files_changes_nothing(loaded: Loaded) -> None:
    one = whole(act("A-1", org("participating-org", "", "wells for all", 'role="4"')))
    graph, _ = loaded(one, whole(WATER))
    other, _ = loaded(whole(WATER), one)
    assert graph.edges.drop(columns=["since", "until", "last_seen"]).equals(
        other.edges.drop(columns=["since", "until", "last_seen"])
    )


# -- whose money, and which counts -------------------------------------------------------------------------------------


def test_incoming_money_is_of_its_provider_or_of_the_only_funder(loaded: Loaded) -> None:
    funder = org("participating-org", "DD-1", "Donor D", 'role="1"')
    graph, report = loaded(
        whole(
            act("A-1", paid(1, "5", org("provider-org", "DD-2", "Donor E"))),
            act("A-2", funder + paid(1, "7")),
            act("A-3", paid(1, "9")),
        )
    )
    some = graph.edges[graph.edges["target"].str.startswith("project:")]
    rows = some[["source", "amount", "confidence"]].to_numpy().tolist()
    assert sorted(rows) == [["agency:donor-d", 7.0, "inferred"], ["agency:donor-e", 5.0, "stated"]]
    assert report.skipped["the provider of the money is not known"].places == ["a.xml:1"]


def test_a_funder_without_transactions_funds_with_an_unknown_amount(loaded: Loaded) -> None:
    graph, _ = loaded(whole(act("A-1", org("participating-org", "DD-1", "Donor D", 'role="1"'))))
    rows = graph.edges[["source", "amount", "money", "counted"]].astype(object)
    assert rows.where(rows.notna(), None).to_numpy().tolist() == [["agency:donor-d", None, None, True]]


def test_money_that_passes_down_a_chain_counts_once(loaded: Loaded) -> None:
    gives = act("A-1", paid(3, "60", org("receiver-org", "BB-1", "Fund B", 'receiver-activity-id="B-1"')))
    own = org("provider-org", "AA-1", "Ministry of Aid", 'provider-activity-id="A-1"')
    other = org("provider-org", "DD-1", "Donor D", 'provider-activity-id="D-9"')
    takes = act(
        "B-1", paid(1, "60", own) + paid(1, "5", other) + paid(3, "50") + paid(4, "8"), reporter="BB-1", name="Fund B"
    )
    graph, report = loaded(whole(gives, takes))
    assert money(graph) == {
        ("a-1", "disbursement", True): 60,
        ("b-1", "incoming", False): 60,
        ("b-1", "incoming", True): 5,
        ("b-1", "disbursement", False): 50,
        ("b-1", "expenditure", True): 8,
    }
    assert report.notes["money told twice, or flowing back: not counted"].count == 2


def test_parent_and_child_that_report_the_same_kind_count_once(loaded: Loaded) -> None:
    parent = act("A-1", paid(2, "100") + '<related-activity type="2" ref="A-1-1"/>')
    child = act("A-1-1", paid(2, "70") + paid(3, "40") + '<related-activity type="1" ref=" A-1 "/>')
    graph, _ = loaded(whole(parent, child))
    assert money(graph) == {
        ("a-1", "commitment", True): 100,
        ("a-1-1", "commitment", False): 70,
        ("a-1-1", "disbursement", True): 40,
    }
    assert ties(graph, "PART_OF") == {("project:a-1-1", "project:a-1")}


def test_activities_that_feed_each_other_in_a_circle_both_count(loaded: Loaded) -> None:
    to = {name: org("receiver-org", "", "Someone", f'receiver-activity-id="{name}"') for name in ("A-1", "A-2")}
    graph, _ = loaded(whole(act("A-1", paid(3, "1", to["A-2"])), act("A-2", paid(3, "2", to["A-1"]))))
    assert money(graph) == {("a-1", "disbursement", True): 1, ("a-2", "disbursement", True): 2}


def test_money_that_flows_back_never_counts_and_an_incoming_commitment_counts_before_an_outgoing(
    loaded: Loaded,
) -> None:
    body = paid(5, "-3") + paid(6, "-4") + paid(11, "10", org("provider-org", "DD-1", "Donor D")) + paid(2, "8")
    graph, _ = loaded(whole(act("A-1", body)))
    assert money(graph) == {
        ("a-1", "interest", False): -3,
        ("a-1", "repayment", False): -4,
        ("a-1", "commitment", True): 10,
        ("a-1", "commitment", False): 8,
    }


def test_a_transaction_of_no_kind_of_money_is_left_out_and_said(loaded: Loaded) -> None:
    graph, report = loaded(whole(act("A-1", paid(8, "3") + "<transaction><value>1</value></transaction>")))
    assert len(graph.edges) == 0
    assert {name: some.count for name, some in report.skipped.items()} == {
        "transactions of type 8 are none of the kinds of money": 1,
        "a transaction without a type": 1,
    }


# -- twice, and again --------------------------------------------------------------------------------------------------


def test_the_same_activity_with_the_same_content_is_one(loaded: Loaded) -> None:
    once, _ = loaded(whole(WATER))
    graph, report = loaded(whole(WATER), whole("\n\n", WATER, act("A-2")))
    assert len(graph.edges) == len(once.edges)
    assert report.skipped["the same activity again, with the same content"].places == ["b.xml:4"]


def test_the_same_activity_with_another_content_is_wrong_and_names_both_places(loaded: Loaded) -> None:
    with pytest.raises(DataError) as told:
        loaded(whole(act("A-1")), whole("\n", act("A-1", paid(2, "5"))))
    assert str(told.value) == (
        "b.xml:2: column 'iati-identifier': the activity stands at a.xml:1 with another content (got 'A-1'); "
        "keep one, or load the files as datasets of their own"
    )


def test_transactions_that_are_equal_in_all_are_two(loaded: Loaded) -> None:
    graph, _ = loaded(whole(act("A-1", paid(3, "5", attributes='ref="X"') + paid(3, "5", attributes='ref="X"'))))
    assert graph.edges["amount"].sum() == 10


def test_loading_twice_changes_nothing_and_unloading_leaves_what_was(loaded: Loaded) -> None:
    before = PropertyGraph.build([{"id": "agency:undp"}])
    once, _ = loaded(whole(WATER, act("AA 1 Water", paid(2, "1"))), graph=before)
    again, _ = loaded(whole(WATER, act("AA 1 Water", paid(2, "1"))), graph=once)
    assert all(once.tables[name].equals(again.tables[name]) for name in once.tables)
    gone = without_dataset(once, "iati")
    assert all(before.tables[name].equals(gone.tables[name]) for name in before.tables)


# -- broken files ------------------------------------------------------------------------------------------------------

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n' + whole(act("&b;"))
OUTSIDE = '\n<!DOCTYPE x SYSTEM "file:///etc/passwd">' + whole(act("A-1"))
_DTD = (
    "declares a document type (DTD), which can hide entities that expand without end or fetch other files; "
    "take the <!DOCTYPE ...> out; IATI files need none"
)
_PAGE = "give the activity XML itself, not a page or an archive, and get it again where it is damaged"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, f"a.xml:1: {_DTD}"),
        (BOMB.encode("utf-16"), f"a.xml:1: {_DTD}"),
        (OUTSIDE, f"a.xml:2: {_DTD}"),
        ("", "a.xml: the file is empty; get it again"),
        (
            whole(WATER)[:-300],
            (
                "a.xml:22: the XML is cut off or broken: Couldn't find end of Start Tag tran, line 22, "
                "column 8; get the whole file again"
            ),
        ),
        (
            "id,title\n1,x\n",
            f"a.xml:1: this is not well-formed XML: Start tag expected, '<' not found, line 1, column 1; {_PAGE}",
        ),
        (
            "<html><body/></html>",
            "a.xml: has no <iati-activity> (got 'html'); give IATI activity XML of version 2.01 or later",
        ),
        (
            "<!DOCTYPE html>\n<html><body>404</body></html>",
            "a.xml:1: this is a web page; give the activity XML itself: the page may say why it is not there",
        ),
        (
            whole(),
            "a.xml: has no <iati-activity> (got 'iati-activities'); give IATI activity XML of version 2.01 or later",
        ),
        (
            "<iati-organisations/>",
            "a.xml: describes organisations (got 'iati-organisations'); give the file of activities",
        ),
        (
            whole(act("A-1"), root='version="1.05"'),
            "a.xml:1: column 'version': IATI 1 has other codes (got '1.05'); give the file in version 2.01 or later",
        ),
        (
            whole(act(" ")),
            "a.xml:1: column 'iati-identifier': the activity has none; give it the one that it is published with",
        ),
        (
            whole("\n", act("A-1", '<activity-date type="1" iso-date="20223-01-01"/>')),
            "a.xml:2: column 'iso-date': not a date (got '20223-01-01'); write YYYY-MM-DD",
        ),
        (
            whole(act("A-1", paid(2, "1,234"))),
            (
                "a.xml:1: column 'value': may be read as thousands or as a decimal number (got '1,234'); "
                "write digits and a decimal point: 1234.50"
            ),
        ),
        (
            whole(act("A-1", paid(2, "1"), currency="Dollars")),
            (
                "a.xml:1: column 'currency': not the three letters of a currency (got 'Dollars'); "
                "write a code of ISO 4217: USD"
            ),
        ),
        (
            whole(act("A-1", '<sector code="1" percentage="130"/>')),
            "a.xml:1: column 'percentage': a percentage is from 0 to 100 (got '130'); write a number from 0 to 100",
        ),
    ],
)
def test_a_broken_file_gives_one_message_with_place_and_remedy(loaded: Loaded, text: str | bytes, message: str) -> None:
    with pytest.raises(DataError) as told:
        loaded(text)
    assert str(told.value) == message


def test_a_text_beyond_any_sense_is_refused(loaded: Loaded) -> None:
    with pytest.raises(DataError, match=r"^a\.xml:1: this is not well-formed XML: .*too long") as told:
        loaded(whole(act("A-1", f"<title><narrative>{'x' * 10_500_000}</narrative></title>")))
    assert len(str(told.value)) < 300


def test_thousands_are_read_in_both_styles(loaded: Loaded) -> None:
    graph, _ = loaded(whole(act("A-1", paid(2, "1,234.50") + paid(2, "1.234,50", day="2020-03-03"))))
    assert graph.edges["amount"].tolist() == [1234.5, 1234.5]


def test_wrong_cells_are_unknown_where_the_caller_is_lenient(loaded: Loaded) -> None:
    graph, report = loaded(whole(act("A-1", paid(2, "x") + paid(2, "5"))), lenient=True)
    assert graph.edges["amount"].tolist() == [5]
    assert report.skipped["value: not a number"].count == 1


def test_other_encodings_are_read(loaded: Loaded) -> None:
    title = "<title><narrative>Año</narrative></title>"
    for name in ("utf-16", "iso-8859-1"):
        text = f'<?xml version="1.0" encoding="{name}"?>{whole(act("A-1", title))}'
        node = loaded(text.encode(name))[0].node("project:a-1")
        assert node is not None
        assert node["name_en"] == "Año"


def test_only_one_activity_is_in_memory_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "many.xml"
    file.write_text(
        whole(*(act(f"A-{number}", paid(2, "1")) + "<!-- -->\n" for number in range(500))), encoding="utf-8"
    )
    kept = []
    for activity in _iati_xml.activities(file):
        parent = activity.getparent()
        assert parent is not None
        kept.append(len(parent))
    # libxml2 reads ahead a block of text at a time: what is there is that, never what was read before.
    assert len(kept) == 500
    assert max(kept) < 250


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_file_however_broken_raises_anything_but_ours(tmp_path: Path, data: st.DataObject) -> None:
    text = whole(WATER, act("A-2", paid(1, "5") + '<recipient-region code="298" percentage="50"/>')).encode()
    for _ in range(data.draw(st.integers(1, 4))):
        place, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 12))
        word = data.draw(
            st.sampled_from(
                [b"", b"<", b"&", b"&#0;", b'"', b"\xff", b"NaN", b"1e999", b"-", b"9" * 400, b"]]>", b"\x00"]
            )
            | st.binary(max_size=4)
            | st.text(max_size=4).map(str.encode)
        )
        text = text[:place] + word + text[place + length :]
    file = tmp_path / "fuzz.xml"
    file.write_bytes(text)
    before = PropertyGraph.build([{"id": "agency:undp"}])
    held = {name: table.copy() for name, table in before.tables.items()}
    with contextlib.suppress(MigovError):
        _run.load("iati", [file], before)
    assert all(held[name].equals(table) for name, table in before.tables.items())


# -- the samples -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bolivia() -> tuple[PropertyGraph, Report, etree._ElementTree]:
    """The activities of USAID in Bolivia, and the plain tree of the file."""
    file = SHARED / "usaid-bo.xml"
    if not file.is_file():
        pytest.skip("no samples beside this checkout")
    return *_run.load("iati", [file], PropertyGraph.build([])), etree.parse(str(file))


def test_usaid_in_bolivia_has_63_activities_all_of_bolivia(bolivia: tuple[PropertyGraph, Report, Any]) -> None:
    graph, report, _ = bolivia
    assert report.rows == {"usaid-bo.xml": 63}
    assert len(graph.nodes[graph.nodes["kind"] == "Project"]) == 63
    assert {target for _, target in ties(graph, "OPERATES_IN")} == {"country:BOL"}
    assert report.notes["countries stand on transactions, none on the activity"].count == 63


def test_disbursements_by_currency_are_the_plain_sum_over_the_xml(bolivia: tuple[PropertyGraph, Report, Any]) -> None:
    graph, _, tree = bolivia
    for kind, code in (("disbursement", "3"), ("commitment", "2")):
        plain: dict[str, float] = {}
        for value in tree.iterfind(f".//transaction/transaction-type[@code='{code}']/../value"):
            activity = value.getparent().getparent()
            unit = value.get("currency") or activity.get("default-currency")
            plain[unit] = plain.get(unit, 0.0) + float(value.text)
        some = graph.edges[(graph.edges["money"] == kind) & graph.edges["counted"].fillna(False)]
        assert some.groupby("currency")["amount"].sum().to_dict() == pytest.approx(plain)


def test_what_hangs_on_one_donor_is_what_the_xml_says(bolivia: tuple[PropertyGraph, Report, Any]) -> None:
    graph, _, tree = bolivia
    answer = ask(graph, "single-donor-dependency", as_of="2025-01-01", money=["disbursement"], at_least=0)
    plain: dict[str, float] = {}
    for activity in tree.iterfind("iati-activity"):
        values = activity.iterfind("transaction/transaction-type[@code='3']/../value")
        ident = ids.node("Project", activity.findtext("iati-identifier"))
        plain[ident] = sum(float(value.text) for value in values)
    found = dict(zip(answer.frame["recipient"], answer.frame["total"], strict=True))
    known = {node: total for node, total in found.items() if total == total}
    assert known == {node: total for node, total in plain.items() if total > 0}
    assert set(answer.frame["donor"].dropna()) == {"agency:u-s-agency-for-international-development"}
    assert set(answer.frame["evidence"].explode()) <= set(graph.edges["id"])


def test_who_works_on_the_same_sector_in_bolivia_is_what_the_xml_says(
    bolivia: tuple[PropertyGraph, Report, Any],
) -> None:
    graph, _, tree = bolivia
    answer = ask(graph, "duplicate-activities", as_of="2013-01-01")
    row = answer.frame[answer.frame["theme"] == "theme:iati-sector-1-13020"].iloc[0]
    plain = set()
    for activity in tree.iterfind("iati-activity"):
        days = {date.get("type"): date.get("iso-date") for date in activity.iterfind("activity-date")}
        start, end = days.get("2") or days["1"], days.get("4") or days["3"]
        codes = {sector.get("code") for sector in activity.iterfind("transaction/sector[@vocabulary='1']")}
        if "13020" in codes and start <= "2013-01-01" <= end:
            plain.add(ids.node("Project", activity.findtext("iati-identifier")))
    assert set(row["activities"]) == plain
    assert (row["activity_count"], row["agency_count"]) == (12, 10)


@pytest.mark.parametrize(
    ("refs", "bodies"),
    [
        (("XM-DAC-7-1", "XM-DAC-3-1"), 2),  # a Dutch and a Danish ministry
        (("XI-DUNS-083510842", "XI-DUNS-999999999"), 2),  # a registry gives a body one code
        (("XI-DUNS-083510842", "XI-DUNS-83510842"), 1),
        (("XM-DAC-302-1", "US-GOV-11"), 1),
        (("GB-CHC-1", "GB-COH-2"), 1),
    ],
)
def test_one_name_is_several_bodies_where_its_references_say_so(
    loaded: Loaded, refs: tuple[str, str], bodies: int
) -> None:
    body = "".join(org("participating-org", ref, "Foreign Ministry", 'role="4"') for ref in refs)
    graph, report = loaded(whole(act("A-1", body)))
    assert len(ties(graph, "IMPLEMENTS")) == bodies
    told = "one body" if bodies == 1 else "kept apart, as they are of several countries or one registry"
    assert [note for note in report.notes if note.startswith(f"one name under several references: {told}")]


def test_a_reference_beside_several_names_is_told_and_that_of_a_donor_is_its_country(loaded: Loaded) -> None:
    body = "".join(paid(3, "100", org("provider-org", "XM-DAC-7", name)) for name in ("Holland", "Denmark", "Denmark"))
    graph, report = loaded(whole(act("A-1", body)))
    assert {source for source, _ in ties(graph, "FUNDS")} == {"country:NLD"}
    assert "one reference beside several names: one body (XM-DAC-7: Denmark, Holland)" in report.notes


def test_an_organisation_with_the_name_of_a_country_is_its_government(loaded: Loaded) -> None:
    body = paid(3, "1", org("provider-org", "XM-DAC-301-1", "Canada", 'type="10"')) + paid(
        3, "2", org("provider-org", "", "Government of Canada")
    )
    graph, _ = loaded(whole(act("A-1", body)))
    assert ties(graph, "FUNDS") == {("country:CAN", "project:a-1")}


def test_a_text_goes_on_behind_a_comment_or_an_instruction(loaded: Loaded) -> None:
    graph, _ = loaded(whole(act("A-1", paid(3, "10<!-- c -->0<?x y?>0"))))
    assert money(graph) == {("a-1", "disbursement", True): 1000.0}


def test_places_and_sectors_of_transactions_stand_beside_those_of_the_activity(loaded: Loaded) -> None:
    own = '<recipient-country code="CO" percentage="100"/><sector code="11220" percentage="100"/>'
    more = '<sector code="72010"/><recipient-country code="PE"/>'
    graph, report = loaded(whole(act("A-1", own + paid(3, "5", more))))
    assert {where for _, where in ties(graph, "OPERATES_IN")} == {"country:COL", "country:PER"}
    assert len(ties(graph, "ADDRESSES")) == 2
    assert {note for note in report.notes if "on transactions" in note} == {
        "countries stand on transactions, beside others on the activity",
        "sectors stand on transactions, beside others on the activity",
    }
    assert not [note for note in report.notes if "do not make 100" in note]


def test_identifiers_that_differ_by_their_signs_are_projects_of_their_own_in_two_datasets(loaded: Loaded) -> None:
    graph, _ = loaded(whole(act("GB-1/2", paid(3, "100"))), dataset="first")
    graph, report = loaded(whole(act("GB-1-2", paid(3, "900"))), graph=graph, dataset="second")
    assert sorted(money(graph).values()) == [100.0, 900.0]
    assert len(ties(graph, "FUNDS")) == 2
    assert not [note for note in report.notes if "another dataset" in note]


def test_an_activity_that_two_datasets_tell_is_one_project_and_that_is_said(loaded: Loaded) -> None:
    graph, _ = loaded(whole(act("GB-1", paid(3, "100"))), dataset="first")
    graph, report = loaded(whole(act("GB-1", paid(3, "100"))), graph=graph, dataset="second")
    assert len(ties(graph, "FUNDS")) == 1
    told = "activities that another dataset tells as well: one project each, and both tell its money"
    assert report.notes[told].count == 1
    _, report = loaded(whole(act("GB-1", paid(3, "100"))), graph=without_dataset(graph, "first"), dataset="second")
    assert told not in report.notes


def test_a_role_that_is_none_of_the_standard_makes_no_tie_and_is_told(loaded: Loaded) -> None:
    body = org("participating-org", "", "Wells", 'role="9"') + org("participating-org", "", "Pumps")
    graph, report = loaded(whole(act("A-1", body)))
    assert len(graph.edges) == 0
    assert report.skipped["a participating organisation in the role 9"].count == 1
    assert report.skipped["a participating organisation in no role"].count == 1
    assert ("Agency", "Wells") not in report.unresolved


def test_a_sum_of_nothing_known_is_not_0(loaded: Loaded) -> None:
    _, report = loaded(whole(act("A-1", paid(3, "NaN") + paid(3, "") + paid(4, "7"))))
    assert report.totals == {"expenditure (type 4), USD": 7.0}
    assert report.notes["a transaction without a value: its amount is not known"].count == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x1f\x8b\x08rest", "this is a file packed with gzip, not XML; unpack it first"),
        (b"PK\x03\x04rest", "this is a ZIP archive, not XML; unpack it, and give the XML in it"),
        (b'{"response": {}}', "this is JSON, not XML; download the activities as XML"),
    ],
)
def test_what_is_no_xml_is_called_by_its_name(loaded: Loaded, content: bytes, told: str) -> None:
    with pytest.raises(DataError) as caught:
        loaded(content)
    assert str(caught.value) == f"a.xml: {told}"


def test_the_name_of_a_character_is_told_with_its_line(loaded: Loaded) -> None:
    with pytest.raises(DataError) as caught:
        loaded(whole(act("A-1", "\n<title><narrative>a&nbsp;b</narrative></title>")))
    assert str(caught.value) == (
        "a.xml:2: Entity 'nbsp' not defined; "
        "write the character itself, or its number (&#160;): XML knows no names of characters but five"
    )


def test_blanks_within_a_text_stay_and_those_around_elements_are_nothing(loaded: Loaded) -> None:
    title = "<title>\n  <narrative> Water &amp; <!-- c --> <?x y?>towns </narrative>\n</title>"
    plain, _ = loaded(whole(act("A-1", title + paid(3, " 10 "))))
    spread, _ = loaded(whole(act("A-1", f"\n  {title}\n\t" + paid(3, "\n10\n"))).replace("><", ">\n  <"))
    for graph in (plain, spread):
        assert graph.nodes.set_index("id").at["project:a-1", "name_en"] == "Water & towns"
        assert money(graph) == {("a-1", "disbursement", True): 10.0}
