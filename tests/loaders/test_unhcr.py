"""Refugee Data Finder: who hosts whom, in every shape the figures come in; groups and origins never mixed."""

import contextlib
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import datasets
from graph.errors import MigovError
from graph.model import PropertyGraph
from loaders import _run, curated
from loaders._report import Report
from queries import ask

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "unhcr"
PREAMBLE = '"Made for a test"\n\n' + "\n".join(f'"line {n}"' for n in range(12)) + "\n"
WEB = (
    "Year,Country of origin,Country of origin (ISO),Country of asylum,Country of asylum (ISO),"
    "Refugees under UNHCR’s mandate,Asylum-seekers,IDPs of concern to UNHCR,Venezuelans displaced abroad,"
    "Stateless persons,Others of concern\n"
)
ROWS = """2019,Colombia,COL,Ecuador,ECU,55000,10,0,0,0,0
2020,Colombia,COL,Ecuador,ECU,"56,000",0,0,0,0,0
2020,Venezuela (Bolivarian Republic of),VEN,Ecuador,ECU,400,-,0,415000,0,0
2020,Unknown ,,Ecuador,ECU,35,*,0,0,0,0
2020,Stateless,XXA,Ecuador,ECU,0,0,0,0,7,0
2020,Colombia,COL,Colombia,COL,0,0,8000000,0,0,12
2020,Serbia and Kosovo: S/RES/1244 (1999),SRB,Peru,PER,5,0,0,0,0,0
2019,Cuba,CUB,Peru,PER,15,0,0,0,0,0
2020,Cuba,CUB,Peru,PER,0,0,0,0,0,0
"""


@pytest.fixture(scope="module")
def graph() -> PropertyGraph:
    return curated.load()


@pytest.fixture(autouse=True)
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def loaded(graph: PropertyGraph, *texts: str, **options: object) -> tuple[PropertyGraph, Report]:
    files = []
    for number, text in enumerate(texts, 1):
        files.append(Path(f"u{number}.csv"))
        files[-1].write_text(text, encoding="utf-8")
    return _run.load("unhcr", files, graph, _run.Options(**options))  # type: ignore[arg-type]


def hosts(graph: PropertyGraph) -> dict[tuple[str, str, str], int]:
    own = graph.edges[(graph.edges["dataset"] == "unhcr") & (graph.edges["relation"] == "HOSTS")]
    keys = zip(own["source"].str[-3:], own["target"].str[11:], own["start"], strict=True)
    return dict(zip(keys, own["people"].tolist(), strict=True))


def wrong(graph: PropertyGraph, text: str) -> str:
    with pytest.raises(MigovError) as met:
        loaded(graph, text)
    return str(met.value)


WANTED = {
    ("ECU", "refugees-from-col", "2019"): 55000,
    ("ECU", "refugees-from-col", "2020"): 56000,
    ("ECU", "refugees-from-ven", "2020"): 400,
    ("ECU", "refugees-from-unknown", "2020"): 35,
    ("ECU", "refugees", "2019"): 55000,
    ("ECU", "refugees", "2020"): 56435,
    ("ECU", "asylum-from-col", "2019"): 10,
    ("ECU", "asylum-from-col", "2020"): 0,
    ("ECU", "venezuelans-displaced-abroad-from-ven", "2020"): 415000,
    ("ECU", "stateless-from-stateless", "2020"): 7,
    ("COL", "idp", "2020"): 8000000,
    ("COL", "others-of-concern", "2020"): 12,
    ("PER", "refugees-from-srb", "2020"): 5,
    ("PER", "refugees-from-cub", "2019"): 15,
    ("PER", "refugees-from-cub", "2020"): 0,
    ("PER", "refugees", "2019"): 15,
    ("PER", "refugees", "2020"): 5,
}


