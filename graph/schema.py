"""The schema, declared once: kinds of nodes, relations between them, their properties, and who sits where.

Validation, the Neo4j constraints, the README's model table, colours and legend follow from this file; a new kind,
relation or property is one entry here (one long file on purpose: it is read as a table). Kinds and relations follow
the terms of the field: pro tempore presidency, secretariat, pledge, commitment, disbursement. Words of other sources
for the same relations stand in `loaders/data` as the sources' own, never here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.errors import ModelError

TYPES = {
    "text": "str",
    "date": "str",
    "day": "str",
    "list": "object",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
}
"""The types of properties and the pandas dtype of their columns; a date is as precise as known, a day is a full one."""


@dataclass(frozen=True, slots=True)
class Property:
    """A column of a table.

    Attributes:
        name: The column, and the property in Neo4j.
        type: A key of `TYPES`.
        meaning: What it says, in a sentence.
        unit: The unit of a number.
        required: Whether each row has it.
        choices: The values it may have; empty means any.
        kinds: The kinds that have it, for properties of nodes; empty means all.
        derived: Computed from the other columns when a graph is made, never read from a file.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of node.

    Attributes:
        name: The label.
        en: The word for it in English, and `es` in Spanish; `en_plural`, `es_plural` for legends.
        meaning: What counts as one.
        colour: The fill of its box on a light page, and `ink` that of border and text (a contrast of 4.5 or more).
        shape: The shape that tells it apart without colour.
        subtypes: The values of `subtype`; empty means that it has none.
    """

    name: str
    en: str
    es: str
    en_plural: str
    es_plural: str
    meaning: str
    colour: str
    ink: str
    shape: str
    subtypes: tuple[str, ...] = ()

    @property
    def prefix(self) -> str:
        """What ids of this kind begin with, without the colon."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation, read from source to target.

    Attributes:
        name: The type of the edge.
        en: How it reads between its ends in English, and `es` in Spanish.
        en_back: How it reads from target to source, and `es_back`.
        sources: The kinds it may start from, `targets` those it may end at.
        meaning: What a statement of it says.
        roles: The values of `role`; empty means that it has none.
        default_role: The role of a statement that names none.
        properties: Columns that only statements of this relation (and others that name them) use.
    """

    name: str
    en: str
    es: str
    en_back: str
    es_back: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    meaning: str
    roles: tuple[str, ...] = ()
    default_role: str = ""
    properties: tuple[str, ...] = ()


_MECHANISMS = (
    "consultation-process",
    "framework",
    "compact",
    "committee",
    "forum",
    "declaration-process",
    "free-movement-regime",
    "dialogue",
    "platform",
    "network",
    "support-group",
)
UNNAMED = "unnamed"
"""The subtype of what stands for several or unnamed bodies together; its money counts, and it is nobody's."""
_AGENCIES = (
    "un-agency",
    "international-organisation",
    "regional-organisation",
    "organ",
    "development-bank",
    "fund",
    "donor-agency",
    "national-institution",
    "ngo",
    "foundation",
    "research-body",
    UNNAMED,
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "Mechanism",
            "Mechanism",
            "Mecanismo",
            "Mechanisms",
            "Mecanismos",
            "A process, framework, compact, committee, platform or network through which migration is governed.",
            "#0b5cad",
            "#ffffff",
            "box",
            _MECHANISMS,
        ),
        Kind(
            "Country",
            "Country or territory",
            "País o territorio",
            "Countries and territories",
            "Países y territorios",
            "A state, or a territory (with the further label Territory), by ISO 3166-1 alpha-3.",
            "#fdf1c9",
            "#6b5200",
            "box",
            ("state", "territory"),
        ),
        Kind(
            "Agency",
            "Agency",
            "Organismo",
            "Agencies",
            "Organismos",
            "An organisation, organ, bank, fund or institution; unnamed: several or unnamed ones together.",
            "#d6f1e4",
            "#0c5a3c",
            "box",
            _AGENCIES,
        ),
        Kind(
            "Project",
            "Project",
            "Proyecto",
            "Projects",
            "Proyectos",
            "A project, programme or information product.",
            "#e3e7ee",
            "#33415c",
            "box",
            ("information-product",),
        ),
        Kind(
            "Instrument",
            "Instrument",
            "Instrumento",
            "Instruments",
            "Instrumentos",
            "A strategy, response plan, declaration, resolution or law.",
            "#efe6fb",
            "#4f2d86",
            "box",
            ("document", "strategy", "response-plan-edition"),
        ),
        Kind(
            "Commitment",
            "Commitment",
            "Compromiso",
            "Commitments",
            "Compromisos",
            "A pledge or commitment, with its follow-up.",
            "#fde0cc",
            "#80340a",
            "box",
        ),
        Kind(
            "Event",
            "Event",
            "Evento",
            "Events",
            "Eventos",
            "A conference, round, forum or meeting held on given days.",
            "#fbdde8",
            "#86184a",
            "box",
        ),
        Kind(
            "Theme",
            "Theme",
            "Tema",
            "Themes",
            "Temas",
            "A subject of migration policy.",
            "#ffffff",
            "#3d4654",
            "ellipse",
        ),
        Kind(
            "Population",
            "Population",
            "Población",
            "Populations",
            "Poblaciones",
            "A group of people that a mechanism, plan or project is for; never a person.",
            "#e0f3fa",
            "#0a5066",
            "ellipse",
        ),
        Kind(
            "Place",
            "Place",
            "Lugar",
            "Places",
            "Lugares",
            "A border crossing, city or region.",
            "#eef0e2",
            "#4a5320",
            "ellipse",
            ("border-crossing", "region", "city"),
        ),
        Kind(
            "Corridor",
            "Corridor",
            "Corredor",
            "Corridors",
            "Corredores",
            "A route along which people move between countries.",
            "#f3ead9",
            "#6a4a12",
            "ellipse",
        ),
        Kind(
            "Source",
            "Source",
            "Fuente",
            "Sources",
            "Fuentes",
            "A document or page that a statement rests on.",
            "#f4f4ef",
            "#4c4c40",
            "ellipse",
        ),
    )
}

