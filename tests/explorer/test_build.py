"""The file, its parts and its payload, without a browser."""

import json
import re
import shutil
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import explorer
from explorer import layout, render
from explorer.layout import Column
from explorer.payload import payload
from graph import rooms
from graph.dates import InForce
from graph.errors import BadParameter, ModelError
from graph.model import PropertyGraph
from tests.explorer.opener import AS_OF, lacking

PAGE = Path(render.__file__).parent / "page"
PURE_TESTS = Path(__file__).parent / "page"
NODE = shutil.which("node")


# -- the file -------------------------------------------------------------------------------------------------------


def test_the_curated_page_is_under_two_million_bytes(html: str) -> None:
    assert len(html.encode()) < 2_000_000


def test_the_page_refers_to_nothing_outside_itself(html: str) -> None:
    shell = re.sub(r"<script.*?</script>|<style>.*?</style>", "", html, flags=re.DOTALL)
    assert not re.findall(r"(?:src|href)=\"(?!data:|#)", shell)
    assert "@import" not in html
    assert "sourceMappingURL" not in html


def test_the_policy_allows_only_what_it_has_hashed(html: str) -> None:
    policy = html.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    policy = policy.replace("&#39;", "'")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == 3
    assert {rule.split()[0] for rule in policy.split("; ")} == {
        "default-src",
        "script-src",
        "style-src",
        "img-src",
        "base-uri",
        "form-action",
    }


def test_the_same_graph_and_day_give_the_same_bytes(html: str, built_in: PropertyGraph) -> None:
    assert explorer.build(built_in, as_of=AS_OF) == html


def test_write_is_whole_or_not_at_all(built_in: PropertyGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "x.html"
    out.write_text("old", encoding="utf-8")
    monkeypatch.setattr(explorer, "build", lambda *_, **__: "\ud800")
    with pytest.raises(UnicodeEncodeError):
        explorer.write(built_in, out)
    assert out.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["x.html"]
    monkeypatch.setattr(explorer, "build", lambda *_, **__: "ñ\n")
    assert explorer.write(built_in, out) == out
    assert out.read_bytes() == "ñ\n".encode()


def test_another_language_or_day_is_refused(built_in: PropertyGraph) -> None:
    with pytest.raises(BadParameter, match="no such language"):
        explorer.build(built_in, lang="fr")
    with pytest.raises(ValueError, match="not a date"):
        explorer.build(built_in, as_of="19996")


def test_importing_the_explorer_imports_no_renderer() -> None:
    code = "import sys, explorer; print(sorted({'pyvis', 'jinja2', 'pandas', 'IPython'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- the modules ----------------------------------------------------------------------------------------------------


def test_modules_are_joined_each_after_what_it_imports() -> None:
    joined = render.join(
        {
            "main.js": 'import { b } from "./b.js";\nb();\n',
            "b.js": 'import { a } from "./a.js";\nexport function b() {\n  return a;\n}\n',
            "a.js": "export const a = 1;\n",
        }
    )
    assert joined == "// -- a.js\nconst a = 1;\n\n// -- b.js\nfunction b() {\n  return a;\n}\n\n// -- main.js\nb();\n"


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        ({"main.js": 'import x from "./a.js";'}, "main.js:1: write import"),
        ({"main.js": 'import { a } from "./a.js";'}, "imports a.js, which is not there"),
        ({"main.js": 'import { a } from "./a.js";', "a.js": "const a = 1;"}, "does not export it"),
        ({"main.js": 'import { a } from "./a.js";\nconst a = 2;', "a.js": "export const a = 1;"}, "both declare 'a'"),
        ({"main.js": "export default 1;"}, "main.js:1: write export"),
        (
            {
                "main.js": 'import { a } from "./a.js";\nexport const m = 1;',
                "a.js": 'import { m } from "./main.js";\nexport const a = 1;',
            },
            "circle",
        ),
    ],
)
def test_a_module_out_of_form_is_an_error(modules: dict[str, str], message: str) -> None:
    with pytest.raises(ModelError, match=re.escape(message)):
        render.join(modules)


def test_no_module_parses_markup_or_evaluates_text() -> None:
    for file in PAGE.glob("*.js"):
        text = file.read_text(encoding="utf-8")
        for name in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            'setAttribute("style"',
        ):
            assert name not in text, f"{file.name} uses {name}"


def test_the_two_dictionaries_have_equal_keys_and_placeholders() -> None:
    en, es = render.words("en"), render.words("es")
    assert en.keys() == es.keys()
    for key in en:
        assert set(re.findall(r"\{(\w+)\}", en[key])) == set(re.findall(r"\{(\w+)\}", es[key])), key


def test_each_text_the_modules_ask_for_is_there() -> None:
    known = render.words("en")
    for file in PAGE.glob("*.js"):
        for key in re.findall(r"\bt\(\s*\"([a-z][\w.-]*)\"", file.read_text(encoding="utf-8")):
            assert key in known, f"{file.name} asks for {key}"