def test_the_table_of_the_website_gives_who_hosts_whom_by_group_origin_and_year(graph: PropertyGraph) -> None:
    found, report = loaded(graph, PREAMBLE + WEB + ROWS)
    own = hosts(found)
    sums = {key: people for key, people in own.items() if key in WANTED}
    assert sums == WANTED
    # Beyond these only sums of groups with several origins in the file.
    assert {key[1] for key in set(own) - set(WANTED)} <= {"asylum", "stateless", "venezuelans-displaced-abroad"}
    assert report.totals["Refugees, 2020"] == 56440
    piece = found.evidence.set_index("about").loc[
        "unhcr/hosts/refugees/country:ECU/country:COL/2019".replace("country:COL", "COL")
    ]
    assert piece["locator"] == "row 16"


def test_a_sum_over_origins_says_so_and_is_no_figure_of_the_file(graph: PropertyGraph) -> None:
    found, _ = loaded(graph, PREAMBLE + WEB + ROWS)
    edges = found.edges.set_index("id")
    whole, part = (
        edges.loc["unhcr/hosts/refugees/country:ECU/all/2020"],
        edges.loc["unhcr/hosts/refugees/country:ECU/COL/2020"],
    )
    assert (whole["confidence"], whole["how"]) == ("inferred", "Sum over the countries of origin in the file: 3.")
    assert [part["confidence"], part["start"], str(part["end"])] == ["stated", "2020", "nan"]
    assert edges.loc["unhcr/hosts/refugees/country:ECU/COL/2019", "end"] == "2019"
    belongs = found.edges[(found.edges["relation"] == "PART_OF") & (found.edges["dataset"] == "unhcr")]
    assert ("population:refugees-from-col", "population:refugees") in set(
        zip(belongs["source"], belongs["target"], strict=True)
    )


def test_the_answers_of_the_api_and_the_tables_of_hdx_give_the_same_figures(graph: PropertyGraph) -> None:
    items = [
        {"year": 2020, "coo": "COL", "coo_iso": "COL", "coo_name": "Colombia", "coa": "ECU", "coa_iso": "ECU",
         "coa_name": "Ecuador", "refugees": 56000, "asylum_seekers": "0", "idps": "-", "oip": 0, "hst": None},
        {"year": 2020, "coo": "SWI", "coo_iso": "CHE", "coo_name": "Switzerland", "coa": "GFR", "coa_iso": "DEU",
         "coa_name": "Germany", "refugees": "5", "returned_refugees": 0},
    ]  # fmt: skip
    by_api, report = loaded(graph, json.dumps({"page": 1, "maxPages": 3, "items": items}))
    by_hdx, _ = loaded(graph, "Year,ISO3CoO,ISO3CoA,REF,IDP\n#date+year,#country+code+origin,#country+code+asylum,,\n"
                       "2020,COL,ECU,5.6e+04,0\n2020,CHE,DEU,5,0\n")  # fmt: skip
    assert hosts(by_api) == hosts(by_hdx)
    assert hosts(by_api)["DEU", "refugees-from-che", "2020"] == 5
    assert "the answer has 3 pages, and 1 were given: figures are not whole" in report.notes


def test_people_in_their_own_country_are_no_refugees_and_own_codes_are_not_read(graph: PropertyGraph) -> None:
    found, report = loaded(
        graph, "year,coo,coo_iso,coa,coa_iso,refugees,idps\n2020,SYR,SYR,SYR,SYR,9,40\n2020,X,VEN,Y,PER,3,0\n"
    )
    assert hosts(found)["SYR", "idp", "2020"] == 40
    assert ("SYR", "refugees-from-syr", "2020") not in hosts(found)
    assert report.skipped["Refugees who are in their own country: people outside it are not"].count == 1
    assert report.ignored == {"u1.csv": ["coo", "coa"]}


def test_returns_and_solutions_are_movements_and_nobody_hosts_them(graph: PropertyGraph) -> None:
    found, _ = loaded(graph, "Year,ISO3CoO,ISO3CoA,RST,NAT,RET,RDP\n2019,IRQ,PAK,4,0,10,0\n2019,PAK,PAK,0,0,0,18\n")
    assert hosts(found) == {}
    own = found.observations[found.observations["dataset"] == "unhcr"]
    assert dict(zip(own["node"], own["number"], strict=True)) == {
        "population:resettled-refugees-from-irq": 4,
        "population:returned-refugees-from-irq": 10,
        "population:returned-idps-from-pak": 18,
    }
    assert set(own["note"]) == {"Country of asylum: Pakistan."}


