"""What briefs claim, on a graph small enough to draw, and where each claim leads."""

from functools import cache

import pytest

from graph.errors import BadParameter, UnknownName, UsageError
from graph.model import PropertyGraph
from graph.tables import minted
from migov import briefs
from migov.briefs import _model, _references, _text
from migov.briefs._model import Brief, Heading, Picture, plain
from tests.migov import briefed
from tests.migov.briefed import AS_OF
from tests.queries.drawn import drawn, tie

SUBJECTS = (
    ("country:COL", None),
    ("country:HTI", None),
    ("mechanism:south", None),
    ("mechanism:north", None),
    ("country:CAN", "donor"),
    ("country:HTI", "donor"),
    ("agency:bank", None),
    ("agency:office", None),
)


@cache
def small() -> PropertyGraph:
    """The graph of `briefed`, made once."""
    return briefed.graph()


@cache
def brief(node: str, lang: str = "en", role: str | None = None, as_of: str = AS_OF) -> Brief:
    """The brief of a node of it."""
    return briefs.brief(small(), node, lang, as_of, role)


# References


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(("node", "role"), SUBJECTS)
def test_every_number_resolves_and_every_source_is_cited(node: str, role: str | None, lang: str) -> None:
    made = brief(node, lang, role)
    assert [reference.number for reference in made.references] == list(range(1, len(made.references) + 1))
    assert briefed.cited(made) == {reference.number for reference in made.references}


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(("node", "role"), SUBJECTS)
def test_no_id_stands_where_a_name_belongs(node: str, role: str | None, lang: str) -> None:
    assert briefed.ID.findall(brief(node, lang, role).to_markdown()) == []


def test_numbers_come_in_the_order_of_reading() -> None:
    seen: list[int] = []
    for text in briefed.texts(brief("country:COL")):
        for part in text:
            if isinstance(part, _model.Ref):
                seen += [number for number in part.numbers if number not in seen]
    assert seen == sorted(seen)


def test_a_reference_gives_publisher_title_days_places_and_address() -> None:
    first = brief("country:COL").references[0]
    assert (first.publisher, first.title) == ("The archive", "The charter")
    assert (first.published, first.accessed) == ("4 March 2019", "May 2022")
    assert first.link == "https://example.org/charter?a=1&b=2"
    assert (first.locators[0], len(first.locators), first.more) == ("on member_of", 3, 3)


def test_a_claim_without_a_source_says_so_in_words() -> None:
    rows = briefed.section(brief("country:COL"), "Seats and roles")
    assert "| SC | chair | January 2019 | December 2019 | (no source) |" in rows
    spanish = briefed.section(brief("country:COL", "es"), "Asientos y funciones")
    assert "| CS | presidencia | enero de 2019 | diciembre de 2019 | (sin fuente) |" in spanish
    assert "Without any source (1 statement): SC." in brief("country:COL").to_markdown()


def test_a_claim_that_rests_in_part_on_no_source_says_that() -> None:
    statements = [tie("PRESIDES", "COL", "a", role="chair", start="2020"), tie("LEADS", "COL", "a", start="2020")]
    graph = drawn(
        {"mechanism:a": {"subtype": "forum"}},
        statements,
        evidence=[{"about": minted(statements[1])["id"], "source": "source:note"}],
    )
    told = briefs.brief(graph, "country:COL", "en", AS_OF).to_markdown()
    office = "In office on that day, as far as recorded: a (lead, last seen 2020; chair, last seen 2020)"
    assert f"{office} \\[1\\] (in part no source)." in told


def test_a_source_that_disagrees_is_cited_for_what_it_says() -> None:
    made = brief("country:COL")
    number = next(reference.number for reference in made.references if reference.title == "A letter")
    told = briefed.section(made, "What is not known")
    assert (
        "- Disputed – Colombia is a member of SC: another source reads: Colombia came in 2001. The charter is older "
        f"\\[{number}\\]." in told
    )
    spanish = briefed.section(brief("country:COL", "es"), "Lo que no se sabe")
    assert "otra fuente dice: Colombia entró en 2001. La carta es anterior" in spanish


