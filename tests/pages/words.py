"""English words on Indonesian pages, by the catalogue: what stands in its English texts and in
none of its Indonesian ones."""

import re
from collections.abc import Iterable, Iterator

from aid.categories import CATEGORIES
from frontend import catalogue

# Letters between digits are part of a code.
WORD = re.compile(r"(?<!\w)[^\W\d_]{3,}(?:['’][a-z]+)?(?!\w)")
MARKS = re.compile(r"%\(\w+\)[sd]|\{\w*\}|<[^>]+>")
# In no translation by chance, and right on Indonesian pages all the same.
NAMES = frozenset({"csv", "json", "geojson", "passkey", "status", "api", "hxl"})

# All text that a reader meets, and what screen readers say instead of it.
SEEN = """() => {
  const found = [];
  const foreign = (element) => element.closest("[lang]")?.lang !== "id";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest("script, style, code, pre, [data-foreign]") || foreign(parent)) continue;
    if (node.data.trim()) found.push(node.data);
  }
  for (const element of document.querySelectorAll("[title], [alt], [aria-label], [placeholder]")) {
    if (foreign(element)) continue;
    for (const name of ["title", "alt", "aria-label", "placeholder"]) {
      if (element.getAttribute(name)) found.push(element.getAttribute(name));
    }
  }
  return [document.title, ...found];
}"""


def words(text: str) -> Iterator[str]:
    for word in WORD.findall(MARKS.sub(" ", text)):
        yield word.lower()


def english() -> frozenset[str]:
    """Words that only the English texts hold."""
    kept = [message for message in catalogue.kept() if message.id]
    theirs = {word for each in kept for text in texts(each.id) for word in words(text)}
    ours = {word for each in kept for text in texts(each.string) for word in words(text)}
    for category in CATEGORIES.values():
        for both in (category.name, category.unit):
            theirs |= set(words(both.en))
            ours |= set(words(both.id))
    return frozenset(theirs - ours - NAMES)


def texts(one_or_more: str | Iterable[str]) -> list[str]:
    return [one_or_more] if isinstance(one_or_more, str) else list(one_or_more)


def untranslated(seen: Iterable[str], foreign: frozenset[str]) -> list[str]:
    """The texts that hold a foreign word, each with the words."""
    found = []
    for text in seen:
        strange = sorted(set(words(text)) & foreign)
        if strange:
            found.append(f"{' '.join(text.split())[:80]!r}: {', '.join(strange)}")
    return sorted(set(found))
