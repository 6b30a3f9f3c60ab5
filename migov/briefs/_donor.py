"""The brief of a donor: what it funds, where, alone or with whom, who depends on it; of an agency also what it does."""

from __future__ import annotations

import pandas as pd

from graph import schema
from migov.briefs import _changes, _figures, _money, _pledges, _seats, _text, _unknown
from migov.briefs._asked import Asked, evidence_of
from migov.briefs._model import Block, Bullets, Cite, Heading, Paragraph, Picture, Table, Text

WORK = ("SECRETARIAT_OF", "PRESIDES", "LEADS", "IMPLEMENTS", "COORDINATES_WITH", "SUPPORTS", "OPERATES_IN", "MEMBER_OF")
"""What an agency does, in this order."""
ROWS, NAMED = 8, 12


def donor(asked: Asked) -> tuple[list[Text], list[Block]]:
    """The headline and the blocks."""
    funds, gave = _money.outward(asked)
    pledges, pledge_short = _pledges.commitments(asked, by=asked.node)
    agency = not asked.node.startswith("country:")
    work = _work(asked) if agency else []
    blocks = _funds(asked, funds, gave)
    blocks += [*_where(asked, gave), *_together(asked, gave)] if len(gave) else []
    blocks = [*blocks, *work] if len(gave) else [*work, *blocks]
    blocks += _received(asked)
    blocks += [*pledges, *_changes.changes(asked), *_unknown.unknown(asked, _unmatched(asked, gave))]
    return [*_headline(asked, gave), *(_work_headline(asked) if agency else []), *pledge_short][:5], blocks


def _headline(asked: Asked, gave: pd.DataFrame) -> list[Text]:
    """How many recipients, the largest figures, and who has no other recorded donor."""
    say = asked.say
    if gave.empty:
        text = say(
            f"No money from {asked.me} is recorded by {asked.day(asked.as_of)}: no evidence, which does not mean that "
            "it gave none.",
            f"No consta dinero de {asked.me} hasta el {asked.day(asked.as_of)}: sin evidencia, lo que no significa "
            "que no lo diera.",
        )
        return [(text,)]
    count = say.count(gave["recipient"].nunique(), "recipient", "recipients", "receptor", "receptores")
    text = say(
        f"By {asked.day(asked.as_of)}, money from {asked.me} is recorded to {count} ({asked.names(gave['recipient'])})",
        f"Hasta el {asked.day(asked.as_of)} consta dinero de {asked.me} para {count} "
        f"({asked.names(gave['recipient'])})",
    )
    told: list[Text] = [asked.claim(text, evidence_of(gave))]
    known = gave[gave["amount"].notna()].sort_values("amount", ascending=False, kind="stable")
    tops = known.drop_duplicates(["currency", "money"]).head(_money.TOPS)
    if len(tops):
        figured = say.joined([_money.figure(asked, row["amount"], row) for row in tops.to_dict("records")])
        text = say(
            f"Largest recorded figures, by kind and currency: {figured}",
            f"Mayores cifras registradas, por tipo y moneda: {figured}",
        )
        told.append(asked.claim(text, evidence_of(tops)))
    others = _money.beside(asked, gave["recipient"].tolist())
    only = gave[~gave["recipient"].isin(others["recipient"])]
    if len(only):
        text = say(
            f"No other donor is recorded for {asked.names(only['recipient'])}",
            f"No consta otro donante para {asked.names(only['recipient'])}",
        )
        told.append(asked.claim(text, evidence_of(only)))
    shared = gave[gave["recipient"].isin(others["recipient"])]
    if len(shared):
        text = say(
            f"It funds {asked.names(shared['recipient'])} beside {asked.names(others['donor'])}",
            f"Financia {asked.names(shared['recipient'])} junto a {asked.names(others['donor'])}",
        )
        told.append(asked.claim(text, [*evidence_of(shared), *evidence_of(others)]))
    return told


def _funds(asked: Asked, table: list[Block], gave: pd.DataFrame) -> list[Block]:
    blocks: list[Block] = [Heading(asked.words["funds"])]
    if gave.empty:
        text = asked.say(
            f"No money from {asked.me} that counts in totals is recorded: no evidence.",
            f"No consta dinero de {asked.me} que cuente en los totales: sin evidencia.",
        )
        return [*blocks, Paragraph((text,)), *[Paragraph(t) for t in _money.not_counted(asked, outward=True)]]
    blocks += table
    blocks += [Paragraph(text) for text in _money.not_counted(asked, outward=True)]
    for (currency, money, _), part in gave[gave["amount"] > 0].groupby(["currency", "money", "dataset"], sort=True):
        if len(part) > 2:  # two figures are read faster than drawn
            caption = asked.say(
                f"{_money.kinds(asked, money).capitalize()} of {asked.me} in {currency}",
                f"{_money.kinds(asked, money).capitalize()} de {asked.me} en {currency}",
            )
            rows = [
                (asked.name(row["recipient"]), row["amount"], _text.amount(row["amount"], currency, asked.lang))
                for row in part.to_dict("records")
            ]
            picture = _figures.bars(asked, caption, rows)
            blocks += [picture] if picture else []
            break
    return blocks


