"""Which fields each role gets at each state, as one readable text."""

from collections.abc import Iterator
from typing import Any

from aid.categories import CATEGORIES
from tests.privacy.people import Actor

# Keys that are values: of any category there may be figures.
ANY = frozenset(CATEGORIES)

Seen = dict[tuple[str, str], dict[str, set[str]]]


Tree = dict[str, Any]


def shape(said: Any) -> str:
    """The nested names of ``said``, sorted: ``a b{c d} e{f}``; rows of a list are one."""
    return " ".join(
        f"{name}{{{inner}}}" if inner else name for name, inner in sorted(parts(tree(said)))
    )


def parts(names: Tree) -> Iterator[tuple[str, str]]:
    for name, within in names.items():
        yield (
            name,
            " ".join(
                f"{inner}{{{deeper}}}" if deeper else inner
                for inner, deeper in sorted(parts(within))
            ),
        )


def tree(said: Any) -> Tree:
    """Names within names, of all that ``said`` holds at any place of a list."""
    names: Tree = {}
    if isinstance(said, dict):
        for name, inner in said.items():
            merge(names.setdefault("*" if name in ANY else name, {}), tree(inner))
    if isinstance(said, list):
        for each in said:
            merge(names, tree(each))
    return names


def merge(into: Tree, more: Tree) -> None:
    for name, within in more.items():
        merge(into.setdefault(name, {}), within)


def note(seen: Seen, address: str, role: str, state: str, said: Any) -> None:
    """``role`` was told ``said`` at ``address`` while the thing stood at ``state``."""
    seen.setdefault((address, shape(said)), {}).setdefault(role, set()).add(state)


def read(seen: Seen, role: str, actor: Actor, address: str, *, path: str, state: str = "") -> None:
    """What ``actor`` gets at ``path``; refusals are all of one shape and are left out, and so is
    what is in a paper."""
    answer = actor.ask("GET", path)
    if answer.status_code == 200:
        is_json = answer.content and "json" in answer.headers["Content-Type"]
        note(seen, f"GET {address}", role, state, answer.json() if is_json else None)


def written(seen: Seen) -> str:
    return "\n".join(blocks(seen)) + "\n"


def blocks(seen: Seen) -> Iterator[str]:
    for (address, fields), roles in sorted(seen.items()):
        yield f"{address}: {fields or '-'}"
        by_states: dict[str, list[str]] = {}
        for role, states in sorted(roles.items()):
            by_states.setdefault(" ".join(sorted(states)), []).append(role)
        for at_states, names in sorted(by_states.items()):
            at = f" at {at_states}" if at_states else ""
            yield f"    for {', '.join(names)}{at}"