_ACTORS = ("Country", "Agency")
_BODIES = ("Mechanism", "Agency")
_ANY = tuple(KINDS)

RELATIONS: dict[str, Relation] = {
    relation.name: relation
    for relation in (
        Relation(
            "MEMBER_OF",
            "is a member of",
            "es miembro de",
            "has as member",
            "tiene como miembro a",
            (*_ACTORS, "Mechanism"),
            _BODIES,
            "Belongs to it, with the role that its rules give.",
            ("member", "associate", "observer"),
            "member",
        ),
        Relation(
            "PRESIDES",
            "presides over",
            "preside",
            "is presided over by",
            "está presidido por",
            _ACTORS,
            (*_BODIES, "Event"),
            "Holds the chair or the pro tempore presidency in that period.",
            ("pro-tempore-presidency", "chair"),
        ),
        Relation(
            "LEADS",
            "leads",
            "lidera",
            "is led by",
            "está liderado por",
            _ACTORS,
            ("Mechanism", "Project", "Instrument", "Event"),
            "Leads it, alone or with others.",
            ("lead", "co-lead", "co-chair", "co-facilitator"),
            "lead",
        ),
        Relation(
            "SECRETARIAT_OF",
            "is the secretariat of",
            "ejerce la secretaría de",
            "has as secretariat",
            "tiene como secretaría a",
            _BODIES,
            _BODIES,
            "Serves it as secretariat.",
        ),
        Relation(
            "PART_OF",
            "is part of",
            "forma parte de",
            "includes",
            "incluye",
            (*_BODIES, "Project", "Instrument", "Event", "Theme", "Place", "Population"),
            (*_BODIES, "Country", "Project", "Instrument", "Event", "Theme", "Place", "Population"),
            "Is a body, edition or component within the other, or an organ of that state.",
        ),
        Relation(
            "PARTNER_IN",
            "is a partner in",
            "es socio en",
            "has as partner",
            "tiene como socio a",
            _ACTORS,
            (*_BODIES, "Project", "Instrument"),
            "Takes part in its work without being a member.",
        ),
        Relation(
            "SUPPORTS",
            "supports",
            "apoya",
            "is supported by",
            "recibe apoyo de",
            (*_ACTORS, "Mechanism", "Instrument", "Event", "Project"),
            (*_ACTORS, "Mechanism", "Instrument", "Event", "Project"),
            "Gives it political, technical or material support.",
            ("review",),
        ),
        Relation(
            "COORDINATES_WITH",
            "coordinates with",
            "se coordina con",
            "coordinates with",
            "se coordina con",
            _BODIES,
            _BODIES,
            "Has a formal link of coordination of the given form.",
            properties=("form",),
        ),
        Relation(
            "IMPLEMENTS",
            "implements",
            "ejecuta",
            "is implemented by",
            "es ejecutado por",
            (*_ACTORS, "Mechanism", "Instrument", "Project"),
            ("Mechanism", "Instrument", "Project", "Commitment"),
            "Carries it out or applies it.",
        ),
        Relation(
            "FUNDS",
            "funds",
            "financia",
            "is funded by",
            "es financiado por",
            _ACTORS,
            (*_ACTORS, "Mechanism", "Project", "Instrument", "Event"),
            "Gives or promises money of the given kind.",
            properties=("amount", "currency", "amount_usd", "money", "counted", "latest_stage"),
        ),
        Relation(
            "OPERATES_IN",
            "operates in",
            "opera en",
            "has operating in it",
            "es área de operación de",
            ("Mechanism", "Instrument", "Agency", "Project"),
            ("Country", "Place"),
            "Works there; the country need not be a member.",
        ),
        Relation(
            "ADDRESSES",
            "addresses",
            "aborda",
            "is addressed by",
            "es abordado por",
            ("Mechanism", "Agency", "Project", "Instrument", "Commitment", "Event"),
            ("Theme", "Population"),
            "Has it in its mandate or aims.",
        ),
        Relation(
            "ADOPTED",
            "adopted",
            "adoptó",
            "was adopted by",
            "fue adoptado por",
            (*_ACTORS, "Mechanism", "Event"),
            ("Mechanism", "Instrument"),
            "Adopted it; nothing is signed or ratified by that.",
        ),
        Relation(
            "VOTED",
            "voted on",
            "votó sobre",
            "was voted on by",
            "fue votado por",
            ("Country",),
            ("Mechanism", "Instrument"),
            "Cast (or did not cast) a recorded vote on it.",
            properties=("choice",),
        ),
        Relation(
            "SIGNED",
            "signed",
            "firmó",
            "was signed by",
            "fue firmado por",
            (*_ACTORS, "Mechanism"),
            ("Instrument",),
            "Put its signature to it.",
        ),
        Relation(
            "ENDORSED",
            "endorsed",
            "respaldó",
            "was endorsed by",
            "fue respaldado por",
            (*_ACTORS, "Mechanism"),
            ("Mechanism", "Instrument"),
            "Endorsed it.",
        ),
        Relation(
            "PARTICIPATES_IN",
            "participates in",
            "participa en",
            "has as participant",
            "tiene como participante a",
            (*_ACTORS, "Mechanism"),
            ("Mechanism", "Event", "Project"),
            "Takes part, attended, or was invited.",
            ("participant", "attended", "invited"),
            "participant",
        ),
        Relation(
            "CONVENES",
            "convenes",
            "convoca",
            "is convened by",
            "es convocado por",
            (*_ACTORS, "Mechanism", "Place"),
            ("Event",),
            "Brings it together, in the given role.",
            ("host", "co-host", "convenor", "co-convenor", "organiser", "venue"),
        ),
        Relation(
            "HOSTS",
            "hosts",
            "acoge a",
            "is hosted by",
            "está acogida por",
            ("Country", "Place"),
            ("Population",),
            "Has people of that population on its territory.",
            properties=("people",),
        ),
        Relation(
            "COMMITS_TO",
            "commits to",
            "se compromete a",
            "is a commitment of",
            "es un compromiso de",
            _ACTORS,
            ("Commitment",),
            "Made the commitment.",
        ),
        Relation(
            "UNDER",
            "is made under",
            "se hace en el marco de",
            "has under it",
            "enmarca",
            ("Commitment",),
            ("Mechanism", "Event", "Instrument"),
            "Was made within it.",
        ),
        Relation(
            "SUCCEEDS",
            "succeeds",
            "sucede a",
            "is succeeded by",
            "es sucedido por",
            ("Mechanism", "Instrument", "Agency", "Project", "Event"),
            ("Mechanism", "Instrument", "Agency", "Project", "Event"),
            "Takes the place of its predecessor.",
        ),
        Relation(
            "ESTABLISHED_BY",
            "was established by",
            "fue establecido por",
            "established",
            "estableció",
            ("Mechanism", "Agency", "Project", "Instrument"),
            ("Instrument", "Event", "Agency", "Mechanism"),
            "Owes its existence to that decision or body.",
        ),
        Relation(
            "WITHDREW_FROM",
            "withdrew from",
            "se retiró de",
            "was left by",
            "fue abandonado por",
            _ACTORS,
            (*_BODIES, "Instrument", "Event"),
            "Left it on that day; ends the seats that it held there.",
        ),
        Relation(
            "RECOMMENDS",
            "recommends",
            "recomienda",
            "is recommended by",
            "es recomendado por",
            _ACTORS,
            _ANY,
            "Recommends it; a recommendation is never a fact about its target.",
        ),
        Relation(
            "LOCATED_IN",
            "is located in",
            "se ubica en",
            "is the location of",
            "es la ubicación de",
            ("Place", "Event"),
            ("Country", "Place"),
            "Lies or was held there.",
        ),
        Relation(
            "LINKED_TO",
            "is linked to",
            "se vincula con",
            "is linked to",
            "se vincula con",
            ("Theme",),
            ("Theme",),
            "Serves the same objective, or a source links the two.",
        ),
        Relation(
            "ON_CORRIDOR",
            "lies on",
            "se encuentra en",
            "runs through",
            "pasa por",
            ("Country",),
            ("Corridor",),
            "Is its origin, transit or destination, in the given order.",
            ("origin", "transit", "destination"),
            properties=("order",),
        ),
        Relation(
            "PUBLISHED",
            "published",
            "publicó",
            "was published by",
            "fue publicado por",
            _ACTORS,
            ("Source",),
            "Wrote, published or commissioned the document.",
            ("author", "publisher", "commissioner"),
            "publisher",
        ),
        Relation(
            "MENTIONS",
            "mentions",
            "menciona",
            "is mentioned in",
            "se menciona en",
            ("Source",),
            _ANY,
            "Names it in the text; for review, never evidence of anything else.",
        ),
    )
}