def test_a_long_list_cites_one_source_of_each_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    statements = [tie("MEMBER_OF", "COL", "a", start="2000")]
    about = minted(statements[0])["id"]
    evidence = [{"about": about, "source": f"source:s{i}"} for i in range(3)]
    sources = [{"id": f"source:s{i}", "title": f"S{i}", "published": f"200{i}"} for i in range(3)]
    nodes = [{"id": node} for node in ("country:COL", "source:s0", "source:s1", "source:s2")]
    nodes.append({"id": "mechanism:a", "subtype": "forum", "scope": "regional"})
    graph = PropertyGraph.build(nodes, statements, (), evidence, sources)
    assert [ref.title for ref in briefs.brief(graph, "country:COL", "en", AS_OF).references] == ["S0", "S1"]
    monkeypatch.setattr(_references, "LONG", 1)
    assert [ref.title for ref in briefs.brief(graph, "country:COL", "en", AS_OF).references] == ["S0"]
    undated = [{**source, "published": None} for source in sources]  # none is known to be of its time
    graph = PropertyGraph.build(nodes, statements, (), evidence, undated)
    assert len(briefs.brief(graph, "country:COL", "en", AS_OF).references) == 2


# A country


def test_the_headline_of_a_country_has_three_to_five_sentences() -> None:
    told = [plain(text).replace("\u00a0", " ") for text in brief("country:COL").short]
    assert told == [
        (
            "On 17 May 2022, Colombia is known to sit in 2 active forums (Northern Conference and SC); 2 of them "
            "regional [1]."
        ),
        "Its last recorded chair or lead was that of SC (to December 2019).",
        (
            "Its two forums below the global level, Northern Conference and SC, share 2 members; no formal link "
            "between them is known, which may be duplication or back-up [1]."
        ),
        (
            "It shares an active regional or hemispheric forum with Panama, the only country recorded on its corridors "
            "[1]."
        ),
        (
            "On record: 1 commitment, none with a known follow-up and 1 without mention in any source here for a year; "
            "silence "
            "is not failure [1]."
        ),
    ]


def test_seats_are_dated_as_precisely_as_the_source_in_words_of_the_language() -> None:
    assert briefed.table(brief("country:COL"), "Mechanisms in which")[:2] == [
        ["Southern Conference (SC)", "regional", "member (disputed)", "4 March 1999", "in force", ""],
        ["Northern Conference", "regional", "member", "September 2018", "in force", ""],
    ]
    assert briefed.table(brief("country:COL", "es"), "Mecanismos en que")[0] == [
        "Conferencia del Sur (CS)",
        "regional",
        "miembro (con discrepancias)",
        "4 de marzo de 1999",
        "vigente",
        "",
    ]


def test_an_unknown_start_is_not_the_day_on_which_it_was_first_seen() -> None:
    rows = briefed.table(brief("country:ECU"), "Mechanisms in which")
    assert rows[1][3] == "not known (first seen 4 March 2019)"
    assert "Since when it holds is not known of: is a member of SC" in brief("country:ECU").to_markdown()


def test_what_was_announced_is_not_shown_as_held() -> None:
    statements = [tie("PRESIDES", "COL", "a", role="chair", start="2021", end="2022", status="announced")]
    graph = drawn({"mechanism:a": {"subtype": "forum"}}, statements)
    made = briefs.brief(graph, "country:COL", "en", AS_OF)
    assert briefed.table(made, "Chairs, leads")[0] == ["a", "chair", "2021", "announced", ""]
    assert "In office" not in made.to_markdown()


