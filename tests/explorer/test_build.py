"""The file, its parts and its payload, without a browser."""

import json
import math
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

import explorer
from explorer import layout, pack, render, variants
from explorer.layout import Column
from explorer.payload import payload
from explorer.variants import COMPUTED
from graph import rooms
from graph.dates import InForce
from graph.errors import BadParameter, ModelError
from graph.model import PropertyGraph
from tests.explorer.opener import AS_OF, lacking, payload_in

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
    drawings = [*made["network"]["money"].values(), made["network"]["home"]]
    drawings += [d for q in made["questions"] for a in q["answers"] for d in a["networks"]]
    assert len(drawings) > 40
    for drawing in drawings:
        boxes = [
            (
                column["x"],
                column["ys"][row] if "ys" in column else column["y"] + row * column["step"],
                max(layout.box_width(names[node]) for names in labels),
            )
            for column in drawing["columns"]
            for row, node in enumerate(column.get("nodes", ()))
        ]
        assert len(boxes) <= layout.BOXES + 10
        assert all(abs(y) <= drawing["height"] / 2 and x <= drawing["width"] for x, y, _ in boxes)
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
    assert drawing.data(placed, [])["edges"] == [3, [5, "curvedCCW", 0.16]]
    for name in ("show", "write_html", "generate_html", "from_nx", "save_graph"):
        with pytest.raises(NotImplementedError):
            getattr(drawing, name)("x.html")


# -- the payload ----------------------------------------------------------------------------------------------------