STATUSES = (
    "active",
    "planned",
    "ended",
    "suspended",
    "done",
    "announced",
    "invited",
    "declined",
    "dropped",
    "unreviewed",
)
PLANNED = ("announced", "planned")
"""Statuses of statements that may start after their source was written; a planned one holds when its day comes."""
NEVER_IN_FORCE = ("announced", "invited", "declined", "dropped", "unreviewed")
"""Statuses of statements that say that something did not (or not yet) come to be."""

CONFIDENCES = ("stated", "inferred", "unverified")
COUNTED_CONFIDENCES = ("stated", "inferred")
"""What questions count unless asked otherwise."""

FORMS = ("joint-meeting", "secretariat-support", "counterpart", "complements", "contributes-to")
CHOICES = ("yes", "against", "abstain", "absent")
MONEY = (
    "pledge",
    "commitment",
    "disbursement",
    "expenditure",
    "incoming",
    "repayment",
    "interest",
)
NO_SEATS = "none"
SCOPES = ("regional", "hemispheric", "global")
AMERICAS = ("caribbean", "central-america", "north-america", "south-america")
REGIONS = (*AMERICAS, "africa", "asia", "europe", "oceania")

MEASURES: dict[str, tuple[str, str]] = {
    "activities": ("activities", "actividades"),
    "adopters": ("adopters", "países que lo adoptaron"),
    "border_crossings": ("border crossings", "pasos fronterizos"),
    "budget": ("budget or total investment", "presupuesto o inversión total"),
    "cities": ("cities", "ciudades"),
    "countries_of_operation": ("countries of operation", "países de operación"),
    "delegations": ("delegations", "delegaciones"),
    "financial_requirement": ("financial requirement", "requerimiento financiero"),
    "funded_share": ("share funded", "porcentaje financiado"),
    "funding_received": ("funding received", "financiación recibida"),
    "housing_units": ("housing units", "viviendas"),
    "member_count": ("members", "miembros"),
    "member_states": ("member states", "Estados miembros"),
    "negotiation_months": ("months of negotiation", "meses de negociación"),
    "objectives": ("objectives", "objetivos"),
    "offices": ("offices", "oficinas"),
    "participating_governments": ("participating governments", "gobiernos participantes"),
    "participating_organisations": ("participating organisations", "organizaciones participantes"),
    "participating_states": ("participating states", "Estados participantes"),
    "partner_organisations": ("partner organisations", "organizaciones socias"),
    "people": ("people", "personas"),
    "people_reached": ("people reached", "personas alcanzadas"),
    "people_targeted": ("people targeted", "población meta"),
    "pillars": ("pillars", "pilares"),
    "pledged_total": ("total pledged at an event", "total prometido en un evento"),
    "priorities": ("priorities", "prioridades"),
    "priority_axes": ("priority axes", "ejes prioritarios"),
    "regions": ("regions", "regiones"),
    "share_of_world_population": ("share of the world population", "proporción de la población mundial"),
    "signatories": ("signatories", "signatarios"),
    "status": ("status", "estado"),
    "subnational_areas": ("subnational areas", "áreas subnacionales"),
    "thematic_areas": ("thematic areas", "áreas temáticas"),
    "total_cost": ("total cost", "costo total"),
    "votes_absent": ("not voting", "sin votar"),
    "votes_abstain": ("abstentions", "abstenciones"),
    "votes_against": ("votes against", "votos en contra"),
    "votes_yes": ("votes in favour", "votos a favor"),
}
"""What observations measure, in English and Spanish; `status` decides whether a room is open on a day."""

