import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import queries
from graph.errors import BadParameter, TooLarge
from graph.model import PropertyGraph
from queries import _significance
from queries._frame import Answer
from tests.queries.drawn import AS_OF, REGIONAL, Row, drawn, shared, sit, slugs, tie


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (r["p_sdsm"], -r["shared"], r["a"], r["b"])


def ask(graph: PropertyGraph, **given: object) -> Answer:
    return queries.ask(graph, "significant-overlap", **{"as_of": AS_OF, **given})


def rooms(**lists: str) -> PropertyGraph:
    """Rooms and who sits there."""
    nodes = {f"mechanism:{room}": REGIONAL for room in lists}
    return drawn(nodes, [row for room, members in lists.items() for row in sit(members, room)])


def three() -> PropertyGraph:
    # a: R S T    b: R S T    c: X Y Z
    return rooms(a="R S T", b="R S T", c="X Y Z")


def twelve() -> PropertyGraph:
    # a and b have the same six of twelve, c has the other six
    return rooms(a="A B C D E F", b="A B C D E F", c="G H I J K L")


def test_three_of_six_twice_the_same_by_hand() -> None:
    answer = ask(three())
    # Hypergeometric: 1 of the 20 ways to draw three of six. SDSM: all rooms are of one size, so that the chance of a
    # country is its number of rooms / 3: R, S and T are in both with chance 4/9, X, Y and Z with 1/9. The chance of 0,
    # 1, 2, 3 of the first is 125, 300, 240, 64 and of the others 512, 192, 24, 1, of 729 each. Three pairs are tests.
    sdsm = (64 * 729 + 240 * (192 + 24 + 1) + 300 * (24 + 1) + 125 * 1) / 729**2
    assert answer.frame.to_dict("records") == [
        {
            "a": "mechanism:a",
            "b": "mechanism:b",
            "a_size": 3,
            "b_size": 3,
            "shared": 3,
            "expected": pytest.approx(3 * 4 / 9 + 3 * 1 / 9),
            "p_hypergeometric": pytest.approx(1 / 20),
            "p_sdsm": pytest.approx(sdsm),
            "q_hypergeometric": pytest.approx(3 / 20),
            "q_sdsm": pytest.approx(3 * sdsm),
            "significant": "no",
            "evidence": [f"member-of/country:{c}/mechanism:{room}/member/1" for c in "RST" for room in "ab"],
        }
    ]
    assert answer.universe == {
        "rooms": ["mechanism:a", "mechanism:b", "mechanism:c"],
        "countries": [f"country:{c}" for c in "RSTXYZ"],
        "undecided": [],
        "near_universal": [],
        "unknown_rooms": [],
    }
    assert answer.sentences == {
        "en": "On 2022-05-17, 3 pairs of 3 rooms were tested (universe: 6 countries and territories). "
        "By the stochastic degree sequence model (SDSM) with the Benjamini-Hochberg correction (5% level), no two "
        "share more members than chance would give. With few sets even a real pattern may not show.",
        "es": "Al 2022-05-17 se probaron 3 pares de 3 foros (universo: 6 países y territorios). Según el modelo "
        "estocástico de secuencia de grados (SDSM) con la corrección de Benjamini-Hochberg (al 5 %), ningún "
        "par comparte más miembros que por azar. Con tan pocos conjuntos, un patrón real puede no notarse.",
    }


def test_a_significant_pair_is_named_with_its_numbers_and_is_no_proof_of_duplication() -> None:
    answer = ask(twelve(), model="hypergeometric")
    row = answer.frame.iloc[0]
    assert (row["expected"], row["significant"]) == (3, "more")
    assert row["p_hypergeometric"] == pytest.approx(1 / 924)
    assert answer.sentences["en"].endswith(
        "By the hypergeometric test with the Benjamini-Hochberg correction (5% level), 1 pair shares more members than "
        "chance would give, most clearly a and b (6 shared, 3.0 expected, q = 0.003). That is no proof of "
        "duplication: it may be back-up, or come of who is near whom."
    )
    assert answer.sentences["es"].endswith(
        "Según la prueba hipergeométrica con la corrección de Benjamini-Hochberg (al 5 %), 1 par comparte más "
        "miembros que por azar; el más claro: a y b (6 comunes, 3,0 esperados, q = 0,003). Eso no prueba duplicación: "
        "puede ser respaldo, o deberse a la cercanía."
    )


