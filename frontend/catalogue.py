"""The catalogue of translations: what the pages and actions say, and how it reads in Indonesian.

Texts are written in English in the code, and translated in one .po file.
"""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGE = "id"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
Found = tuple[str | None, str | tuple[str, str], str]


def root() -> Path:
    return Path(settings.BASE_DIR)


def po_path() -> Path:
    return root() / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def extracted() -> Catalog:
    """Every text of the code and the templates."""
    catalogue = Catalog(domain="django")
    for path in sorted(sources()):
        name = path.relative_to(root()).as_posix()
        for context, text, _function in texts(path):
            catalogue.add(text, None, [(name, 0)], context=context)
    return catalogue


def sources() -> Iterator[Path]:
    """Our own apps' modules and templates."""
    for name in settings.INSTALLED_APPS:
        folder = root() / name
        if "." in name or not folder.is_dir():
            continue
        yield from (path for path in folder.rglob("*.py") if "migrations" not in path.parts)
        yield from folder.glob("templates/**/*.html")
        yield from folder.glob("templates/**/*.txt")


def texts(path: Path) -> Iterator[Found]:
    """The texts in one file, with their context and the function that marks them."""
    content = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        content = "\n".join(line.lstrip() for line in templatize(content).split("\n"))
    found = extract_python(io.BytesIO(content.encode()), KEYWORDS, [], {"encoding": "utf-8"})
    for _line, function, arguments, _comments in found:
        entry = text_of(str(function), arguments)
        if entry is not None:
            yield entry


def text_of(function: str, arguments: object) -> Found | None:
    """Context, text (or singular and plural) and function of one call; None without literals."""
    given = arguments if isinstance(arguments, tuple | list) else (arguments,)
    shape = KEYWORDS[function] or (1,)
    context: str | None = None
    parts: list[str] = []
    for part in shape:
        index = part[0] if isinstance(part, tuple) else part
        value = given[index - 1] if len(given) >= index else None
        if not isinstance(value, str) or not value:
            return None
        if isinstance(part, tuple):
            context = value
        else:
            parts.append(value)
    return context, parts[0] if len(parts) == 1 else (parts[0], parts[1]), function


def kept() -> Catalog:
    """The translations as they stand; empty when there is no file yet."""
    path = po_path()
    if not path.exists():
        return Catalog(locale=LANGUAGE, domain="django", project="Gandeng", fuzzy=False)
    with path.open("rb") as file:
        return pofile.read_po(file, locale=LANGUAGE, domain="django")


def update() -> Catalog:
    """Bring the .po and .mo files up to date: new texts come in untranslated, old ones go."""
    catalogue = kept()
    catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    path = po_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    write(catalogue, path)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    return catalogue


def write(catalogue: Catalog, path: Path) -> None:
    with path.open("wb") as file:
        pofile.write_po(
            file, catalogue, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False
        )


def faults(catalogue: Catalog, wanted: Catalog) -> list[str]:
    """What is missing, fuzzy, or has other placeholders than its original, one line each."""
    found = []
    for message in wanted:
        if not message.id:
            continue
        kept_message = catalogue.get(message.id, message.context)
        fault = fault_of(kept_message)
        if fault:
            place = message.locations[0][0] if message.locations else ""
            found.append(f"{fault}: {singular(message)!r} ({place})")
    return found


def fault_of(message: Message | None) -> str:
    if message is None or not all(strings(message)):
        return "not translated"
    if message.fuzzy:
        return "fuzzy"
    originals = message.id if isinstance(message.id, tuple | list) else [message.id]
    possible = {name for original in originals for name in PLACEHOLDER.findall(original)}
    needed = set(PLACEHOLDER.findall(originals[-1]))
    for text in strings(message):
        used = set(PLACEHOLDER.findall(text))
        if not needed <= used <= possible:
            return "other placeholders"
    return ""


def strings(message: Message) -> Iterable[str]:
    text = message.string
    return text if isinstance(text, tuple | list) else [text or ""]


def singular(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)