def test_a_vote_against_is_no_seat() -> None:
    compact = {
        "mechanism:c": {"subtype": "compact", "scope": "global"},
        "mechanism:d": {"subtype": "compact", "scope": "global"},
    }
    votes = [
        tie("VOTED", "COL", "c", choice="against", start="2018"),
        tie("VOTED", "COL", "d", choice="yes", start="2019"),
    ]
    votes.append(tie("VOTED", "ECU", "c", choice="yes", start="2018"))
    graph = drawn(compact, votes)
    country = briefs.brief(graph, "country:COL", "en", AS_OF)
    assert "known to sit in 1 active forum (d)" in country.to_markdown()
    assert [row[2] for row in briefed.table(country, "Mechanisms in which")] == ["voted against", "voted yes"]
    mechanism = briefs.brief(graph, "mechanism:c", "en", AS_OF)
    assert "it is known to have 1 member: ECU" in mechanism.to_markdown()
    assert not [block for block in (*country.blocks, *mechanism.blocks) if isinstance(block, Picture)]


def test_overlap_says_what_is_shared_and_that_no_link_is_known() -> None:
    assert briefed.table(brief("country:COL"), "Pairs of forums") == [
        ["Northern Conference – SC", "2", "Asylum", "none known", ""]
    ]
    assert "may duplicate or back up each other" in briefed.section(brief("country:COL"), "Overlaps")


def test_a_known_link_is_named() -> None:
    linked = [*briefed.STATEMENTS, tie("COORDINATES_WITH", "mechanism:north", "south", start="2020")]
    graph = drawn({row["id"]: {k: v for k, v in row.items() if k != "id"} for row in briefed.NODES}, linked)
    made = briefs.brief(graph, "country:COL", "en", AS_OF)
    assert briefed.table(made, "Pairs of forums")[0][3] == "coordinates with"
    assert "no formal link" not in plain(made.short[2])
    assert briefed.table(briefs.brief(graph, "mechanism:south", "en", AS_OF), "Links of SC")[0][:3] == [
        "coordinates with",
        "Northern Conference",
        "2020",
    ]


def test_gaps_name_the_themes_of_no_known_mandate() -> None:
    assert "(1 of 2 themes): Health. A mandate may be known only in part." in briefed.section(
        brief("country:COL"), "Gaps"
    )
    assert "(1 de 2 temas): Salud." in briefed.section(brief("country:COL", "es"), "Vacíos")


def test_forums_of_the_americas_leave_no_gap_elsewhere() -> None:
    graph = drawn({"country:JOR": {"region": "asia"}, "theme:a": {}}, [tie("HOSTS", "JOR", "population:p")])
    told = briefed.section(briefs.brief(graph, "country:JOR", "en", AS_OF), "Gaps")
    assert "themes" not in told


def test_a_country_of_a_dormant_forum_is_told_what_is_left() -> None:
    forum = {"mechanism:a": {"subtype": "forum", "scope": "regional", "members_known": True, "status": "dormant"}}
    graph = drawn(forum, [tie("MEMBER_OF", "HTI", "a", start="2016")])
    made = briefs.brief(graph, "country:HTI", "en", AS_OF)
    assert (
        "No longer active, where it sat: a. Active regional forums where it still sits: none known"
        in made.to_markdown()
    )
    assert briefed.table(made, "Mechanisms in which")[0][1] == "regional, dormant"


def test_corridors_give_the_best_shared_forum() -> None:
    assert briefed.table(brief("country:COL"), "The best forum") == [
        ["Panama", "regional", "Northern Conference", "The Pass", ""]
    ]


def test_kinds_and_currencies_of_money_stay_apart() -> None:
    assert briefed.table(brief("country:COL"), "Money to Colombia") == [
        ["School", "pledge", "2,000,000 CAD", "Canada (75%) and 1 more", "2020–2021", ""],
        ["School", "disbursement", "20,000 USD", "Bank", "2021", ""],
    ]
    assert briefed.table(brief("country:COL", "es"), "Dinero para")[0][1:4] == [
        "promesa",
        "2.000.000 CAD",
        "Canadá (75 %) y 1 más",
    ]