def verdicts(answer: Answer) -> dict[str, str]:
    frame = answer.frame
    pairs = zip(slugs(frame["a"]), slugs(frame["b"]), frame["significant"], strict=True)
    return {a + b: verdict for a, b, verdict in pairs}


def test_a_pair_near_to_significant_is_named_and_of_many_sets_it_is_not_said_that_they_are_few() -> None:
    # a and b have the same two of thirty; each other room has one country of its own: 435 pairs of 30 rooms
    lists = {f"r{n:02d}": f"X{n:02d}" for n in range(2, 30)}
    answer = ask(rooms(a="X00 X01", b="X00 X01", **lists), model="hypergeometric", alpha=0.001, correction="none")
    row = answer.frame.iloc[0]
    assert (row["shared"], row["significant"]) == (2, "no")
    assert row["p_hypergeometric"] == pytest.approx(1 / 435)
    assert answer.sentences["en"].endswith(
        "no two share more members than chance would give; nearest: a and b (2 shared, 0.1 expected, q = 0.002)."
    )
    assert answer.sentences["es"].endswith(
        "ningún par comparte más miembros que por azar; lo más cercano: a y b (2 comunes, 0,1 esperados, q = 0,002)."
    )


def test_the_tail_says_what_is_looked_for() -> None:
    every = {"model": "hypergeometric", "min_shared": 0}
    assert verdicts(ask(twelve(), **every)) == {"ab": "more", "ac": "no", "bc": "no"}
    assert verdicts(ask(twelve(), tail="lower", **every)) == {"ac": "fewer", "bc": "fewer", "ab": "no"}
    two = ask(twelve(), tail="both", **every)
    assert verdicts(two) == {"ab": "more", "ac": "fewer", "bc": "fewer"}
    assert two.frame["p_hypergeometric"].tolist() == pytest.approx([2 / 924] * 3)
    assert "3 pairs share more or fewer members than chance would give" in two.sentences["en"]
    few = ask(twelve(), tail="lower", **every).sentences
    assert "2 pairs share fewer members than chance would give" in few["en"]
    assert "duplication" not in few["en"]
    assert few["en"].endswith("That is no proof of distance: it may come of region, or of lists that are not whole.")
    assert few["es"].endswith("Eso no prueba distancia: puede deberse a la región o a listas incompletas.")
    assert "3 pares comparten más o menos miembros que por azar" in two.sentences["es"]


def test_both_models_have_to_agree_where_both_are_asked() -> None:
    # By the SDSM six shared are no surprise where those six are in two rooms of three, and the others in one.
    assert verdicts(ask(twelve())) == {"ab": "no"}
    assert verdicts(ask(twelve(), model="hypergeometric")) == {"ab": "more"}
    both = ask(twelve(), model="both")
    assert verdicts(both) == {"ab": "no"}
    assert both.sentence.split(". ")[1].startswith("By both tests with ")


def test_pairs_that_are_not_listed_are_tests_all_the_same() -> None:
    listed, every = ask(twelve()).frame, ask(twelve(), min_shared=0).frame
    assert len(listed) == 1
    assert len(every) == 3
    assert listed["q_sdsm"].iloc[0] == pytest.approx(3 * listed["p_sdsm"].iloc[0])
    assert every["q_sdsm"].iloc[0] == pytest.approx(listed["q_sdsm"].iloc[0])
    assert every["p_sdsm"].tolist()[1:] == pytest.approx([1, 1])


def test_min_shared_hides_rows_and_changes_no_number() -> None:
    graph = rooms(a="A B C D", b="A B C E", c="A F G H")
    all_rows, some = ask(graph).frame, ask(graph, min_shared=2).frame
    assert shared(some) == {("a", "b"): 3}
    assert shared(all_rows) == {("a", "b"): 3, ("a", "c"): 1, ("b", "c"): 1}
    assert some["q_sdsm"].tolist() == all_rows["q_sdsm"].tolist()[:1]
    nothing = ask(graph, min_shared=4)
    assert nothing.frame.empty
    assert "No two of them share 4 or more." in nothing.sentences["en"]
    assert "Ningún par comparte 4 o más." in nothing.sentences["es"]


@pytest.mark.parametrize("model", ["sdsm", "hypergeometric"])
def test_a_body_that_everybody_belongs_to_wins_no_ranking(model: str) -> None:
    # gcm: all twelve. It shares most with everybody, and just what is expected of it.
    graph = rooms(a="A B C D E F", b="A B C D E G", c="G H I J K L", gcm="A B C D E F G H I J K L")
    frame = ask(graph, model=model).frame
    world = frame[(frame["a"] == "mechanism:gcm") | (frame["b"] == "mechanism:gcm")]
    assert len(world) == 3
    np.testing.assert_allclose(world["expected"], world["shared"])
    np.testing.assert_allclose(world["p_hypergeometric"], 1)
    assert (world["p_sdsm"] > 0.5).all()
    assert slugs(frame.iloc[0][["a", "b"]]) == ["a", "b"]


