"""Loading large files beside the plain reading of the same file.

5W against `pandas.read_csv`, FTS against `json.load`, IATI against a walk over all elements with lxml. Files are made
from a seed. 5W: a report each row on one of 20,000 activities (who leads, who implements, country, admin1, sector) in
one of twelve months, with the columns of the reports of 2023 that no loader keeps; how often an organisation or a place
occurs follows a power law. Both sides are processes of their own, so that the peak of memory is theirs.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from bench._measure import Usage, child, in_turn, machine, usages

PLAIN = "import sys, pandas; pandas.read_csv(sys.argv[1])"
WALK = """
import sys
from lxml import etree
for _, activity in etree.iterparse(sys.argv[1], tag="iati-activity"):
    for element in activity.iter():
        element.tag, element.text, dict(element.attrib)
    activity.clear()
    while activity.getprevious() is not None:
        del activity.getparent()[0]
"""
JSON = "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"
LOAD = (
    "import sys; from pathlib import Path; from graph.model import PropertyGraph; from loaders import _run; "
    "print(_run.load(sys.argv[1], [Path(sys.argv[2])], PropertyGraph.build([]))[0])"
)
COUNTRIES = ("Colombia", "Peru", "Ecuador", "Chile", "Brazil", "Argentina", "Panama", "Mexico", "Costa Rica", "Bolivia")
ACTIVITIES = 20_000
"""How many activities (who, with whom, where, what) the rows report on, month by month."""
SECTORS = ("Protection", "Shelter", "WASH", "Nutrition", "Education", "Food Security", "Health", "Integration")


def five_w(file: Path, rows: int, seed: int) -> None:
    """Write a table of 5W reports."""
    random = np.random.default_rng(seed)

    def drawn(names: Sequence[str], power: float, count: int) -> pd.Series[str]:
        chance = np.arange(1, len(names) + 1) ** -power
        codes = random.choice(len(names), size=count, p=chance / chance.sum())
        return pd.Series(names, dtype="str").take(codes).reset_index(drop=True)

    country = drawn(COUNTRIES, 0.8, ACTIVITIES)
    partners = ["", *(f"Asociación Local de Ayuda {n}" for n in range(400))]
    activities = pd.DataFrame(
        {
            "Country": country,
            "Admin1": country + " " + drawn([f"Province {n}" for n in range(20)], 0.8, ACTIVITIES),
            "Admin2": "",
            "Appealing_org": drawn([f"Organisation of the Field {n} (OFN{n})" for n in range(200)], 0.8, ACTIVITIES),
            "Implementation": "Yes",
            "Implementing_partner": drawn(partners, 1.5, ACTIVITIES),
            "Subsector": drawn(SECTORS, 0.8, ACTIVITIES),
            "Indicator": drawn([f"# of people reached by assistance of kind {n}" for n in range(60)], 0.8, ACTIVITIES),
            "Activity_Name": [f"Actividad {n} del programa" for n in range(ACTIVITIES)],
        }
    )
    months = pd.Series([f"2023-{month:02d}" for month in range(1, 13)], dtype="str")
    people = pd.Series(random.integers(0, 3000, rows))
    frame = activities.take(random.integers(0, ACTIVITIES, rows)).reset_index(drop=True)
    frame = frame.assign(
        Month=months.take(random.integers(0, 12, rows)).reset_index(drop=True),
        RMRPActivity="Yes",
        CVA="No",
        Value="",
        Total_monthly=people,
        New_beneficiaries=people // 2,
        Girls=people // 4,
        Boys=people // 4,
        Women=people // 4,
        Men=people - 3 * (people // 4),
    )
    frame.to_csv(file, index=False)


def fts(file: Path, rows: int, seed: int) -> None:
    """Write a page of flows as the API of FTS gives them: half of them for one of 300 plans, by 800 organisations."""
    random = np.random.default_rng(seed)

    def end(kind: str, number: int, name: str) -> dict[str, object]:
        return {"type": kind, "id": str(number), "name": name, "behavior": "single", "organizationTypes": ["NGO"]}

    def flow(number: int) -> dict[str, object]:
        donor, country, body, plan, usd = (int(some) for some in random.integers(0, (10, 10, 800, 300, 10**6)))
        year, cluster = end("UsageYear", 41, "2020"), end("GlobalCluster", 7, SECTORS[number % len(SECTORS)])
        target = [
            end("Organization", body, f"Organisation of the Field {body}"),
            end("Location", country, COUNTRIES[country]),
        ]
        plans = [end("Plan", plan, f"Response plan {plan} 2020")] if number % 2 else []
        day = f"2020-{1 + number % 12:02d}-{1 + number % 28:02d}T00:00:00Z"
        return {
            "id": str(100_000 + number),
            "amountUSD": usd,
            "originalAmount": usd,
            "originalCurrency": "USD",
            "exchangeRate": 1,
            "date": day,
            "decisionDate": None,
            "firstReportedDate": day,
            "createdAt": day,
            "updatedAt": day,
            "budgetYear": "2020",
            "description": "What the money of this flow is for, in a sentence of the usual length",
            "keywords": ["Multiyear"],
            "refCode": f"REF-{number}",
            "status": ("paid", "commitment")[number % 3 == 0],
            "flowType": "Standard",
            "contributionType": "financial",
            "method": "Traditional aid",
            "boundary": "incoming",
            "onBoundary": "single",
            "newMoney": True,
            "parentFlowId": None,
            "childFlowIds": None,
            "versionId": 1,
            "sourceObjects": [end("Organization", 5000 + donor, f"{COUNTRIES[donor]}, Government of"), year],
            "destinationObjects": [*target, *plans, cluster, year],
            "reportDetails": [{"sourceType": "Primary", "organization": "x", "reportChannel": "Email", "date": day}],
        }

    whole = {"status": "ok", "data": {"flows": [flow(number) for number in range(rows)]}, "meta": {"count": rows}}
    file.write_text(json.dumps(whole), encoding="utf-8")


def iati(file: Path, activities: int, seed: int) -> None:
    """Write activities of a publisher: who takes part, four transactions each, and the parts that no loader keeps."""
    random = np.random.default_rng(seed)

    money = random.integers(1, 10**6, 997).tolist()

    def org(tag: str, number: int, more: str = "") -> str:
        named = f"<narrative>Organisation of the Field {number}</narrative>"
        return f'<{tag} ref="XM-BENCH-{number}" type="22"{more}>{named}</{tag}>'

    def transaction(number: int, part: int) -> str:
        kind, day = (2, 3, 3, 4)[part], f"20{20 + part}-{1 + number % 12:02d}-{1 + number % 28:02d}"
        return (
            f'<transaction ref="T{number}-{part}" humanitarian="1">\n<transaction-type code="{kind}"/>\n'
            f'<transaction-date iso-date="{day}"/>\n<value value-date="{day}">{money[number % 997]}.00</value>\n'
            f"<description><narrative>Payment {part} of the year</narrative></description>\n"
            f'{org("receiver-org", number % 800)}\n<disbursement-channel code="2"/>\n</transaction>\n'
        )

    def activity(number: int) -> str:
        parties = "\n".join(org("participating-org", (1, 1, 1, number % 800)[n], f' role="{n + 1}"') for n in range(4))
        periods = "".join(
            f'<period><period-start iso-date="{year}-01-01"/><period-end iso-date="{year}-12-31"/>'
            '<target value="10"/><actual value="7"/></period>\n'
            for year in range(2020, 2024)
        )
        return (
            f'<iati-activity default-currency="USD" hierarchy="1" last-updated-datetime="2024-01-01" xml:lang="en">\n'
            f"<iati-identifier>XM-BENCH-1-{number}</iati-identifier>\n{org('reporting-org', 1)}\n"
            f"<title><narrative>Activity {number}</narrative>"
            f'<narrative xml:lang="es">Actividad {number}</narrative></title>\n'
            f"<description><narrative>{'What it is for, in the usual words. ' * 15}</narrative></description>\n"
            f'{parties}\n<activity-status code="2"/>\n<activity-date type="2" iso-date="2020-01-01"/>\n'
            '<activity-date type="3" iso-date="2024-12-31"/>\n'
            "<contact-info><organisation><narrative>Office</narrative></organisation></contact-info>\n"
            '<recipient-country code="BO" percentage="60"/><recipient-country code="PE" percentage="40"/>\n'
            f'<sector code="{11110 + number % 300}" vocabulary="1"><narrative>A sector</narrative></sector>\n'
            '<policy-marker code="1" significance="0"/><policy-marker code="2" significance="1"/>\n'
            f"{''.join(transaction(number, part) for part in range(4))}"
            '<result type="1"><title><narrative>People reached</narrative></title><indicator measure="1">'
            f"<title><narrative>People</narrative></title>\n{periods}</indicator></result>\n</iati-activity>\n"
        )

    with file.open("w", encoding="utf-8") as out:
        out.write('<iati-activities version="2.03">\n')
        out.writelines(activity(number) for number in range(activities))
        out.write("</iati-activities>\n")


CASES: dict[str, tuple[str, str, Callable[[Path, int, int], None], str, int]] = {
    "five-w": ("5w.csv", "rows", five_w, PLAIN, 1_000_000),
    "fts": ("flows.json", "flows", fts, JSON, 100_000),
    "iati": ("activities.xml", "activities", iati, WALK, 45_000),
}
"""The formats: the name of the file, what is counted, how it is written, its plain reader, and how many are made."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Load a made file of each format in turn with its plain reader, and print what both took."""
    parser = argparse.ArgumentParser(prog="bench.loading", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("formats", nargs="*", default=list(CASES), help=f"which formats ({', '.join(CASES)})")
    parser.add_argument("--size", type=int, default=0, help="how many rows or records (default: as each format says)")
    parser.add_argument("--seed", type=int, default=20220517, help="the seed of the generator (default 20220517)")
    parser.add_argument("--runs", type=int, default=3, help="how many turns (default 3)")
    given = parser.parse_args(arguments)
    print(machine("pandas", "pyarrow", "lxml"))
    for name in given.formats:
        file_name, counted, write, plain, size = CASES[name]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / file_name
            # Written by a process of its own: the peak of a child begins at that of the process that starts it.
            made = f"from pathlib import Path; from bench import loading; loading.{write.__name__}"
            child(["-c", f"{made}(Path({str(file)!r}), {given.size or size}, {given.seed})"])
            sides: dict[str, Callable[[], Usage]] = {
                "plain": partial(child, ["-c", plain, str(file)]),
                name: partial(child, ["-c", LOAD, name, str(file)]),
            }
            taken = in_turn(sides, given.runs)
            print(f"\n{name}: {given.size or size:,} {counted}, {file.stat().st_size / 1e6:,.0f} MB")
            print(usages(taken, "plain"))
    print(f"\nMedians of {given.runs} turns (least-most); ratios are medians of those within turns.")


if __name__ == "__main__":
    main()