def test_money_that_does_not_count_is_left_out_and_said() -> None:
    flow = {"amount": 5.0, "currency": "USD", "money": "pledge", "start": "2020"}
    statements = [
        tie("FUNDS", "CAN", "country:COL", counted=True, **flow),
        tie("FUNDS", "CAN", "country:COL", counted=False, spell=2, **{**flow, "amount": 900.0}),
    ]
    made = briefs.brief(drawn({}, statements), "country:COL", "en", AS_OF)
    assert briefed.table(made, "Money to")[0][:3] == ["COL", "pledge", "5 USD"]
    assert "Left out of all totals" in made.to_markdown()
    assert "1 further statement of money to COL" in made.to_markdown()


def test_figures_of_several_datasets_name_theirs() -> None:
    flow = {"amount": 5.0, "currency": "USD", "money": "pledge", "start": "2020", "counted": True}
    statements = [
        tie("FUNDS", "CAN", "country:COL", dataset="one", **flow),
        tie("FUNDS", "CAN", "country:COL", dataset="two", spell=2, **flow),
    ]
    rows = briefed.table(briefs.brief(drawn({}, statements), "country:COL", "en", AS_OF), "Money to")
    assert [row[1:3] for row in rows] == [["pledge (one)", "5 USD"], ["pledge (two)", "5 USD"]]


def test_an_unknown_amount_is_not_nought() -> None:
    graph = drawn({}, [tie("FUNDS", "CAN", "country:COL", money="pledge", counted=True, start="2020")])
    assert briefed.table(briefs.brief(graph, "country:COL", "en", AS_OF), "Money to")[0][2] == "amount not known"


def test_commitments_have_their_follow_up_and_silence_is_not_failure() -> None:
    made = brief("country:COL")
    assert briefed.table(made, "Commitments; silent")[0] == [
        "Open doors",
        "SC",
        "1 February 2020",
        "none known",
        "not known",
        "silent",
        "",
    ]
    assert "not that it failed" in briefed.section(made, "Commitments and their follow-up")


def test_changes_are_those_of_five_years_by_year() -> None:
    rows = briefed.table(brief("country:COL"), "Dated changes from 17 May 2017 to 17 May 2022")
    assert [row[0] for row in rows] == ["2020", "2019", "2018"]
    assert rows[2][1] == "Joined: Northern Conference (September)."
    assert rows[1][1] == "Took over the chair: SC (January); handed over the chair: SC (December)."
    spanish = briefed.table(brief("country:COL", "es"), "Cambios con fecha del 17 de mayo de 2017")
    assert spanish[2][1] == "Se incorporó: Conferencia del Norte (septiembre)."


def test_the_28_february_stands_in_where_a_year_has_no_29() -> None:
    made = briefs.brief(small(), "country:COL", "en", "2024-02-29")
    assert "from 28 February 2019 to 29 February 2024" in made.to_markdown()


def test_a_brief_of_an_earlier_day_knows_nothing_later() -> None:
    made = brief("country:COL", as_of="2010")
    assert (made.as_of, made.subtitle) == ("2010-12-31", "Brief as of 31 December 2010")
    assert "known to sit in 1 active forum (SC)" in made.to_markdown()
    assert "Northern Conference" not in briefed.section(made, "Seats and roles")
    assert "School" not in made.to_markdown()


@pytest.mark.parametrize(("lang", "words"), [("en", ("evidence", "no ")), ("es", ("evidencia", "No "))])
def test_a_country_of_which_nothing_is_known_is_told_so_in_every_section(lang: str, words: tuple[str, str]) -> None:
    made = brief("country:HTI", lang)
    assert made.references == ()
    heads = [block.text for block in made.blocks if isinstance(block, Heading)]
    assert len(heads) == 8
    sections = [briefed.section(made, head) for head in heads]
    assert all(sections)
    assert all(f"sin {words[0]}" in told or f"no {words[0]}" in told for told in (*sections[:1], *sections[3:7]))


# A mechanism


