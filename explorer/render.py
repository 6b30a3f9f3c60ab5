"""One HTML file out of template, style, modules and payload, with a content security policy of hashes.

Modules of their own do not load from ``file://``, so `join` puts them into one. The policy allows the style and the
two scripts by their hash and nothing else: no request, no inline handler, no `eval`.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from explorer import pack
from graph.errors import ModelError

if TYPE_CHECKING:
    import jinja2

ENTRY = "main.js"
LANGUAGES = ("en", "es")

_IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "\./([a-z_]+\.js)";$')
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class) )")
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function\*?|const|let|class) ([A-Za-z_$][\w$]*)")


def part(name: str) -> str:
    """The text of a file in `explorer/page`, lines ended by line feeds (a hash in the policy covers each byte)."""
    text = (resources.files("explorer") / "page" / name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def join(sources: Mapping[str, str], entry: str = ENTRY) -> str:
    """The modules as one, each after those it imports.

    A module may say ``import { a, b } from "./other.js";`` and ``export`` before ``function``, ``async function``,
    ``const``, ``let`` or ``class``, each on one line at its start; names at the left edge must differ everywhere.

    Args:
        sources: The text of each module by file name.
        entry: The module that the page starts from.

    Raises:
        ModelError: A module imports what is not there, in another form, or in a circle, or two declare one name.
    """
    order: list[str] = []
    _visit(entry, sources, order, ())
    owners: dict[str, str] = {}
    for name in order:
        for declared in _names(sources[name]):
            if declared in owners:
                raise ModelError(f"{name} and {owners[declared]} both declare '{declared}'")
            owners[declared] = name
    return "\n".join(f"// -- {name}\n{_stripped(name, sources[name])}" for name in order)


def page(payload: Mapping[str, Any]) -> str:
    """The HTML text of a payload (see `explorer.payload`)."""
    from jinja2.utils import htmlsafe_json_dumps
    from markupsafe import Markup

    style, module, renderer = "".join(_parts(".css").values()), join(_parts(".js")), vis_network()
    for name, text in (("module", module), ("renderer", renderer)):
        if re.search(r"</script|<!--", text, re.IGNORECASE):
            raise ModelError(f"the {name} holds a text that would end its script element")
    meta = cast("Mapping[str, Any]", payload["meta"])
    lang = meta["lang"] or "en"
    # Style and scripts are ours (and vis-network's), not data: they go in as they are, and their hashes say so.
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            lang=lang,
            title=meta["title"][lang],
            version=meta["version"],
            policy=policy([renderer, module], [style], served=meta.get("live", False)),
            style=Markup(style),  # noqa: S704
            renderer=Markup(renderer),  # noqa: S704
            module=Markup(module),  # noqa: S704
            payload=_compressed(_compact(pack.packed(payload))),
            words=htmlsafe_json_dumps({lang: words(lang) for lang in LANGUAGES}, dumps=_compact),
        )
    )


def policy(scripts: list[str], styles: list[str], *, served: bool = False) -> str:
    """The content security policy that allows these scripts and styles, data and blob pictures, and nothing else.

    A page that is served may also ask its own server.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src " + " ".join(_hash(text) for text in scripts),
            "style-src " + " ".join(_hash(text) for text in styles),
            "img-src data: blob:",
            *(["connect-src 'self'"] if served else []),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def words(lang: str) -> dict[str, str]:
    """The texts of the page in a language."""
    return cast("dict[str, str]", json.loads(part(f"i18n/{lang}.json")))


def environment() -> jinja2.Environment:
    """The Jinja2 environment of the page: it escapes what it is given, and a name that is missing is an error."""
    import jinja2

    loader = jinja2.FunctionLoader(part)
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )


@cache
def vis_network() -> str:
    """The text of vis-network, out of the installed pyvis; nothing of it is copied into this repository.

    Raises:
        ModelError: The installed pyvis does not carry it.
    """
    folder = resources.files("pyvis") / "lib"
    found = sorted(
        (child for child in folder.iterdir() if re.fullmatch(r"vis-\d+\.\d+\.\d+", child.name)),
        key=lambda child: [int(number) for number in child.name.removeprefix("vis-").split(".")],
    )
    if not found:
        raise ModelError("the installed pyvis carries no vis-network; install pyvis 0.3.2")
    text = (found[-1] / "vis-network.min.js").read_text(encoding="utf-8").replace("\r\n", "\n")
    # The map is not there: a browser with its developer tools open would ask for it.
    return re.sub(r"\n?//# sourceMappingURL=\S*\s*\Z", "\n", text)


def save(text: str, out: str | os.PathLike[str]) -> Path:
    """The path of a text saved whole or not at all: written beside its place, then renamed.

    A pipe or device takes the text and stays; of a link what it leads to is replaced.

    Raises:
        OSError: The file cannot be written.
    """
    path = Path(out)
    if path.exists() and not (path.is_file() or path.is_dir()):
        path.write_text(text, encoding="utf-8", newline="\n")
        return path
    place = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        if os.name == "posix":
            mask = os.umask(0)
            os.umask(mask)
            Path(name).chmod(0o666 & ~mask)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _parts(ending: str) -> dict[str, str]:
    """The texts of the parts of the page whose names end so, by name; `page.css` comes before the styles of views."""
    folder = resources.files("explorer") / "page"
    names = sorted(child.name for child in folder.iterdir() if child.name.endswith(ending))
    names.sort(key=lambda name: name != "page.css")
    return {name: part(name) for name in names}


def _visit(name: str, sources: Mapping[str, str], order: list[str], above: tuple[str, ...]) -> None:
    if name in above:
        raise ModelError(f"modules import each other in a circle: {' -> '.join((*above, name))}")
    if name in order:
        return
    if name not in sources:
        raise ModelError(f"{above[-1] if above else 'the page'} imports {name}, which is not there")
    for wanted, other in _imports(name, sources[name]):
        _visit(other, sources, order, (*above, name))
        exported = {
            match[1] for line in sources[other].split("\n") if _EXPORT.match(line) and (match := _DECLARED.match(line))
        }
        if missing := sorted(set(wanted) - exported):
            raise ModelError(f"{name} imports {', '.join(missing)} from {other}, which does not export it")
    order.append(name)


def _imports(name: str, text: str) -> list[tuple[list[str], str]]:
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith("import"):
            match = _IMPORT.match(line)
            if match is None:
                raise ModelError(f'{name}:{number}: write import {{ a, b }} from "./other.js"; (got {line!r})')
            found.append((match[1].split(", "), match[2]))
    return found


def _names(text: str) -> list[str]:
    return [match[1] for line in text.split("\n") if (match := _DECLARED.match(line))]


def _stripped(name: str, text: str) -> str:
    lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith("import "):
            continue
        plain = _EXPORT.sub("", line)
        if plain.startswith("export"):
            raise ModelError(f"{name}:{number}: write export before function, const, let or class (got {line!r})")
        lines.append(plain)
    return "\n".join(lines).strip("\n") + "\n"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _compressed(text: str) -> str:
    """A text as gzip in base64: the same text gives the same bytes, on any day."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def _compact(value: object, **_: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