def test_one_origin_alone_gives_no_sum_for_the_group(graph: PropertyGraph) -> None:
    found, report = loaded(graph, "Year,ISO3CoO,ISO3CoA,REF\n2019,VEN,PER,10\n2020,VEN,PER,12\n")
    assert hosts(found) == {("PER", "refugees-from-ven", "2019"): 10, ("PER", "refugees-from-ven", "2020"): 12}
    assert "Refugees: one country of origin in all files, so no sum is made for the group" in report.notes


def test_a_host_below_requirement_is_told_per_person_hosted(graph: PropertyGraph) -> None:
    Path("h.csv").write_text(
        "location_code,appeal_code,appeal_name,requirements_usd,funding_usd,reference_period_start,reference_period_end\n"
        "ECU,Not specified,,1128700,564350,2020-01-01,2020-12-31\n",
        encoding="utf-8",
    )
    both, _ = _run.load("hapi", [Path("h.csv")], loaded(graph, PREAMBLE + WEB + ROWS)[0])
    asked = {"plans": ["country:ECU"], "population": ["population:refugees"], "as_of": "2021-06-30"}
    row = ask(both, "unfunded-hosts", **asked).frame.iloc[0]
    assert (row["state"], row["people"], row["people_of"], row["received_per_person"]) == (
        "below",
        56435,
        "hosted",
        10.0,
    )
    assert "unhcr/hosts/refugees/country:ECU/all/2020" in row["evidence"]


def test_loading_twice_changes_nothing_and_unloading_takes_all_of_it(graph: PropertyGraph) -> None:
    once, _ = loaded(graph, PREAMBLE + WEB + ROWS)
    twice, _ = loaded(once, PREAMBLE + WEB + ROWS)
    assert all(once.tables[name].equals(twice.tables[name]) for name in once.tables)
    rest = datasets.without_dataset(twice, "unhcr")
    assert all(graph.tables[name].equals(rest.tables[name]) for name in graph.tables)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Year,ISO3CoO,ISO3CoA,REF\n20223,VEN,PER,10\n",
         "u1.csv:2: column 'Year': not a year (got '20223'); write it in four digits"),
        ("Year,ISO3CoO,ISO3CoA,REF\n2020,VEN,PER,many\n",
         "u1.csv:2: column 'REF': not a number (got 'many'); write a whole number, or leave it empty"),
        ("Year,ISO3CoO,ISO3CoA,REF\n2020,VEN,PER,9e15\n",
         "u1.csv:2: column 'REF': more people than there are of any group (got '9e15'); correct the number"),
        ("Year,ISO3CoO,ISO3CoA,REF\n2020,VEN,PER,10\n2020,VEN,PER,10\n2020,VEN,PER,11\n",
         ("u1.csv:4: column 'refugees': u1.csv:2 says 10 of the same group, origin and year (got 11); "
         "keep one of the two")),
        ("Year,ISO3CoA,Applied\n2020,PER,10\n",
         ("u1.csv:1: no column with figures of a population (got 'Year, ISO3CoA, Applied'); give the table of "
         "populations or of solutions")),
        ('{"items": []}', "u1.csv: column 'items': no list of records; give what the API answers"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_what_would_be_right(
    graph: PropertyGraph, text: str, message: str
) -> None:
    assert wrong(graph, text) == message


def test_the_sample_of_hdx_adds_up_to_the_people_it_has(graph: PropertyGraph) -> None:
    file = SAMPLES / "HDX_EndYearPopulationTotals.csv"
    if not file.exists():
        pytest.skip(f"{file} is not here")
    found, _ = _run.load("unhcr", [file], graph)
    plain = pd.read_csv(file, keep_default_na=False)
    own = found.edges[(found.edges["dataset"] == "unhcr") & (found.edges["relation"] == "HOSTS")]
    stated = own[own["confidence"] == "stated"]
    assert stated["people"].sum() == plain[["REF", "IDP", "ASY", "OOC", "STA", "OIP"]].to_numpy(float).sum()
    iran = plain[(plain["Year"] == 2019) & (plain["ISO3CoA"] == "IRN")]["REF"].astype(float).sum()
    assert own.set_index("id").loc["unhcr/hosts/refugees/country:IRN/all/2019", "people"] == iran


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=10) | st.sampled_from(
    [
        "2019",
        "2020.0",
        "COL",
        "UKN",
        "XXA",
        "-",
        "*",
        "1e+05",
        "1e99",
        "9" * 30,
        "-5",
        "1.5",
        "1,000",
        '"',
        "\n",
        "Peru",
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=9, max_size=12), max_size=5), st.booleans(), st.booleans())
def test_nothing_but_our_errors_comes_out_of_any_file(
    graph: PropertyGraph, rows: list[list[str]], as_json: bool, lenient: bool
) -> None:
    before = {name: table.copy() for name, table in graph.tables.items()}
    names = ["year", "coo_iso", "coa_iso", "coo_name", "coa_name", "refugees", "idps", "returned_refugees", "stateless"]
    text = ",".join(names) + "\n" + "\n".join(",".join(row) for row in rows)
    if as_json:
        text = json.dumps({"items": [dict(zip(names, row, strict=False)) for row in rows]})
    with contextlib.suppress(MigovError):
        loaded(graph, text, lenient=lenient)
    assert all(before[name].equals(graph.tables[name]) for name in before)