def test_members_of_the_same_dates_stand_together() -> None:
    assert briefed.table(brief("mechanism:north"), "Who belongs") == [
        ["Colombia and Ecuador", "member", "September 2018", "in force", ""],
        ["Panama", "member", "2019", "in force", ""],
    ]


def test_a_mechanism_has_mandate_leadership_and_what_others_share() -> None:
    made = brief("mechanism:south")
    assert "- Themes (1): Asylum \\[1\\]." in briefed.section(made, "Mandate")
    assert briefed.table(made, "Secretariat, chairs") == [
        ["Office", "secretariat", "2001", "in force", ""],
        ["Colombia", "chair", "January 2019", "December 2019", ""],
    ]
    assert briefed.table(made, "What others share") == [["Northern Conference", "2 of 3", "Asylum", "none known", ""]]
    assert "No formal link of SC" in briefed.section(made, "Links to others")
    assert "no evidence" in briefed.section(made, "Money")
    assert "Open doors" in briefed.section(made, "Commitments and their follow-up")


def test_a_mechanism_says_who_presides_and_where_nobody_is_known_to() -> None:
    assert "Recorded in the chair: Ecuador \\[1\\]." in brief("mechanism:north").to_markdown()
    assert "Nobody is recorded in the chair; the last known was Colombia, to December 2019" in (
        brief("mechanism:south").to_markdown()
    )


def test_what_would_break_without_it_counts_pairs_members_and_themes() -> None:
    told = briefed.section(brief("mechanism:north"), "What would break without it")
    assert told.splitlines() == [
        (
            "- 2 pairs of countries share no other known regional forum; in how many of them: Panama (2), Colombia "
            "(1) and Ecuador (1) \\[1\\]."
        ),
        "- 1 member without another known active regional forum: Panama \\[1\\].",
    ]


def test_a_member_that_left_is_told_with_the_day() -> None:
    room = {"mechanism:a": {"subtype": "forum", "scope": "regional", "members_known": True}}
    graph = drawn(
        room, [tie("MEMBER_OF", "COL", "a", start="2000", end="2010-05"), tie("MEMBER_OF", "ECU", "a", start="2000")]
    )
    rows = briefed.table(briefs.brief(graph, "mechanism:a", "en", AS_OF), "Who belongs")
    assert [(row[0], row[3]) for row in rows] == [("ECU", "in force"), ("COL", "May 2010")]


def test_a_room_whose_list_is_not_known_never_yields_no() -> None:
    graph = drawn(
        {"mechanism:a": {"subtype": "forum", "scope": "regional"}}, [tie("ADDRESSES", "mechanism:a", "theme:x")]
    )
    told = briefs.brief(graph, "mechanism:a", "en", AS_OF).to_markdown()
    assert "No source says who belongs to a: no evidence." in told
    assert "not being named there says nothing" in told


# A donor


def test_a_donor_is_told_by_recipient_with_its_share_and_partners() -> None:
    made = brief("country:CAN", role="donor")
    assert briefed.table(made, "Money of Canada") == [
        ["School", "pledge", "1,500,000 CAD", "2020", "75%, 1 other donor", ""]
    ]
    assert briefed.table(made, "Who else") == [["School", "pledge", "Bank", "500,000 CAD", ""]]
    assert briefed.section(made, "Where") == "- Colombia: School \\[2\\]."
    assert "Whether these pledges were paid: to School" in briefed.section(made, "What is not known")


def test_places_of_the_same_recipients_stand_together_and_unplaced_money_is_named() -> None:
    flow = {"amount": 5.0, "currency": "USD", "money": "pledge", "start": "2020", "counted": True}
    statements = [tie("FUNDS", "CAN", f"project:{name}", **flow) for name in "abc"]
    statements += [
        tie("OPERATES_IN", f"project:{name}", f"country:{place}", start="2020")
        for name in "ab"
        for place in ("ECU", "PER")
    ]
    statements += [tie("OPERATES_IN", "project:a", "country:BRA", start="2020")]
    told = briefed.section(briefs.brief(drawn({}, statements), "country:CAN", "en", AS_OF, "donor"), "Where")
    assert told.splitlines() == [
        "- ECU and PER: a and b \\[1\\].",
        "- BRA: a \\[1\\].",
        "- No source here places in one country the money to c.",
    ]