def with_outsiders() -> PropertyGraph:
    # a: MEX PER ESP    b: MEX PER ESP    c: CHL   nowhere: BRA (Americas), FRA (Europe), XXX (region not known)
    regions = {"MEX": "north-america", "PER": "south-america", "CHL": "south-america", "BRA": "south-america"}
    regions |= {"ESP": "europe", "FRA": "europe"}
    nodes: dict[str, Row] = {f"country:{code}": {"region": region} for code, region in regions.items()}
    nodes |= {"country:XXX": {}, **{f"mechanism:{room}": REGIONAL for room in "abc"}}
    return drawn(nodes, [*sit("MEX PER ESP", "a"), *sit("MEX PER ESP", "b"), *sit("CHL", "c")])


def test_the_universe_is_who_is_seated_the_americas_or_all_countries() -> None:
    # MEX, PER, ESP and CHL: 1 of 4 ways to draw the same three; of all 7 it is 1 of 35; of the 4 in the Americas only
    # MEX and PER are drawn, in 1 of 6 ways
    graph = with_outsiders()
    found = {}
    for universe in ("seated", "all", "americas"):
        answer = ask(graph, universe=universe)
        row = answer.frame.iloc[0]
        found[universe] = (row["a_size"], row["shared"], row["p_hypergeometric"])
        drawn_from = answer.universe.get("universe", answer.universe["countries"])
        assert f"(universe: {len(drawn_from)} countries and territories)." in answer.sentences["en"]
    assert found == {
        "seated": (3, 3, pytest.approx(1 / 4)),
        "all": (3, 3, pytest.approx(1 / 35)),
        "americas": (2, 2, pytest.approx(1 / 6)),
    }
    assert slugs(ask(graph, universe="americas").universe["universe"]) == ["BRA", "CHL", "MEX", "PER"]


def test_a_country_of_no_set_changes_nothing_for_the_sdsm() -> None:
    seated, every = (ask(with_outsiders(), universe=u).frame["p_sdsm"].tolist() for u in ("seated", "all"))
    assert seated == pytest.approx(every)


def test_countries_are_compared_by_their_rooms() -> None:
    answer = ask(twelve(), between="countries")
    assert answer.sentence.startswith("On 2022-05-17, 66 pairs of 12 countries were tested (universe: 3 rooms).")
    assert answer.frame["shared"].max() == 2
    one = ask(rooms(a="A B"), between="countries")
    assert "1 pair of 2 countries were tested" not in one.sentence
    assert "1 pair of 2 countries was tested (universe: 1 room)." in one.sentences["en"]
    assert "se probó 1 par de 2 países (universo: 1 foro)." in one.sentences["es"]


def test_donors_are_compared_by_what_they_fund() -> None:
    money = {"counted": True, "money": "pledge"}
    graph = drawn({}, [tie("FUNDS", donor, f"agency:{to}", **money) for donor in ("USA", "CAN") for to in ("a", "b")])
    answer = ask(graph, between="donors")
    assert answer.frame[["a", "b", "shared"]].to_numpy().tolist() == [["country:CAN", "country:USA", 2]]
    assert answer.frame["p_sdsm"].tolist() == [1]


def test_a_universe_of_countries_is_refused_for_what_is_no_set_of_countries() -> None:
    with pytest.raises(BadParameter, match=r"countries by rooms are not made of countries .*; choose seated"):
        ask(twelve(), between="countries", universe="all")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("alpha", "1.5"),
        ("alpha", "-1"),
        ("model", "magic"),
        ("tail", "upper,lower"),
        ("correction", "fdr"),
        ("by", "x"),
    ],
)
def test_bad_parameters_are_refused(name: str, value: str) -> None:
    with pytest.raises(BadParameter):
        ask(twelve(), **{name: value})