def test_the_pure_modules_pass_their_own_tests() -> None:
    if NODE is None:
        lacking("there is no node to run them with")
    done = subprocess.run(
        [str(NODE), "--test", *map(str, sorted(PURE_TESTS.glob("*.mjs")))], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


# -- the drawings ---------------------------------------------------------------------------------------------------


def test_no_two_boxes_of_a_drawing_overlap(made: dict[str, Any], built_in: PropertyGraph) -> None:
    labels = [built_in.labels(lang) for lang in ("en", "es")]
    drawings = [*made["network"]["egos"].values(), made["network"]["home"]]
    drawings += [d for q in made["questions"] for a in q["answers"] for d in a["networks"]]
    assert len(drawings) > 40
    for drawing in drawings:
        assert len(drawing["nodes"]) <= layout.BOXES + 10
        boxes = [(x, y, max(layout.box_width(names[node]) for names in labels)) for node, x, y, _ in drawing["nodes"]]
        for (x1, y1, w1), (x2, y2, w2) in combinations(boxes, 2):
            assert abs(x1 - x2) >= (w1 + w2) / 2 or abs(y1 - y2) >= 28


def test_what_does_not_fit_is_counted() -> None:
    nodes = [f"country:{n}" for n in range(100)]
    placed = layout.columns([Column(nodes), Column(["mechanism:m"])], dict.fromkeys([*nodes, "mechanism:m"], 60))
    assert len(placed.positions) == layout.BOXES
    assert placed.more == 101 - layout.BOXES
    assert "mechanism:m" in placed.positions


def test_parallel_statements_stay_apart_and_pyvis_own_page_is_closed() -> None:
    from explorer.network import Drawing

    drawing = Drawing()
    placed = layout.columns([Column(["country:a"]), Column(["mechanism:m"])], {"country:a": 60, "mechanism:m": 60})
    drawing.place(placed, {"country:a": "Country", "mechanism:m": "Mechanism"})
    drawing.join([(3, "country:a", "mechanism:m"), (5, "country:a", "mechanism:m"), (7, "country:a", "nobody")])
    assert [edge[0] for edge in drawing.data(placed, [])["edges"]] == [3, 5]
    for name in ("show", "write_html", "generate_html", "from_nx", "save_graph"):
        with pytest.raises(NotImplementedError):
            getattr(drawing, name)("x.html")


# -- the payload ----------------------------------------------------------------------------------------------------


def test_every_statement_row_and_place_of_the_payload_exists(made: dict[str, Any]) -> None:
    json.dumps(made, allow_nan=False)
    nodes = {node["id"] for node in made["nodes"]}
    for statement in made["statements"]:
        assert {statement["source"], statement["target"]} <= nodes
    places = range(len(made["statements"]))
    for question in made["questions"]:
        for answer in question["answers"]:
            for row in answer["rows"]:
                assert len(row["cells"]) == len(answer["columns"])
                assert all(place in places for place in row["evidence"])
    for _, _, about in made["matrix"]["cells"]:
        assert about
        assert all(place in places for place in about)


def test_every_question_of_the_catalogue_is_answered_in_both_languages(made: dict[str, Any]) -> None:
    import queries

    assert {question["name"] for question in made["questions"]} == set(queries.catalogue())
    for question in made["questions"]:
        assert question["answers"]
        for answer in question["answers"]:
            assert all(answer["sentence"][lang] for lang in ("en", "es"))
            assert answer["as_of"] == AS_OF


def test_an_empty_graph_still_gives_a_page() -> None:
    html = explorer.build(PropertyGraph.build([{"id": "country:MEX", "region": "central-america"}]), as_of="2020")
    assert "country:MEX" in html


@pytest.mark.parametrize("day", ["1997-01-01", "2018-10-01", "2020-06-30", "2022-05-17", AS_OF])
def test_the_page_reads_each_cell_as_python_does(made: dict[str, Any], built_in: PropertyGraph, day: str) -> None:
    """The matrix of a day is worked out in the page; here by both, cell by cell."""
    if NODE is None:
        lacking("there is no node to run it with")
    script = f"""
        import {{ counts, matrixOn, outsideLife }} from {json.dumps((PAGE / "asof.js").as_uri())};
        import {{ readFileSync }} from "node:fs";
        const {{ matrix, statements }} = JSON.parse(readFileSync(0, "utf8"));
        const day = {json.dumps(day)};
        const on = matrixOn(matrix, statements, day);
        console.log(JSON.stringify(matrix.columns.flatMap((column) => matrix.rows.map((row) => {{
          const cell = on.cells.get(`${{row.id}} ${{column.id}}`);
          return [column.id, row.id, cell.open, counts(cell, column), cell.tie ?? "", outsideLife(column, day)];
        }}))));
    """
    given = json.dumps({"matrix": made["matrix"], "statements": made["statements"]})
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", script], input=given, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    present = {column["id"]: rooms.presence(built_in, column["id"], day) for column in made["matrix"]["columns"]}
    for column, row, doubtful, counted, tie, outside in json.loads(done.stdout):
        python = present[column].get(row, (rooms.absent(built_in, column, row), []))[0]
        assert counted == (python == InForce.YES), (column, row, day)
        # A recorded vote against is evidence enough here; Python's list is silent on whoever has no seat.
        if not tie and not outside:
            assert doubtful == (python == InForce.NO_EVIDENCE), (column, row, day)


def test_the_payload_is_for_the_day_it_says(built_in: PropertyGraph) -> None:
    made = payload(built_in, as_of="2022-05", lang="es")
    assert made["meta"]["as_of"] == "2022-05-31"
    assert made["meta"]["lang"] == "es"