def test_a_donor_alone_in_a_currency_is_not_called_alone() -> None:
    rows = briefed.table(brief("agency:bank"), "Money of Bank")
    assert [row[4] for row in rows] == ["25%, 1 other donor", "others only in other kinds or currencies"]
    assert "No other donor is recorded" not in brief("agency:bank").to_markdown()


def test_an_agency_is_told_by_what_it_does_too() -> None:
    told = brief("agency:office").to_markdown()
    assert "Office is the secretariat of SC \\[1\\]." in told
    assert briefed.section(brief("agency:office"), "What it does") == "- Is the secretariat of SC \\[1\\]."
    assert "No money from Office is recorded by 17 May 2022: no evidence" in told


# What can be briefed


def test_the_kind_of_node_decides_and_a_country_can_be_a_donor() -> None:
    assert [brief(node, role=role).role for node, role in SUBJECTS[:5]] == [
        "country",
        "country",
        "mechanism",
        "mechanism",
        "donor",
    ]
    assert brief("agency:bank").role == "donor"


def test_another_kind_of_node_is_refused_with_what_can_be() -> None:
    with pytest.raises(
        UsageError, match=r"^theme:asylum is a Theme; a brief is about a country, a mechanism, or an agency"
    ):
        brief("theme:asylum")
    with pytest.raises(BadParameter, match=r"parameter 'role': mechanism:south is a Mechanism \(got 'donor'\)"):
        brief("mechanism:south", role="donor")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"lang": "fr"}, "parameter 'lang': no such choice (got 'fr'); choose from en, es"),
        ({"as_of": "2022-13"}, "parameter 'as-of': no such day (got '2022-13'); write YYYY, YYYY-MM or YYYY-MM-DD"),
        ({"role": "chair"}, "parameter 'role': no such choice (got 'chair'); choose from country, mechanism, donor"),
    ],
)
def test_a_wrong_parameter_is_told_with_the_remedy(more: dict[str, str], message: str) -> None:
    with pytest.raises(BadParameter) as raised:
        brief("country:COL", **more)
    assert str(raised.value) == message


def test_a_node_that_is_not_there_is_unknown() -> None:
    with pytest.raises(UnknownName, match="nothing is called 'country:XXX'"):
        brief("country:XXX")


# Words


@pytest.mark.parametrize(
    ("date", "english", "spanish"),
    [
        ("2019", "2019", "2019"),
        ("2019-03", "March 2019", "marzo de 2019"),
        ("2019-03-04", "4 March 2019", "4 de marzo de 2019"),
        (None, "", ""),
        ("soon", "", ""),
    ],
)
def test_dates_are_words_as_precise_as_they_are(date: str | None, english: str, spanish: str) -> None:
    assert (_text.day(date, "en"), _text.day(date, "es")) == (english, spanish)


@pytest.mark.parametrize(("share", "shown"), [(0.0, "0%"), (0.001, "1%"), (0.5, "50%"), (0.999, "99%"), (1.0, "100%")])
def test_a_share_above_nothing_or_below_all_does_not_read_as_such(share: float, shown: str) -> None:
    assert _text.percent(share, "en") == shown
    assert _text.percent(share, "es") == shown.replace("%", " %")


def test_three_numbers_in_a_row_are_a_span() -> None:
    assert _model.spans((1, 2, 4, 5, 6, 9)) == ["1", "2", "4–6", "9"]


def test_both_languages_have_the_same_blocks() -> None:
    for node, role in SUBJECTS:
        kinds = [[type(block) for block in brief(node, lang, role).blocks] for lang in ("en", "es")]
        assert kinds[0] == kinds[1]
