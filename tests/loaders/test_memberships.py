"""Memberships by a map: spells, years and wide tables; own codes, missing values, and where the data end."""

import contextlib
import datetime as dt
import itertools
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import datasets
from graph.errors import MigovError
from graph.model import PropertyGraph
from loaders import _run, curated
from loaders._report import Report
from loaders._spells import MISSING, spells

CODES = "name,node\n1,CAN\n2,country:MEX\n3,BRA\n4,-\n"
SPELLS = """code,acronym,name,status,from,to
1,ZOA,Zone Office for Archives,1,1950,1977
1,ZOA,Zone Office for Archives,1,1980,2014
2,ZOA,Zone Office for Archives,2,1950,1959
2,ZOA,Zone Office for Archives,1,1960,2014
3,ZOA,Zone Office for Archives,1,-9,2014
3,OAS,Organization of American States,1,1948-04-30,2014-06-30
2,OAS,Organization of American States,-9,1948,2014
4,OAS,Organization of American States,1,1948,2014
77,OAS,Organization of American States,1,1948,2014
"""
MAP = """
[columns]
member = "code"
body = "acronym"
body_name = "name"
role = "status"
start = "from"
end = "to"
[member]
aliases = "codes.csv"
[roles]
member = ["1"]
associate = ["2"]
observer = ["3"]
none = ["0", "-1"]
missing = ["-9"]
[dates]
missing = ["-9"]
data_end = 2014
"""
YEARS = """
rows = "years"
[columns]
member = "who"
body = "what"
role = "how"
year = "when"
[roles]
member = ["1"]
observer = ["3"]
none = ["0"]
missing = ["-9"]
"""
ZOA = "agency:zone-office-for-archives"


@pytest.fixture(scope="module")
def graph() -> PropertyGraph:
    return curated.load()


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("codes.csv").write_text(CODES, encoding="utf-8")
    return tmp_path


def loaded(graph: PropertyGraph, table: str, chart: str, **options: object) -> tuple[PropertyGraph, Report]:
    Path("m.csv").write_text(table, encoding="utf-8")
    Path("m.toml").write_text(chart, encoding="utf-8")
    given = _run.Options(map=Path("m.toml"), **options)  # type: ignore[arg-type]
    return _run.load("memberships", [Path("m.csv")], graph, given)


def told(graph: PropertyGraph) -> list[tuple[object, ...]]:
    own = graph.edges[graph.edges["dataset"] == "memberships"].astype(object)
    own = own.where(own.notna(), None)
    rows = own[["source", "target", "role", "spell", "start", "end", "since"]].itertuples(index=False)
    return sorted((tuple(row) for row in rows), key=lambda row: [str(cell) for cell in (*row[:3], row[3])])


def wrong(graph: PropertyGraph, table: str, chart: str) -> str:
    with pytest.raises(MigovError) as met:
        loaded(graph, table, chart)
    return str(met.value)


# Spells


def test_two_spells_of_one_membership_stay_two_and_the_end_of_the_data_is_no_withdrawal(
    graph: PropertyGraph, at: Path
) -> None:
    found, report = loaded(graph, SPELLS, MAP)
    assert told(found) == [
        ("country:BRA", "agency:oas", "member", 1, "1948-04-30", "2014-06-30", "1948-04-30"),
        ("country:BRA", ZOA, "member", 1, None, None, "2014-01-01"),
        ("country:CAN", ZOA, "member", 1, "1950", "1977", "1950-01-01"),
        ("country:CAN", ZOA, "member", 2, "1980", None, "1980-01-01"),
        ("country:MEX", ZOA, "associate", 1, "1950", "1959", "1950-01-01"),
        ("country:MEX", ZOA, "member", 1, "1960", None, "1960-01-01"),
    ]
    assert report.notes["ends where the data end (2014): no withdrawal, not known"].count == 3
    assert report.totals == {"members": 3, "bodies": 2}
    ongoing = found.edges[(found.edges["source"] == "country:CAN") & (found.edges["start"] == "1980")].iloc[0]
    assert ongoing["last_seen"] == "2014-01-01"


def test_codes_are_read_by_the_aliases_alone_and_never_as_those_of_another_list(graph: PropertyGraph, at: Path) -> None:
    _, report = loaded(graph, SPELLS, MAP)
    reasons = {reason: some.count for reason, some in report.skipped.items()}
    assert reasons == {"the role is not known": 1, "nothing is known by the name or code of the member": 2}
    assert ("Country", "77") in report.unresolved
    # 076 is Brazil in M49, which a table need not follow.
    bare = "who,what\n076,Zone Office\nBRA,Zone Office\n"
    chart = '[columns]\nmember = "who"\nbody = "what"\n'
    assert [row[0] for row in told(loaded(graph, bare, chart)[0])] == ["country:BRA"]
    both = loaded(graph, bare, chart + '[member]\ncodes = "m49"\n')[1]
    assert ("Country", "BRA") in both.unresolved
    assert ("Country", "076") not in both.unresolved


