"""G9: which members of a forum are not recorded as having taken part in its meetings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph import rooms
from graph.model import PropertyGraph
from queries import _heard, _meetings
from queries._figures import figure
from queries._frame import ROLES, Column, Parameter, Params, Question, Rows, scope
from queries._say import Say

STATES = ("none recorded", "yes", "no evidence")


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row a seat: the meetings of the window with a list of who attended, and what is recorded of the member.

    Raises:
        BadParameter: The window begins after its last day.
    """
    first = _meetings.begins(p)
    asked = _asked(graph, p)
    seats = rooms.seats(graph, p["as_of"], roles=p["roles"], confidence=p["confidence"])
    seats = seats[seats["room"].isin(asked)].reset_index(drop=True)
    held = _meetings.meetings(graph, p, first)
    held = held[held["room"].isin(asked)]

    one = held.drop_duplicates(["room", "event"])
    each = seats[["country", "room"]].reset_index(names="seat").merge(one[one["first"] > 0], on="room")
    took = _meetings.attendance(graph, p)
    own = each.merge(took, on=["country", "event"])
    there = pd.MultiIndex.from_frame(own.loc[own["attended"], ["seat", "event"]])
    each["there"] = pd.MultiIndex.from_frame(each[["seat", "event"]]).isin(there)
    each = each[each["within"] & (each["there"] | (each["listed"] & _meetings.sat(graph, p, each)))]
    hosted = own[own["within"] & ~own["attended"]].drop_duplicates(["seat", "event"])
    presided = _meetings.presided(graph, p, first)
    presided = seats[["country", "room"]].reset_index(names="seat").merge(presided, on=["country", "room"])
    last = own.sort_values(["first", "start"], kind="stable").drop_duplicates("seat", keep="last").set_index("seat")

    def number(rows_: pd.Series[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.bincount(rows_.to_numpy(dtype=np.int64), minlength=len(seats)).astype(np.int64)

    counted, attended, as_host = number(each["seat"]), number(each.loc[each["there"], "seat"]), number(hosted["seat"])
    chaired = number(presided["seat"]) > 0
    silent = np.where(counted >= max(p["meetings"], 1), "none recorded", "no evidence")
    ties = pd.concat([each[["seat", "room", "event"]], own[["seat", "room", "event"]]]).drop_duplicates()
    ties = ties.merge(held[["room", "event", "tie"]], on=["room", "event"])
    of_seats = seats["evidence"].explode()
    proof = [(of_seats.index, of_seats), (ties["seat"], ties["tie"])]
    proof += [(own["seat"], own["about"]), (presided["seat"], presided["about"])]
    frame = pd.DataFrame(
        {
            "forum": seats["room"],
            "country": seats["country"],
            "meetings": counted,
            "attended": attended,
            "last_attended": last["start"].reindex(seats.index).to_numpy(),
            "participation": np.where((attended > 0) | (as_host > 0) | chaired, "yes", silent),
            "hosted": as_host,
            "presided": chaired,
            "evidence": _heard.proofs(proof, len(seats)),
        }
    )
    rank = frame["participation"].map(STATES.index)
    return frame.assign(rank=rank).sort_values(["rank", "forum", "country"], kind="stable").drop(columns="rank")


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The rooms and their meetings in the window, the rooms where nobody is known to sit, the window."""
    first, asked = _meetings.begins(p), _asked(graph, p)
    held = _meetings.meetings(graph, p, first)
    held = held[held["room"].isin(asked)]
    within = held[held["within"]]
    return {
        "rooms": sorted(set(found["forum"])),
        "meetings": sorted(set(within.loc[within["listed"], "event"])),
        "unlisted": sorted(set(within.loc[~within["listed"], "event"])),
        "undated": sorted(set(held.loc[held["first"] == 0, "event"])),
        "unknown_rooms": sorted(set(asked) - set(found["forum"])),
        "days": [first, p["as_of"]],
    }


def _asked(graph: PropertyGraph, p: Params) -> list[str]:
    """The forum, or all rooms of the scope that are active."""
    if p["forum"]:
        return [p["forum"]]
    known = rooms.rooms(graph, p["as_of"], p["scope"])
    return list(known.loc[known["status"] == "active", "id"])


def sentence(found: Rows, p: Params, say: Say) -> str:
    """Which members are not on record, and of which forums no list is known."""
    frame, universe = found.frame, found.universe
    first, day = universe["days"]
    of_scope = "" if p["forum"] else say.scopes(p["scope"])
    if frame.empty:
        what = (
            say.name(p["forum"]) if p["forum"] else say(f"any active{of_scope} room", f"ningún foro activo{of_scope}")
        )
        return say(
            f"Nobody is known to sit in {what} on {day}: no evidence.",
            f"No se sabe quién tiene asiento en {what} al {day}: sin evidencia.",
        )
    looked = frame[frame["participation"] != "no evidence"]
    silent = frame[frame["participation"] == "none recorded"]
    unheard = sorted(set(frame["forum"]) - set(frame.loc[frame["meetings"] >= max(p["meetings"], 1), "forum"]))
    period = say(f"From {first} to {day}", f"Del {first} al {day}")
    if frame["meetings"].sum() == 0:
        text = say(
            f"{period} no meeting of {say.names(universe['rooms'])} has a list of who attended that is loaded, so there is "
            "no evidence of who is a member in name only; load tables of participation, and say which room each meeting "
            "is part of.",
            f"{period} no hay cargada la lista de asistencia de ninguna reunión de {say.names(universe['rooms'])}, así que "
            "no hay evidencia de quién es miembro solo de nombre; cargue tablas de participación e indique de qué foro "
            "forma parte cada reunión.",
        )
        return text + _active(looked, say)
    listed = [_silent(str(forum), part, say) for forum, part in silent.groupby("forum", sort=True)]
    some = len(looked) > 1
    seats = say.count(len(looked), "seat", "seats", "asiento", "asientos")
    if looked.empty:
        text = say(
            f"{period} no seat has enough meetings with a list of who attended ({p['meetings']}) to look at participation.",
            f"{period} ningún asiento tiene suficientes reuniones con lista de asistencia ({p['meetings']}) para revisar la "
            "participación.",
        )
    elif listed:
        text = say(
            f"{period}, {figure(len(silent), say.lang)} of {seats} whose participation can be looked at "
            f"{'has' if len(silent) == 1 else 'have'} none on record ({'; '.join(listed)}).",
            f"{period}, {figure(len(silent), say.lang)} de {seats} cuya participación se puede revisar no "
            f"{'tiene' if len(silent) == 1 else 'tienen'} ninguna registrada ({'; '.join(listed)}).",
        )
    else:
        text = say(
            f"{period}, {f'all {seats}' if some else 'the only seat'} whose participation can be looked at "
            f"{'have' if some else 'has'} some on record.",
            f"{period}, {f'los {seats}' if some else 'el único asiento'} cuya participación se puede revisar "
            f"{'tienen' if some else 'tiene'} alguna registrada.",
        )
    text += say(
        " Not on record is not absent: a list may be incomplete.",
        " Sin registro no es ausente: una lista puede estar incompleta.",
    )
    if unheard:
        text += say(
            f" For the other members of {say.names(unheard)} there is no evidence, for want of lists of who attended.",
            f" De los demás miembros de {say.names(unheard)} no hay evidencia, por falta de listas de asistencia.",
        )
    return text


def _silent(forum: str, part: pd.DataFrame, say: Say) -> str:
    """Who has no participation on record in a forum, and in how many meetings."""
    least, most = int(part["meetings"].min()), int(part["meetings"].max())
    held = say.count(most, "meeting", "meetings", "reunión", "reuniones")
    held = held if least == most else say(f"{least} to {held}", f"{least} a {held}")
    names = say.names(list(part["country"]))
    return say(f"{say.name(forum)}, {held} with a list: {names}", f"{say.name(forum)}, {held} con lista: {names}")


def _active(looked: pd.DataFrame, say: Say) -> str:
    """Who hosted or presided even so."""
    if looked.empty:
        return ""
    named = say.names(sorted(set(looked["country"])))
    return say(f" Known to have hosted or presided: {named}.", f" Consta que acogieron o presidieron: {named}.")


COLUMNS = (
    Column("forum", "id", "the room", "el foro", "forum", "foro"),
    Column("country", "id", "the member", "el miembro", "country", "país"),
    Column(
        "meetings",
        "integer",
        "meetings of the window with a list of who attended, held while it sat there (or that it attended)",
        "reuniones del periodo con lista de asistencia, celebradas cuando tenía asiento (o a las que asistió)",
        "meetings",
        "reuniones",
    ),
    Column(
        "attended",
        "integer",
        "those of them that it is recorded to have attended",
        "aquellas a las que consta que asistió",
        "attended",
        "asistió",
    ),
    Column(
        "last_attended",
        "date",
        "when the last meeting began that it is recorded to have attended, hosted or chaired, in the window or before",
        "inicio de la última reunión a la que consta que asistió, que acogió o que presidió, en el periodo o antes",
    ),
    Column(
        "participation",
        "text",
        "`yes`, `none recorded`, or `no evidence` where too few meetings of the window have a list",
        "`yes`, `none recorded`, o `no evidence` si muy pocas reuniones del periodo tienen lista",
        "on record",
        "registro",
    ),
    Column(
        "hosted",
        "integer",
        "meetings of the window that it convened, hosted or chaired",
        "reuniones del periodo que convocó, acogió o presidió",
        "hosted",
        "acogió",
    ),
    Column(
        "presided",
        "yes",
        "whether it presided over the room at some time in the window",
        "si presidió el foro en algún momento del periodo",
        "presided",
        "presidió",
    ),
)

QUESTION = Question(
    name="members-in-name-only",
    number="G9",
    en="Who is a member in name only?",
    es="¿Quién es miembro solo de nombre?",
    definition="For each seat in force on the day: the meetings of the room in the window, and those in which the "
    "country is recorded as participant or attending. Meetings are events that are part of the room, that review it, or "
    "that it convenes; one counts as listed when at least one country is recorded as attending. Convening or hosting a "
    "meeting and presiding over it or over the room are taking part; an invitation is not. A meeting before a known "
    "start of the seat is not held against a member. `none recorded` needs `meetings` listed meetings, otherwise there "
    "is `no evidence`; lists may be incomplete, so nobody is said to be absent. A count of records, after no paper.",
    parameters=(
        Parameter(
            "forum",
            "room",
            None,
            "the forum; all active ones of the scope where not given",
            "el foro; todos los activos del alcance si no se indica",
            kinds=("Mechanism",),
        ),
        Parameter(
            "from",
            "first-day",
            None,
            "the first day of the window; three years before the day asked for where not given",
            "el primer día del periodo; tres años antes del día pedido si no se indica",
        ),
        Parameter(
            "attendees",
            "integer",
            2,
            "how many countries must be recorded at a meeting for a list of who attended; one name is no list",
            "cuántos países deben constar en una reunión para que haya lista de asistencia; un solo nombre no es lista",
        ),
        Parameter(
            "meetings",
            "integer",
            2,
            "how many meetings of a forum must have a list before silence says anything",
            "cuántas reuniones de un foro deben tener lista para que el silencio diga algo",
        ),
        ROLES,
        scope("regional", "hemispheric"),
    ),
    columns=COLUMNS,
    order="none recorded first, then yes, then no evidence; then forum and country",
    rows=rows,
    universe=universe,
    sentence=sentence,
)