_NAMES = (
    Property(
        "name_en", "text", "The name in English; for countries the one that the United Nations uses.", required=True
    ),
    Property("name_es", "text", "The name in Spanish."),
    Property("short_en", "text", "What a box or a column head shows in English: an acronym or common name."),
    Property("short_es", "text", "The same in Spanish."),
    Property("aliases", "list", "Other names and acronyms, in any language."),
)

NODE_PROPERTIES: tuple[Property, ...] = (
    Property("id", "text", "kind:slug, never changed once published.", required=True),
    Property("kind", "text", "The kind, which the id begins with.", required=True, choices=tuple(KINDS)),
    Property("labels", "list", "The kind and further labels: Territory, Donor.", derived=True),
    Property("subtype", "text", "The subtype of its kind."),
    *_NAMES,
    Property("start", "date", "When it was founded, first held, or began to apply."),
    Property("end", "date", "When it ended; empty for what goes on, and for what is not known to have ended."),
    Property(
        "status",
        "text",
        "The latest sourced status; dormant means not in operation and not ended.",
        choices=("active", "dormant", "ended"),
    ),
    Property("scope", "text", "How far its membership reaches.", choices=SCOPES, kinds=("Mechanism",)),
    Property(
        "population_scope",
        "list",
        "Ids of the populations it is limited to; empty means everyone on the move.",
        kinds=("Mechanism",),
    ),
    Property(
        "seats",
        "text",
        "The relation by which a government sits in it, where that differs from the habit of its subtype; none where "
        "governments do not sit in it.",
        choices=(*RELATIONS, NO_SEATS),
        kinds=("Mechanism",),
    ),
    Property(
        "members_known",
        "boolean",
        "Whether a source gives the whole list of members (for a platform: of countries of operation).",
        kinds=("Mechanism",),
    ),
    Property(
        "members_known_in",
        "text",
        "Where the list is whole; empty means everywhere.",
        choices=("americas",),
        kinds=("Mechanism",),
    ),
    Property("iso2", "text", "ISO 3166-1 alpha-2.", kinds=("Country",)),
    Property("m49", "text", "UN M49 code, three digits.", kinds=("Country",)),
    Property("region", "text", "Region, after UN M49.", choices=REGIONS, kinds=("Country",)),
    Property(
        "gcm_objectives", "list", "Numbers of the objectives of the Global Compact for Migration.", kinds=("Theme",)
    ),
    Property(
        "gcr_objectives", "list", "Numbers of the objectives of the Global Compact on Refugees.", kinds=("Theme",)
    ),
    Property("mode", "text", "How people move on it: land, sea, air.", kinds=("Corridor",)),
    Property("direction", "text", "The direction of movement.", kinds=("Corridor",)),
    Property("url", "text", "Its own page."),
    Property("note", "text", "A short remark, in English."),
    Property("note_es", "text", "The same in Spanish."),
)