def test_loading_twice_changes_nothing_and_unloading_takes_all_of_it(graph: PropertyGraph, at: Path) -> None:
    once, _ = loaded(graph, SPELLS, MAP)
    twice, _ = loaded(once, SPELLS, MAP)
    assert all(once.tables[name].equals(twice.tables[name]) for name in once.tables)
    rest = datasets.without_dataset(twice, "memberships")
    assert all(graph.tables[name].equals(rest.tables[name]) for name in graph.tables)


def test_evidence_names_the_row_and_what_the_row_rests_on(graph: PropertyGraph, at: Path) -> None:
    chart = '[columns]\nmember = "who"\nbody = "what"\nsource = "link"\nseen = "as of"\n'
    found, _ = loaded(graph, "who,what,link,as of\nBrazil,Zone Office,https://zone.example,2020-05\n", chart)
    piece = found.evidence[found.evidence["about"].str.startswith("memberships/")].iloc[0]
    assert (piece["locator"], piece["date"]) == ("row 2, after https://zone.example", "2020-05")


def test_dates_may_be_three_columns_and_open_ends_words(graph: PropertyGraph, at: Path) -> None:
    chart = (
        '[columns]\nmember = "who"\nbody = "what"\nstart = ["y", "m", "d"]\nend = "to"\n[dates]\nopen = ["present"]\n'
    )
    table = "who,what,y,m,d,to\nBrazil,Zone,1990,4,0,present\nPeru,Zone,1991.0,04,09,\n"
    assert [row[4:6] for row in told(loaded(graph, table, chart)[0])] == [("1990-04", None), ("1991-04-09", None)]


def test_a_start_where_the_data_begin_is_not_known_but_holds_from_there(graph: PropertyGraph, at: Path) -> None:
    chart = MAP.replace("data_end", "data_start = 1950\ndata_end")
    found = {(*row[:3], row[3]): row for row in told(loaded(graph, SPELLS, chart)[0])}
    assert found["country:CAN", ZOA, "member", 1][4:] == (None, "1977", "1950-01-01")


def test_a_table_whose_ends_pile_up_on_its_last_date_must_say_what_that_is(graph: PropertyGraph, at: Path) -> None:
    rows = "".join(f"{name},Zone,1990,2014\n" for name in ("Brazil", "Peru", "Chile", "Cuba", "Haiti"))
    chart = '[columns]\nmember = "who"\nbody = "what"\nstart = "a"\nend = "b"\n'
    assert wrong(graph, "who,what,a,b\n" + rows, chart) == (
        "m.toml: dates.data_end: 5 of 5 memberships of m.csv end in 2014, its last date; if only the data end there, "
        'write data_end = "2014"; if they were left, write a later one'
    )
    left, _ = loaded(graph, "who,what,a,b\n" + rows, chart + "[dates]\ndata_end = 2024\n")
    assert {row[5] for row in told(left)} == {"2014"}


def test_the_same_row_twice_is_one_and_another_end_is_an_error(graph: PropertyGraph, at: Path) -> None:
    chart = '[columns]\nmember = "who"\nbody = "what"\nstart = "a"\nend = "b"\n'
    assert len(told(loaded(graph, "who,what,a,b\nPeru,Zone,1990,1999\nPeru,Zone,1990,1999\n", chart)[0])) == 1
    assert wrong(graph, "who,what,a,b\nPeru,Zone,1990,1999\nPeru,Zone,1990,1998\n", chart) == (
        "m.csv:3: column 'end': the record member-of/country:PER/agency:zone/member/1990 was read before with another "
        "end (1999) (got '1998'); keep one of the two, or load the files as datasets of their own"
    )


