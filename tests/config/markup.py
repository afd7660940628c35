"""What stands in a page that a strict content policy would stop, or that it let through."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

DATA = {"application/json", "application/ld+json"}
ADDRESSES = ("href", "src", "action", "formaction")


@dataclass
class Markup(HTMLParser):
    """``wrong`` lists what is not allowed; ``scripts`` counts what runs under ``nonce``."""

    nonce: str
    wrong: list[str] = field(default_factory=list)
    scripts: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" and (not self.nonce or given.get("nonce") != self.nonce):
            self.wrong.append("<style> without the nonce")
        if tag == "base":
            self.wrong.append("<base>")
        if tag == "script" and given.get("type") not in DATA:
            self.scripts += 1
            if not self.nonce or given.get("nonce") != self.nonce:
                self.wrong.append(f"<script> without the nonce: {given}")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.wrong.append(f"<{tag} {name}>")
            if name in ADDRESSES and (value or "").strip().lower().startswith("javascript:"):
                self.wrong.append(f"<{tag} {name}={value}>")


def markup(content: bytes, nonce: str) -> Markup:
    found = Markup(nonce)
    found.feed(content.decode())
    return found