API = {"year": 2022, "coo_name": "-", "coo_iso": "-", "coa_name": "Peru", "coa_iso": "PER", "refugees": "1500"}


def test_an_origin_that_is_no_known_country_is_not_mixed_with_unknown_origins(graph: PropertyGraph) -> None:
    text = "Year,Country of origin,Country of asylum,Refugees\n"
    rows = "2022,Various/unknown,Peru,40\n2022,Terra Incognita,Peru,40\n2022,Cuba,Peru,5\n"
    made, report = loaded(graph, text + rows)
    assert hosts(made) == {
        ("PER", "refugees-from-unknown", "2022"): 40,
        ("PER", "refugees-from-terra-incognita", "2022"): 40,
        ("PER", "refugees-from-cub", "2022"): 5,
        ("PER", "refugees", "2022"): 85,
    }
    assert report.totals == {"Refugees, 2022": 85}
    assert ("Country", "Terra Incognita") in report.unresolved


def test_a_figure_that_the_api_sums_over_all_origins_is_of_the_group(graph: PropertyGraph, at: Path) -> None:
    own = API | {"coo_name": "Cuba", "coo_iso": "CUB", "refugees": "900"}
    (at / "sum.json").write_text(json.dumps({"maxPages": 1, "items": [API, own]}), encoding="utf-8")
    made, report = _run.load("unhcr", [at / "sum.json"], graph)
    assert hosts(made) == {("PER", "refugees", "2022"): 1500, ("PER", "refugees-from-cub", "2022"): 900}
    assert report.totals == {"Refugees, 2022": 1500}
    assert not any("from-unknown" in node for node in made.nodes["id"])


def test_figures_of_parts_of_a_population_are_refused(graph: PropertyGraph) -> None:
    parted = "Year,ISO3CoO,ISO3CoA,Gender,Age,REF\n"
    with pytest.raises(MigovError, match=r"u1.csv:1: column 'Gender': figures of parts of a population \(F\)"):
        loaded(graph, parted + "2022,CUB,PER,F,0-4,10\n2022,CUB,PER,M,0-4,12\n")
    made, _ = loaded(graph, parted + "2022,CUB,PER,Total,,22\n")
    assert hosts(made) == {("PER", "refugees-from-cub", "2022"): 22}


def test_figures_that_are_not_published_are_told_as_unknown(graph: PropertyGraph) -> None:
    _, report = loaded(graph, "Year,ISO3CoO,ISO3CoA,REF,ASY\n2022,CUB,PER,*,5\n2022,HTI,PER,7,-\n")
    told = "rows with figures that are not published (*): unknown, and not 0"
    assert [str(place) for place in report.notes[told].places] == ["u1.csv:2"]