EDGE_PROPERTIES: tuple[Property, ...] = (
    Property("id", "text", "The id of the statement.", required=True),
    Property("relation", "text", "The relation.", required=True, choices=tuple(RELATIONS)),
    Property("source", "text", "The node it starts from.", required=True),
    Property("target", "text", "The node it ends at.", required=True),
    Property("role", "text", "In which role, where the relation has roles."),
    Property("spell", "integer", "Which spell of the same tie, from 1.", required=True),
    Property("start", "date", "When it began; empty means unknown, never the founding year."),
    Property("end", "date", "When it ended; empty holds until contradicted."),
    Property("status", "text", "What became of it.", choices=STATUSES),
    Property("confidence", "text", "How well it is supported.", required=True, choices=CONFIDENCES),
    Property("how", "text", "How it was inferred, in English."),
    Property("how_es", "text", "The same in Spanish."),
    Property("disputed", "boolean", "Two sources contradict each other and nobody can choose."),
    Property("form", "text", "The form of a formal link.", choices=FORMS),
    Property("choice", "text", "How the vote was cast.", choices=CHOICES),
    Property("order", "integer", "The place in the order of a corridor."),
    Property("amount", "number", "The amount, in its own currency; empty means unknown, never 0.", "currency"),
    Property("currency", "text", "ISO 4217."),
    Property("amount_usd", "number", "The amount in US dollars, only where a dated rate is given.", "USD"),
    Property("money", "text", "The kind of money; kinds are never added.", choices=MONEY),
    Property("counted", "boolean", "Whether this leg counts in totals; a conduit counts once."),
    Property(
        "latest_stage",
        "boolean",
        "Whether its source tells money at its latest stage only: what is paid is told as committed no more.",
    ),
    Property("people", "integer", "People of the population hosted.", "people"),
    Property("note", "text", "A short remark, in English."),
    Property("note_es", "text", "The same in Spanish."),
    Property("dataset", "text", "The load that owns the statement.", required=True),
    Property("since", "day", "In force from this day: its start, or its earliest evidence.", derived=True),
    Property("until", "day", "In force to this day; empty holds.", derived=True),
    Property("last_seen", "day", "The latest dated evidence for it.", derived=True),
    Property(
        "seat",
        "text",
        "The seat that it gives a government in a room; empty where it gives none.",
        choices=("member", "associate", "observer"),
        derived=True,
    ),
)