@pytest.mark.parametrize(
    ("correction", "en"),
    [
        ("holm", "with Holm's correction"),
        ("bonferroni", "with Bonferroni's correction"),
        ("none", "without any correction for many tests"),
    ],
)
def test_the_correction_is_named_and_applied(correction: str, en: str) -> None:
    answer = ask(three(), model="hypergeometric", correction=correction, alpha=0.05)
    assert en in answer.sentences["en"]
    assert answer.frame["q_hypergeometric"].tolist() == pytest.approx([1 / 20 if correction == "none" else 3 / 20])
    assert (answer.frame["significant"].tolist() == ["more"]) == (correction == "none")


def test_alpha_is_the_level() -> None:
    answer = ask(three(), model="hypergeometric", alpha=0.155)
    assert answer.frame["significant"].tolist() == ["more"]
    assert "(15.5% level)" in answer.sentences["en"]
    assert "(al 15,5 %)" in answer.sentences["es"]


def test_too_large_for_the_sdsm_leaves_the_hypergeometric_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_significance, "WORK", 1)
    with pytest.raises(TooLarge, match="model hypergeometric"):
        ask(twelve())
    frame = ask(twelve(), model="hypergeometric").frame
    assert frame["p_sdsm"].isna().all()
    assert frame["q_sdsm"].isna().all()
    assert frame["significant"].tolist() == ["more"]


def test_seats_without_evidence_of_observers_and_of_later_days_do_not_count() -> None:
    graph = drawn(
        {f"mechanism:{room}": REGIONAL for room in "ab"},
        [*sit("A B", "a"), *sit("A", "b"), *sit("B", "b", role="observer"), *sit("C", "b", start="2030")],
    )
    assert shared(ask(graph).frame) == {("a", "b"): 1}
    assert shared(ask(graph, roles="member,observer").frame) == {("a", "b"): 2}
    assert "Only seats of members and observers are counted here." in ask(graph, roles="member,observer").sentence


def test_a_room_without_a_list_is_named_and_not_tested() -> None:
    unknown = {"mechanism:cam": {**REGIONAL, "members_known": False}}
    graph = drawn({"mechanism:a": REGIONAL, "mechanism:b": REGIONAL, **unknown}, [*sit("A B", "a"), *sit("A", "b")])
    answer = ask(graph)
    assert "1 pair of 2 rooms was tested" in answer.sentences["en"]
    assert answer.sentences["en"].endswith(" Left out, as no source gives their members then: cam.")
    assert answer.sentences["es"].endswith(" Quedan fuera, sin fuente sobre sus miembros entonces: cam.")


def test_a_room_whose_list_is_not_whole_is_tested_and_named() -> None:
    part = {"mechanism:b": {**REGIONAL, "members_known": False}}
    graph = drawn({"mechanism:a": REGIONAL, **part}, [*sit("A B", "a"), *sit("A", "b")])
    answer = ask(graph)
    assert "1 pair of 2 rooms was tested" in answer.sentences["en"]
    assert answer.sentences["en"].endswith(" The list is not whole then: b.")
    assert answer.sentences["es"].endswith(" Lista incompleta: b.")


def test_without_two_sets_it_says_what_is_not_known() -> None:
    assert ask(rooms(a="A B")).sentences == {
        "en": "Only one of the rooms is known to have members on 2022-05-17: nothing to compare.",
        "es": "Solo de uno de los foros se conocen miembros al 2022-05-17: nada que comparar.",
    }
    assert ask(drawn({}, []), between="plans").sentences == {
        "en": "No countries of plans are known on 2022-05-17: no evidence. Memberships, activities or payments would "
        "have to be loaded.",
        "es": "No se conocen países de planes al 2022-05-17: sin evidencia. Habría que cargar membresías, actividades "
        "o pagos.",
    }


def test_the_sets_are_made_by_the_cypher_of_member_overlap() -> None:
    first, last = "OPTIONAL MATCH (m:Mechanism)", "collect(DISTINCT s.id) AS proof\n"
    parts = []
    for name in ("member-overlap", "significant-overlap"):
        text = queries.question(name).cypher
        start = text.rindex("\n", 0, text.index(first)) + 1
        parts.append(textwrap.dedent(text[start : text.index(last)]))
    assert parts[0] == parts[1]


def test_on_the_curated_graph_no_global_room_leads(built_in: PropertyGraph) -> None:
    answer = ask(built_in)
    first = answer.frame.head(3)
    assert sorted({*slugs(first["a"]), *slugs(first["b"])}) == ["mirps", "ocam", "rcm"]
    assert not set(answer.universe["near_universal"]) & {*first["a"], *first["b"]}
    every = ask(built_in, universe="all").frame
    assert every["p_hypergeometric"].max() <= 1
    assert len(every) == len(answer.frame)