def test_a_workbook_with_titles_above_the_header_and_true_dates_is_read(graph: PropertyGraph, at: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Members of all offices"])
    sheet.append([])
    sheet.append(["Who", "What", "Since", "Until"])
    sheet.append([3, "Zone", dt.date(1990, 4, 3), 1999])
    book.save("m.xlsx")
    chart = (
        '[columns]\nmember = "Who"\nbody = "What"\nstart = "Since"\nend = "Until"\n[member]\naliases = "codes.csv"\n'
    )
    Path("m.toml").write_text(chart, encoding="utf-8")
    found, _ = _run.load("memberships", [Path("m.xlsx")], graph, _run.Options(map=Path("m.toml")))
    assert told(found) == [("country:BRA", "agency:zone", "member", 1, "1990-04-03", "1999", "1990-04-03")]
    assert "Sheet, row 4" in set(found.evidence["locator"])


# Bodies


def test_an_acronym_alone_that_means_several_things_is_no_body_of_the_graph(graph: PropertyGraph, at: Path) -> None:
    chart = '[columns]\nmember = "who"\nbody = "what"\n'
    found, report = loaded(graph, "who,what\nPeru,CAM\nPeru,OAS\n", chart)
    assert [row[1] for row in told(found)] == ["agency:cam", "agency:oas"]
    assert [note for note in report.notes if note.startswith("CAM means several things")]


def test_a_new_room_seats_its_members_and_answers_questions(graph: PropertyGraph, at: Path) -> None:
    from queries import ask

    chart = """
[columns]
member = "who"
body = "what"
[body]
kind = "Mechanism"
subtype = "forum"
scope = "regional"
members_known = true
"""
    found, _ = loaded(graph, "who,what\nPeru,Zone Forum\nFiji,Zone Forum\n", chart)
    seats = ask(found, "country-seats", as_of="2030-01-01").frame.set_index("country")
    assert seats["mechanisms"]["country:FJI"] == ["mechanism:zone-forum"]
    assert seats["evidence"]["country:FJI"] == ["memberships/member-of/country:FJI/mechanism:zone-forum/member/undated"]
    rows = ask(found, "member-overlap", as_of="2030-01-01").frame.to_dict("records")
    pair = next(row for row in rows if (row["a"], row["b"]) == ("mechanism:csm", "mechanism:zone-forum"))
    assert [pair[name] for name in ("b_size", "shared", "members")] == [2, 1, ["country:PER"]]


def test_agencies_can_be_compared_by_the_countries_that_belong_to_them(graph: PropertyGraph, at: Path) -> None:
    from queries import ask

    found, _ = loaded(graph, SPELLS, MAP)
    frame = ask(found, "member-overlap", between="agencies", by="members", as_of="1975-06-30").frame
    assert ZOA in {*frame["a"], *frame["b"]}


# Years


def test_years_are_folded_into_spells(graph: PropertyGraph, at: Path) -> None:
    rows = [("Peru", year, 1) for year in (1990, 1991, 1994, 1995)] + [("Peru", 1993, 0)]
    rows += [("Chile", 1992, 3), ("Chile", 1993, 1), ("Cuba", 1991, 1), ("Cuba", 1992, -9), ("Cuba", 1993, 0)]
    table = "who,when,what,how\n" + "".join(f"{who},{year},Zone,{how}\n" for who, year, how in rows)
    found, report = loaded(graph, table, YEARS)
    assert [str(row[0])[-3:] + f" {row[2]} {row[4]}-{row[5]} {row[6]}" for row in told(found)] == [
        "CHL member 1993-1993 1993-01-01",
        "CHL observer 1992-1992 1992-01-01",
        "CUB member 1991-1991 1991-01-01",
        "PER member None-1991 1990-01-01",
        "PER member 1994-None 1994-01-01",
    ]
    doubtful = found.edges[found.edges["source"].eq("country:CUB") & found.edges["dataset"].eq("memberships")].iloc[0]
    assert doubtful["confidence"] == "inferred"
    assert doubtful["how"].startswith("The table does not tell the years beside it")
    assert report.notes["lasts to where the data end: no withdrawal, its end is not known"].count == 1


def test_a_change_between_the_years_of_a_table_is_inferred(graph: PropertyGraph, at: Path) -> None:
    table = "who,when,what,how\n" + "".join(
        f"Peru,{year},Zone,{how}\n" for year, how in ((1965, 0), (1970, 3), (1975, 3), (1980, 1), (1985, 1))
    )
    found, _ = loaded(graph, table, YEARS)
    own = found.edges[found.edges["dataset"] == "memberships"].set_index("role")
    assert [(row[4], row[5]) for row in told(found)] == [("1980", None), ("1970", "1975")]
    assert set(own["confidence"]) == {"inferred"}


def test_years_of_several_files_are_folded_together(graph: PropertyGraph, at: Path) -> None:
    for year in (1990, 1991, 1992):
        Path(f"{year}.csv").write_text(f"who,when,what,how\nPeru,{year},Zone,1\nCuba,{year},Zone,0\n", encoding="utf-8")
    Path("m.toml").write_text(YEARS + "[dates]\ndata_start = 1980\n", encoding="utf-8")
    files = [Path(f"{year}.csv") for year in (1992, 1990, 1991)]
    found, _ = _run.load("memberships", files, graph, _run.Options(map=Path("m.toml")))
    assert told(found) == [("country:PER", "agency:zone", "member", 1, None, None, "1990-01-01")]
    assert found.edges[found.edges["dataset"] == "memberships"]["last_seen"].tolist() == ["1992-01-01"]


def test_a_wide_table_says_the_same_as_a_long_one(graph: PropertyGraph, at: Path) -> None:
    wide = (
        "ccode,year,state,ZOA,ZOB\n1,1990,can,1,0\n1,1991,can,1,-9\n1,1992,can,0,1\n2,1992,mex,-9,3\n3,1990,bra,0,0\n"
    )
    chart = """
[columns]
member = "ccode"
year = "year"
[member]
aliases = "codes.csv"
[roles]
member = ["1"]
observer = ["3"]
none = ["0"]
missing = ["-9"]
[spread]
of = "body"
columns = "*"
ignore = "state"
"""
    found, report = loaded(graph, wide, chart)
    assert [row[:6] for row in told(found)] == [
        ("country:CAN", "agency:zoa", "member", 1, None, "1991"),
        ("country:CAN", "agency:zob", "member", 1, "1992", None),
        ("country:MEX", "agency:zob", "observer", 1, "1992", None),
    ]
    assert report.ignored == {"m.csv": ["state"]}


@given(
    st.dictionaries(st.integers(1950, 1975), st.sampled_from(["member", "observer", MISSING])),
    st.sets(st.integers(1950, 1975), min_size=1),
)
def test_spells_cover_the_years_told_and_no_year_that_is_not(states: dict[int, str], more: set[int]) -> None:
    years = sorted({*states, *more})
    found = list(spells(states, years, None, None))
    said = {year for year, role in states.items() if role != MISSING}
    for spell in found:
        inside = [year for year in years if spell.first <= year <= spell.last]
        assert all(states.get(year) in (spell.role, MISSING) for year in inside)
        assert spell.start in (None, spell.first)
        assert spell.end in (None, spell.last)
        said -= set(inside)
    assert not said
    assert all(a.last < b.first for a, b in itertools.pairwise(found))


# Wrong maps and tables

GOOD = '[columns]\nmember = "who"\nbody = "what"\n'


@pytest.mark.parametrize(
    ("chart", "message"),
    [
        ("[columns\n", ("m.toml: not TOML (Expected ']' at the end of a table declaration (at line 1, column 9)); "
         'write lines such as member = "Country" below [columns]')),
        ('[columns]\nbody = "what"\n', 'm.toml: columns.member: it is missing; write the column: member = "..."'),
        ('[column]\nmember = "who"\n', "m.toml: column: a map has no such key; did you mean 'columns'?"),
        (GOOD + "strat = 3\n", "m.toml: columns.strat: a map has no such key; did you mean 'start'?"),
        (GOOD + "role = 3\n", "m.toml: columns.role: not a text (got 3); write it in quotes"),
        ('rows = "decades"\n' + GOOD,
         "m.toml: rows: not one of its values (got 'decades'); write one of spells, years"),
        ('rows = "years"\n' + GOOD, 'm.toml: columns.year: it is missing; rows of years need it: year = "..."'),
        (GOOD + '[dates]\ndata_end = "soon"\n',
         "m.toml: dates.data_end: not a date (got 'soon'); write YYYY, YYYY-MM or YYYY-MM-DD"),
        (GOOD + '[body]\nmembers_known = "yes"\n',
         "m.toml: body.members_known: not true or false (got 'yes'); write true or false, without quotes"),
        (GOOD + '[body]\nscope = "regional"\n',
         "m.toml: body.scope: only a Mechanism has it; write kind = \"Mechanism\", or leave it out"),
        (GOOD + '[roles]\nmember = ["1"]\nnone = ["1.0"]\n',
         "m.toml: roles.none: it stands under member as well (got '1.0'); write it once"),
        (GOOD + '[member]\naliases = "none.csv"\n',
         "none.csv: cannot be read (No such file or directory); give the path of a CSV file"),
        (GOOD.replace("who", "whom"),
         "m.toml: columns.member: m.csv has no such column (got 'whom'); did you mean 'who'?"),
    ],
)  # fmt: skip
def test_a_wrong_map_is_refused_with_the_key_and_what_would_be_right(
    graph: PropertyGraph, at: Path, chart: str, message: str
) -> None:
    table = "who,what,since\nPeru,Zone,1990\n"
    assert wrong(graph, table, chart) == message


def test_wrong_cells_are_told_together_with_their_places(graph: PropertyGraph, at: Path) -> None:
    chart = GOOD + 'role = "how"\nstart = "a"\nend = "b"\n'
    table = "who,what,how,a,b\nPeru,Zone,chief,1990,\nPeru,Zone,member,20223,\nPeru,Zone,member,1999,1990\n"
    assert wrong(graph, table, chart) == (
        "m.csv:2: column 'how': not a word for a role (got 'chief'); write it into a list of [roles] of the map\n"
        "m.csv:3: column 'a': not a date (got '20223'); correct it, or say in [dates] how dates are written\n"
        "m.csv:4: it ends (1990) before it starts (1999); correct one of the two"
    )


def test_a_wrong_alias_is_told_with_its_line(graph: PropertyGraph, at: Path) -> None:
    Path("codes.csv").write_text("name,node\n1,CAN\n2,Narnia\n1,MEX\n", encoding="utf-8")
    chart = GOOD + '[member]\naliases = "codes.csv"\n'
    assert wrong(graph, "who,what\n1,Zone\n", chart) == (
        "codes.csv:3: column 'node': no node has this id (got 'Narnia'); write an id of the graph, the ISO 3166-1 code "
        "of a country, or - for none\n"
        "codes.csv:4: column 'name': it stands for country:CAN above (got '1'); write it once"
    )


def test_no_map_and_no_table_are_told(graph: PropertyGraph, at: Path) -> None:
    Path("m.csv").write_text("who\n", encoding="utf-8")
    with pytest.raises(MigovError, match=r"^memberships: which column is what\? give --map FILE\.toml$"):
        _run.load("memberships", [Path("m.csv")], graph)
    assert wrong(graph, "<!DOCTYPE html><p>404", GOOD) == (
        "m.csv:1: a web page, not a table (a download that failed?); give CSV or .xlsx"
    )
    assert wrong(graph, "state;igo;year\nPeru;Zone;1990\n", GOOD) == (
        "m.csv:1: none of the first 2 rows has the columns that m.toml names (got 'state, igo, year'); "
        "it names who, what"
    )


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["Peru", "CAN", "-9", "1", "2014", "1990-13", "OAS", "member", '"', ",", "\n", "076", "1e9", "present"]
)
KEYS = st.sampled_from(
    ["member", "body", "role", "start", "end", "year", "seen", "who", "of", "columns", "data_end", "codes"]
)
CHARTS = st.lists(
    st.tuples(st.sampled_from(["columns", "dates", "roles", "spread", "member", "body", ""]), KEYS, CELLS), max_size=5
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=3, max_size=7), max_size=6), CHARTS, st.booleans(), st.booleans())
def test_nothing_but_our_errors_comes_out_of_any_file_and_map(
    graph: PropertyGraph, at: Path, rows: list[list[str]], keys: list[tuple[str, str, str]], years: bool, lenient: bool
) -> None:
    before = {name: table.copy() for name, table in graph.tables.items()}
    body = "\n".join(",".join(row) for row in rows)
    chart = YEARS if years else GOOD + 'role = "how"\nstart = "when"\n'
    if keys:
        chart += "\n" + "\n".join(f"{f'[{table}]' if table else ''}\n{key} = {cell!r}" for table, key, cell in keys)
    with contextlib.suppress(MigovError):
        loaded(graph, "who,what,how,when\n" + body, chart, lenient=lenient)
    assert all(pd.DataFrame.equals(before[name], graph.tables[name]) for name in before)


def test_a_start_after_the_data_end_is_a_wrong_map_or_row(graph: PropertyGraph, at: Path) -> None:
    chart = GOOD + 'start = "a"\nend = "b"\n[dates]\ndata_end = 1980\n'
    assert wrong(graph, "who,what,a,b\nPeru,Zone,1990,2014\n", chart) == (
        "m.csv:2: column 'a': it starts after the data end (1980, says the map) (got '1990'); correct data_end in "
        "[dates] of the map, or the row"
    )


def test_spells_of_one_role_that_overlap_are_told(graph: PropertyGraph, at: Path) -> None:
    chart = GOOD + 'start = "a"\nend = "b"\n'
    told = "begins before the spell in the same role that came before it has ended: both are kept"
    apart = "who,what,a,b\nPeru,Zone,1969,1976\nPeru,Zone,1976,1980\nPeru,Zone,1990,\n"
    assert told not in loaded(graph, apart, chart)[1].notes
    _, report = loaded(graph, apart + "Peru,Zone,1970,1975\n", chart)
    assert [str(place) for place in report.notes[told].places] == ["m.csv:5"]