OBSERVATION_PROPERTIES: tuple[Property, ...] = (
    Property("id", "text", "The id of the observation.", required=True),
    Property("node", "text", "The node it is about.", required=True),
    Property("measure", "text", "What was measured.", required=True, choices=tuple(MEASURES)),
    Property("number", "number", "The number, in `unit`."),
    Property("text", "text", "The value where it is not a number, such as a status."),
    Property("unit", "text", "The unit of the number."),
    Property("currency", "text", "ISO 4217, for money."),
    Property("start", "date", "The day or first day it speaks of."),
    Property("end", "date", "The last day it speaks of."),
    Property("confidence", "text", "How well it is supported.", required=True, choices=CONFIDENCES),
    Property("note", "text", "A short remark, in English."),
    Property("note_es", "text", "The same in Spanish."),
    Property("dataset", "text", "The load that owns the observation.", required=True),
)

EVIDENCE_PROPERTIES: tuple[Property, ...] = (
    Property("id", "text", "The id of the piece of evidence.", required=True),
    Property("about", "text", "The statement, observation or node it speaks of.", required=True),
    Property("source", "text", "The source, as a node id.", required=True),
    Property("locator", "text", "Where in the source: section, page, paragraph."),
    Property("date", "date", "When what it says was so; empty means the date of the source."),
    Property(
        "stance",
        "text",
        "Whether it supports or contradicts.",
        required=True,
        choices=("supports", "contradicts"),
    ),
    Property("reading", "text", "What the source says, in our words, where that differs or needs saying."),
    Property("reading_es", "text", "The same in Spanish."),
    Property("reason", "text", "Why a contradicting reading was not chosen."),
    Property("reason_es", "text", "The same in Spanish."),
)