def _in_node(script: str, made: dict[str, Any]) -> Any:
    """What the body of a function of `model` returns, where the model is what the page makes of a payload."""
    if NODE is None:
        lacking("there is no node to run it with")
    lines = [line.strip() for line in script.strip().split("\n")]
    imports = [line for line in lines if line.startswith("import ")]
    body = "\n".join(line for line in lines if line not in imports)
    whole = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ indexed, knownOf, unpacked }} from {json.dumps((PAGE / "model.js").as_uri())};
        {" ".join(imports)}
        const model = indexed(unpacked(JSON.parse(readFileSync(0, "utf8"))));
        const maps = (key, value) => (value instanceof Map ? Object.fromEntries(value) : value);
        console.log(JSON.stringify((() => {{ {body} }})(), maps));
    """
    given = json.dumps(pack.packed(made))
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", whole], input=given, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_page_reads_back_what_was_packed(made: dict[str, Any]) -> None:
    plain = json.loads(json.dumps(made))
    assert _in_node("return model.payload;", made) == plain


def test_a_table_says_each_word_once_and_ends_where_its_row_does() -> None:
    rows: list[dict[str, Any]] = [
        {"id": "country:a", "note": {"en": "so", "es": "así"}, "kind": "a long word"},
        {"id": "country:b", "kind": "a long word", "number": 0, "many": ["country:a", "country:b"]},
        {"id": "country:a", "kind": "a long word", "number": 1.5, "many": []},
    ]
    made = pack.table(rows, {"country:a": 0, "country:b": 1})
    assert made == {
        "columns": [
            ["id", "node"],
            ["kind", ["a long word"]],
            ["number", "json"],
            ["many", "node"],
            ["note.en", "text"],
            ["note.es", "text"],
        ],
        "rows": [[1, 1, None, 0, "so", "así"], [2, 1, 0, [1, 2]], [1, 1, 1.5, []]],
    }


def test_an_id_is_left_out_only_where_it_follows_from_the_rest() -> None:
    graph = PropertyGraph.build(
        [{"id": "country:MEX"}, {"id": "mechanism:rcm"}],
        [
            {"source": "country:MEX", "target": "mechanism:rcm", **more}
            for more in (
                {"relation": "MEMBER_OF", "start": "2000", "end": "2004-02"},
                {"relation": "MEMBER_OF", "spell": 12},
                {"relation": "SUPPORTS", "id": "fts/supports/1"},
            )
        ],
        [
            {"node": "mechanism:rcm", "measure": "status", "text": "active"},
            {"node": "mechanism:rcm", "measure": "status", "text": "dormant", "id": "status/mechanism:rcm/undated/07"},
        ],
    )
    plain = payload(graph, as_of="2020")
    packed = pack.packed(plain)
    kept = []
    for name in ("statements", "observations"):
        columns = [column for column, _ in packed[name]["columns"]]
        assert not {"since", "until"} & set(columns)
        kept.append([row[columns.index("id") :][:1] for row in packed[name]["rows"]])
    assert kept == [[["fts/supports/1"], [None], [12]], [["status/mechanism:rcm/undated/07"], []]]
    assert _in_node("return model.payload;", plain) == json.loads(json.dumps(plain))


DAYS = ("1995-06-30", "2019-12-31", AS_OF)


def _computed(name: str, made: dict[str, Any]) -> list[dict[str, Any]]:
    """What the page offers for a question that it answers itself: of many nodes some."""
    question = next(question for question in made["questions"] if question["name"] == name)
    chosen = [
        [(p["name"], value) for value in p["values"][:: 1 + len(p["values"]) // 7]] for p in question["parameters"]
    ]
    return [dict(choice) for choice in product(*chosen)]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("name", COMPUTED)
def test_what_the_page_answers_itself_is_what_python_answers(
    made: dict[str, Any], built_in: PropertyGraph, name: str, lang: str
) -> None:
    """Rows, evidence and sentence, for any day and every choice."""
    import queries

    places = {row["id"]: place for place, row in enumerate(made["statements"])}
    choices = _computed(name, made)
    days = (AS_OF,) if queries.question(name).timeless or name == "why" else DAYS
    script = f"""
        import {{ contextOf, plainSentence }} from {json.dumps((PAGE / "context.js").as_uri())};
        const words = {json.dumps({lang: render.words(lang) for lang in render.LANGUAGES})};
        const state = {{ q: {json.dumps(name)}, only: [], lang: {json.dumps(lang)} }};
        return {json.dumps(days)}.flatMap((on) => {json.dumps(choices)}.map((p) => {{
          const ctx = contextOf(model, words, {{ ...state, p, on }}, {{}});
          return [ctx.whole.rows, plainSentence(ctx)];
        }}));
    """
    asked = [(day, choice) for day in days for choice in choices]
    for (day, choice), (rows, sentence) in zip(asked, _in_node(script, made), strict=True):
        answer = queries.ask(built_in, name, as_of=day, lang=lang, **choice)
        assert rows == _rows_of(answer, places), (day, choice)
        assert sentence == answer.sentence, (day, choice)


def _rows_of(answer: Any, places: dict[str, int]) -> list[dict[str, Any]]:
    """The rows of an answer as the page has them."""
    cells = zip(*(answer.frame[column.name].tolist() for column in answer.columns), strict=True)
    return [
        {
            "cells": [None if isinstance(cell, float) and math.isnan(cell) else cell for cell in row],
            "evidence": [places.get(about, about) for about in evidence],
        }
        for row, evidence in zip(cells, answer.frame["evidence"], strict=True)
    ]


def test_the_answers_of_the_model_are_those_of_python(made: dict[str, Any], built_in: PropertyGraph) -> None:
    """Also those that are not worked out in the page: their rows come out of the shared table in order."""
    import queries

    places = {row["id"]: place for place, row in enumerate(made["statements"])}
    script = f"""
        import {{ chosenOf }} from {json.dumps((PAGE / "params.js").as_uri())};
        const single = (value) => (Array.isArray(value) ? value[0] : value);
        const given = (params) =>
          Object.fromEntries(Object.entries(params).map(([name, value]) => [name, single(value)]));
        return model.payload.questions.filter((question) => !question.computed).flatMap((question) =>
          question.answers.map(({{ params, sentence }}) => {{
            const shown = model.answer(question.name, chosenOf(question, given(params)), "en", "2001-01-01");
            return [question.name, params, shown.rows, shown.sentence.en === sentence.en];
          }}),
        );
    """
    answers = _in_node(script, made)
    assert {name for name, _, _, _ in answers} == set(queries.catalogue()) - set(COMPUTED)
    for number, (name, params, rows, right) in enumerate(answers):
        assert right, (name, params)
        if number % 4 == 0:
            assert rows == _rows_of(queries.ask(built_in, name, as_of=AS_OF, **params), places), (name, params)


@pytest.mark.parametrize("day", ["2000-01-01", "2022-05-17", AS_OF])
def test_the_home_sentence_counts_the_rooms_that_country_seats_counts(
    made: dict[str, Any], built_in: PropertyGraph, day: str
) -> None:
    import queries

    script = f"""
        import {{ matrixOn }} from {json.dumps((PAGE / "asof.js").as_uri())};
        import {{ homeFigures }} from {json.dumps((PAGE / "home.js").as_uri())};
        const {{ matrix, statements }} = model.payload;
        return homeFigures(matrix, matrixOn(matrix, statements, {json.dumps(day)}), {json.dumps(day)});
    """
    figures = _in_node(script, made)
    frame = queries.ask(built_in, "country-seats", as_of=day).frame
    assert figures["most"] == frame["seats"].max()
    assert sorted(figures["leaders"]) == list(frame.loc[frame["seats"] == frame["seats"].max(), "country"])
    if day == "2022-05-17":  # these led by their seats in the dormant CMC
        assert not {"country:BLZ", "country:DOM", "country:GUY"} & set(figures["leaders"])


def test_every_statement_row_and_place_of_the_payload_exists(made: dict[str, Any]) -> None:
    json.dumps(made, allow_nan=False)
    nodes = {node["id"] for node in made["nodes"]}
    for statement in made["statements"]:
        assert {statement["source"], statement["target"]} <= nodes
    places = range(len(made["statements"]))
    others = nodes | {observation["id"] for observation in made["observations"]}
    for question in made["questions"]:
        for answer in question["answers"]:
            assert ("rows" in answer) != (question["name"] in COMPUTED)
            for row in answer.get("rows", ()):
                assert len(row["cells"]) == len(question["columns"])
                assert all(item in places or item in others for item in row["evidence"])
    for _, _, about in made["matrix"]["cells"]:
        assert about
        assert all(place in places for place in about)


def test_rooms_whose_list_no_source_gives_stand_last(made: dict[str, Any]) -> None:
    known = [column["known"] != "none" for column in made["matrix"]["columns"]]
    assert known == sorted(known, reverse=True)
    assert {True, False} == set(known)


def test_every_question_of_the_catalogue_is_answered_in_both_languages(made: dict[str, Any]) -> None:
    import queries

    assert {question["name"] for question in made["questions"]} == set(queries.catalogue())
    for question in made["questions"]:
        assert question["answers"] or question["computed"]
        for answer in question["answers"]:
            assert question.get("computed") or all(answer["sentence"][lang] for lang in ("en", "es"))


def test_each_choice_of_a_reader_has_its_answer_and_the_default_comes_first(made: dict[str, Any]) -> None:
    import queries

    for question in made["questions"]:
        parameters = {parameter.key: parameter for parameter in queries.question(question["name"]).parameters}
        choices = 1
        for parameter in question["parameters"]:
            name, values = parameter["name"], parameter["values"]
            assert len(set(values)) == len(values) >= 1
            choices *= len(values)
            if not parameters[name].required and name not in ("from", "to"):
                assert values[0] == (parameters[name].default or None)
        if not question.get("computed"):
            assert len(question["answers"]) == choices, question["name"]


def test_the_questions_come_by_family_and_number(made: dict[str, Any]) -> None:
    families = [family["key"] for family in made["families"]]
    numbers = [question["number"] for question in made["questions"]]
    assert numbers == sorted(numbers, key=lambda number: (families.index(number[0]), int(number[1:])))
    assert all(family["en"] and family["es"] for family in made["families"])


def test_a_large_graph_is_asked_each_question_once(built_in: PropertyGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variants, "STATEMENTS", 10)
    for name in ("country-history", "uncovered-themes", "brokers", "without-largest-donor"):
        chosen = variants.values(built_in, name, AS_OF, lambda: pytest.fail("asked"))
        assert variants.beforehand(name, chosen, computed=False) == [{}]
    chosen = variants.values(built_in, "hosts-outside-forum", AS_OF, lambda: pytest.fail("asked"))
    assert variants.beforehand("hosts-outside-forum", chosen, computed=True) == []


def test_an_empty_graph_still_gives_a_page() -> None:
    html = explorer.build(PropertyGraph.build([{"id": "country:MEX", "region": "central-america"}]), as_of="2020")
    nodes = payload_in(html)["nodes"]
    assert "country:MEX" in str(nodes["rows"])


@pytest.mark.parametrize("day", ["1997-01-01", "2018-10-01", "2020-06-30", "2022-05-17", AS_OF])
def test_the_page_reads_each_cell_as_python_does(made: dict[str, Any], built_in: PropertyGraph, day: str) -> None:
    """The matrix of a day is worked out in the page; here by both, cell by cell."""
    script = f"""
        import {{ counts, matrixOn, outsideLife }} from {json.dumps((PAGE / "asof.js").as_uri())};
        const {{ matrix, statements }} = model.payload;
        const day = {json.dumps(day)};
        const on = matrixOn(matrix, statements, day);
        return matrix.columns.flatMap((column) => matrix.rows.map((row) => {{
          const cell = on.cells.get(`${{row.id}} ${{column.id}}`);
          return [column.id, row.id, cell.open, counts(cell, column), cell.tie ?? "", outsideLife(column, day)];
        }}));
    """
    present = {column["id"]: rooms.presence(built_in, column["id"], day) for column in made["matrix"]["columns"]}
    for column, row, doubtful, counted, tie, outside in _in_node(script, made):
        python = present[column].get(row, (rooms.absent(built_in, column, row), []))[0]
        assert counted == (python == InForce.YES), (column, row, day)
        # A recorded vote against is evidence enough here; Python's list is silent on whoever has no seat.
        if not tie and not outside:
            assert doubtful == (python == InForce.NO_EVIDENCE), (column, row, day)


def test_the_payload_is_for_the_day_it_says() -> None:
    made = payload(PropertyGraph.build([{"id": "country:MEX"}]), as_of="2022-05", lang="es")
    assert made["meta"]["as_of"] == "2022-05-31"
    assert made["meta"]["lang"] == "es"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_pipe_takes_the_page_and_stays_and_a_link_leads_to_it(tmp_path: Path) -> None:
    pipe, link, file = tmp_path / "pipe", tmp_path / "link.html", tmp_path / "page.html"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as other:
        read = other.submit(pipe.read_text, encoding="utf-8")
        render.save("<p>á</p>", pipe)
        assert read.result(timeout=10) == "<p>á</p>"
    assert pipe.is_fifo()
    link.symlink_to(file)
    assert render.save("<p>b</p>", link) == link
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == "<p>b</p>"