def _where(asked: Asked, gave: pd.DataFrame) -> list[Block]:
    """The countries that are funded, or where what is funded operates."""
    heading = Heading(asked.words["where"])
    funded = set(gave["recipient"])
    edges = asked.graph.edges
    fits = asked.graph.mask("OPERATES_IN", confidence=schema.COUNTED_CONFIDENCES)
    held = edges[
        fits & edges["source"].isin(list(funded)).to_numpy() & (edges["since"] <= asked.as_of).fillna(False).to_numpy()
    ]
    direct = gave[gave["recipient"].str.startswith("country:")]
    items: list[Text] = []
    if len(direct):
        text = asked.say("Directly to", "Directamente a")
        items.append(asked.claim(f"{text} {asked.names(direct['recipient'], NAMED)}", evidence_of(direct)))
    held = held[~held["source"].str.startswith("agency:")]
    places: dict[tuple[str, ...], list[str]] = {}
    for place, part in held.groupby("target"):
        places.setdefault(tuple(sorted(set(part["source"]))), []).append(str(place))
    for recipients, alike in sorted(places.items(), key=lambda pair: (-len(pair[0]), pair[1])):
        proof = held.loc[held["target"].isin(alike), "id"]
        items.append(asked.claim(f"{asked.names(alike, NAMED)}: {asked.names(recipients)}", proof))
    placed = set(held["source"]) | set(direct["recipient"])
    left = sorted(funded - placed)
    if left:
        text = asked.say(
            f"No source here places in one country the money to {asked.names(left, NAMED)}.",
            f"Ninguna fuente aquí sitúa en un país el dinero para {asked.names(left, NAMED)}.",
        )
        items.append((text,))
    return [heading, Bullets(tuple(items[:NAMED])), *_seats.rest(asked, len(items) - NAMED, "donor-concentration")]


def _together(asked: Asked, gave: pd.DataFrame) -> list[Block]:
    """Who funds the same recipients, and what would remain without it."""
    heading = Heading(asked.words["together"])
    found = _money.figures(asked, "without-largest-donor", donors=asked.node)
    partners = _money.beside(asked, gave["recipient"].tolist())
    cells = []
    for row in found.head(ROWS).to_dict("records"):
        others = partners[partners["recipient"] == row["recipient"]]
        names = asked.names(others["donor"], 4) or asked.words["none known"]
        proof = [*row["evidence"], *evidence_of(others)]
        cells.append(
            (
                (asked.name(row["recipient"]),),
                (_money.kind(asked, row["money"]),),
                (names,),
                (_remains(asked, row["without"], row["currency"], row["state"]),),
                (Cite(tuple(dict.fromkeys(proof)), direct=False),),
            )
        )
    heads = tuple(asked.words[head] for head in ("recipient", "kind", "others", "remains", "sources"))
    caption = asked.say(
        "Who else is recorded as a donor of the same recipients, of any kind of money, and what remains recorded of "
        f"the same kind without {asked.me}",
        "Quién más figura como donante de los mismos receptores, con dinero de cualquier tipo, y qué queda registrado "
        f"del mismo tipo sin {asked.me}",
    )
    picture = _beside(asked, gave)
    return [
        heading,
        Table(caption, heads, tuple(cells), (26, 14, 29, 22, 9)),
        *_seats.rest(asked, len(found) - ROWS, "without-largest-donor"),
        *([picture] if picture else []),
    ]


