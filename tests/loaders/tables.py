"""A small, whole set of curated tables, and how to break one cell of it."""

# ruff: noqa: E501 - a row of a table is a line

import csv
import io
from pathlib import Path

from loaders import curated

TABLES = {
    "agencies.csv": """\
id,subtype,name_en,name_es,aliases,start,end,url,source,locator
agency:iom,un-agency,International Organization for Migration,Organización Internacional para las Migraciones,IOM|OIM,1951,,https://www.iom.int,note,page 1
""",
    "countries.csv": """\
id,subtype,name_en,name_es,iso2,region,source,locator
country:ABW,territory,Aruba,Aruba,AW,caribbean,m49,code 533
country:BRA,state,Brazil,Brasil,BR,south-america,m49,code 076
country:CAN,state,Canada,Canadá,CA,north-america,m49,code 124
""",
    "evidence.csv": """\
about,source,locator,evidence_date,stance,reading,reading_es,reason,reason_es
country:CAN,note,page 2,,supports,,,,
member-of/country:CAN/mechanism:rcm/member/1,m49,page 3,2021,contradicts,Leaves it out.,La omite.,The list is old.,La lista es antigua.
partner_organisations/mechanism:rcm/2022-05/1,m49,page 4,2022,supports,,,,
""",
    "expectations.csv": """\
what,min,max
Country,3,3
MEMBER_OF,2,
observations,2,
""",
    "funds.csv": """\
subject,relation,object,start,end,confidence,amount,currency,money,counted,people,source,locator
country:CAN,FUNDS,agency:iom,2020,,stated,1000000.5,CAD,pledge,true,,note,page 5
""",
    "homonyms.csv": """\
text,candidate,language,reason
CAN,country:CAN,,Code of Canada
CAN,Andean Community,es,Its acronym
""",
    "links.csv": """\
subject,relation,object,start,end,confidence,how,form,source,locator
mechanism:rcm,COORDINATES_WITH,mechanism:gcm,2019,,inferred,read from the agenda,complements,note,page 6
""",
    "mechanisms.csv": """\
id,subtype,name_en,name_es,start,end,status,scope,population_scope,seats,members_known,members_known_in,url,source,locator
mechanism:gcm,compact,Global Compact,Pacto Mundial,2018-12-10,,active,global,,,true,americas,,note,page 7
mechanism:rcm,consultation-process,Regional Conference,Conferencia Regional,1996,,active,regional,population:refugees,,true,,,note,page 8
""",
    "memberships.csv": """\
subject,relation,object,role,spell,start,end,status,confidence,how,source,locator,evidence_date
country:BRA,ADOPTED,mechanism:gcm,,1,2018-12-10,2019-01-08,ended,stated,,note,page 9,
country:BRA,ADOPTED,mechanism:gcm,,2,2023-01-05,,active,stated,,m49,page 9,
country:BRA,MEMBER_OF,mechanism:rcm,observer,,,,,stated,,note,page 10,2022-05-17
country:CAN,MEMBER_OF,mechanism:rcm,,1,1996,,active,stated,,note,page 10,
""",
    "observations.csv": """\
node,measure,number,text,unit,start,end,confidence,source,locator
mechanism:rcm,partner_organisations,11,,organisations,2022-05,2022-06,stated,note,page 11
mechanism:rcm,status,,active,,2022,,stated,note,page 12
""",
    "populations.csv": """\
id,name_en,name_es,source,locator
population:refugees,Refugees,Refugiados,note,page 13
""",
    "sources.csv": """\
key,title,publisher,url,published,accessed,language,note
m49,Standard country codes,United Nations,https://example.org/m49,,2026-11,en,
note,Concept note,Organization of American States,https://example.org/note,2022-05-17,2026-11-01,en|es,
""",
}


def write(folder: Path) -> None:
    """Writes all tables into the folder."""
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def broken(text: str, line: int, column: str, value: str) -> str:
    """The text of a table with another value in one cell; `line` is that of the file, 1 being the header."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    rows[line - 1][rows[0].index(column)] = value
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def found(*paths: Path) -> list[str]:
    """The messages of all errors."""
    return [str(error) for error in curated.check(paths)[1]]