SOURCE_PROPERTIES: tuple[Property, ...] = (
    Property("id", "text", "The id of its node.", required=True),
    Property("title", "text", "The title.", required=True),
    Property("publisher", "text", "Who published it."),
    Property("url", "text", "Its address."),
    Property("published", "date", "When it was published."),
    Property("accessed", "date", "When it was read."),
    Property("language", "text", "ISO 639-1, several joined by a bar."),
    Property("dataset", "text", "The load that brought it; empty for the curated ones."),
)

TABLES: dict[str, tuple[Property, ...]] = {
    "nodes": NODE_PROPERTIES,
    "edges": EDGE_PROPERTIES,
    "observations": OBSERVATION_PROPERTIES,
    "evidence": EVIDENCE_PROPERTIES,
    "sources": SOURCE_PROPERTIES,
}

# Rooms and seats (DESIGN section 2): every overlap and gap question uses these.

SEATS: dict[str, tuple[str, ...]] = {
    "consultation-process": ("MEMBER_OF",),
    "framework": ("MEMBER_OF",),
    "committee": ("MEMBER_OF",),
    "forum": ("MEMBER_OF",),
    "declaration-process": ("ENDORSED",),
    "compact": ("ADOPTED", "VOTED"),
}
"""A room is a mechanism of one of these subtypes, and governments sit in it by these relations (`seats` overrides)."""

SEAT_ROLES = ("member", "associate", "observer")
FORMAL_LINKS = ("COORDINATES_WITH", "SUPPORTS", "SECRETARIAT_OF", "PART_OF", "IMPLEMENTS", "SUCCEEDS")
"""The relations that are a formal link when they hold between two mechanisms."""


def kind_of(node_id: str) -> str | None:
    """The kind that a node id begins with, or None where it begins with none."""
    return _PREFIXES.get(node_id.partition(":")[0])


def node_properties(kind: str) -> tuple[Property, ...]:
    """The properties that nodes of a kind can have."""
    return tuple(p for p in NODE_PROPERTIES if not p.kinds or kind in p.kinds)


def named(properties: Iterable[Property]) -> dict[str, Property]:
    """The properties by name."""
    return {p.name: p for p in properties}


def check() -> None:
    """Nothing, where the schema agrees with itself.

    Raises:
        ModelError: An end, role, property, seat or formal link names what is not declared.
    """
    edge_names = named(EDGE_PROPERTIES)
    for table, properties in TABLES.items():
        if len(named(properties)) != len(properties):
            raise ModelError(f"table {table} declares a property twice")
        for p in properties:
            if p.type not in TYPES:
                raise ModelError(f"{table}.{p.name}: no type {p.type!r}")
            if unknown := set(p.kinds) - set(KINDS):
                raise ModelError(f"{table}.{p.name}: no kinds {sorted(unknown)}")
    for relation in RELATIONS.values():
        if unknown := {*relation.sources, *relation.targets} - set(KINDS):
            raise ModelError(f"{relation.name}: no kinds {sorted(unknown)}")
        if relation.default_role and relation.default_role not in relation.roles:
            raise ModelError(f"{relation.name}: its default role {relation.default_role!r} is not one of its roles")
        if unknown := set(relation.properties) - set(edge_names):
            raise ModelError(f"{relation.name}: no properties {sorted(unknown)}")
    for subtype, relations in SEATS.items():
        if subtype not in KINDS["Mechanism"].subtypes:
            raise ModelError(f"no subtype {subtype!r} of Mechanism")
        if unknown := set(relations) - set(RELATIONS):
            raise ModelError(f"seats of {subtype}: no relations {sorted(unknown)}")
    if unknown := set(FORMAL_LINKS) - set(RELATIONS):
        raise ModelError(f"formal links: no relations {sorted(unknown)}")


_PREFIXES = {kind.prefix: kind.name for kind in KINDS.values()}
check()