def _beside(asked: Asked, gave: pd.DataFrame) -> Picture | None:
    """The donors of the recipient of which most have a known amount of one kind, currency and dataset."""
    every = _money.figures(asked, "donor-significance")
    every = every[(every["amount"] > 0) & every["recipient"].isin(gave["recipient"])]
    figure = every.groupby(["recipient", "currency", "money", "dataset"], sort=True).ngroup()
    mine = figure.isin(figure[every["donor"] == asked.node])
    donors = figure[mine].value_counts(sort=False).sort_index()
    if donors.empty or donors.max() < 2:
        return None
    part = every[figure == donors.idxmax()].sort_values("amount", ascending=False, kind="stable")
    first = part.iloc[0]
    kinds = _money.kinds(asked, first["money"])
    caption = asked.say(
        f"{kinds.capitalize()} to {asked.name(first['recipient'])} by donor, in {first['currency']} ({asked.me} dark)",
        f"{kinds.capitalize()} a {asked.name(first['recipient'])} por donante, en {first['currency']} ({asked.me} en "
        "oscuro)",
    )
    rows = [
        (asked.name(row["donor"]), row["amount"], _text.amount(row["amount"], row["currency"], asked.lang))
        for row in part.to_dict("records")
    ]
    return _figures.bars(asked, caption, rows, dark=asked.me)


def _remains(asked: Asked, left: float, currency: object, state: str) -> str:
    told = asked.word(state)
    return f"{_text.amount(left, currency, asked.lang)}" if left == left and left > 0 else told


def _work(asked: Asked) -> list[Block]:
    """What an agency serves, leads, carries out and where it works."""
    heading = Heading(asked.words["work"])
    items: list[Text] = []
    for relation in WORK:
        held = asked.held(relation, outward=True)
        if len(held):
            declared = schema.RELATIONS[relation]
            label = asked.say(declared.en, declared.es)
            items.append(
                asked.claim(f"{label[:1].upper()}{label[1:]} {asked.names(held['target'], NAMED)}", held["id"])
            )
    if not items:
        text = asked.say(
            f"No source here says what {asked.me} leads, serves or carries out: no evidence.",
            f"Ninguna fuente aquí dice qué conduce, atiende o ejecuta {asked.me}: sin evidencia.",
        )
        return [heading, Paragraph((text,))]
    return [heading, Bullets(tuple(items))]


def _work_headline(asked: Asked) -> list[Text]:
    """What an agency serves, chairs and leads."""
    told: list[str] = []
    proof: list[str] = []
    for relation in ("SECRETARIAT_OF", "PRESIDES", "LEADS"):
        held = asked.held(relation, outward=True)
        if len(held):
            declared = schema.RELATIONS[relation]
            told.append(f"{asked.say(declared.en, declared.es)} {asked.names(held['target'])}")
            proof += held["id"].tolist()
    return [asked.claim(f"{asked.me} {'; '.join(told)}", proof)] if told else []


def _received(asked: Asked) -> list[Block]:
    """The money that it gets itself, where any is recorded."""
    caption = asked.say(
        f"Money to {asked.me}; kinds and currencies are not added",
        f"Dinero para {asked.me}; no se suman tipos ni monedas",
    )
    tables, found = _money.inward(asked, {asked.node}, caption)
    if found.empty:
        return []
    return [Heading(asked.say("What it receives", "Qué recibe")), *tables]


def _unmatched(asked: Asked, gave: pd.DataFrame) -> list[Text]:
    """How far what it pledged is known to be paid."""
    items: list[Text] = []
    if gave.empty:
        return items
    found = asked.ask("pledge-to-payment", by="pair").frame
    found = found[found["donor"] == asked.node]
    known = found[found["state"] != "no evidence"]
    pledged = found[found["pledged"].notna() & found["disbursed_of_pledged"].isna()]
    for row in known.head(3).to_dict("records"):
        rate = row["disbursed_of_pledged"] if row["disbursed_of_pledged"] == row["disbursed_of_pledged"] else None
        if rate is not None:
            text = asked.say(
                f"Of its pledge to {asked.name(row['recipient'])}, {_text.percent(rate, asked.lang)} is recorded as "
                "disbursed",
                f"De su promesa a {asked.name(row['recipient'])} consta desembolsado el "
                f"{_text.percent(rate, asked.lang)}",
            )
            items.append(asked.claim(text, row["evidence"]))
    if len(pledged):
        text = asked.say(
            f"Whether these pledges were paid: to {asked.names(pledged['recipient'])}; a stage that is not recorded "
            "is unknown, not zero",
            f"Si se pagaron estas promesas: a {asked.names(pledged['recipient'])}; una etapa sin registro es "
            "desconocida, no cero",
        )
        items.append(asked.claim(text, evidence_of(pledged)))
    bare = gave[gave["amount"].isna()]
    if len(bare):
        text = asked.say(
            f"Amounts not known: to {asked.names(bare['recipient'])}",
            f"Montos desconocidos: para {asked.names(bare['recipient'])}",
        )
        items.append(asked.claim(text, evidence_of(bare)))
    return items
