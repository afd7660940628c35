"""A policy from a TOML file of `matching.policy.Policy`'s names."""

import re
import tomllib
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from matching.errors import InvalidPolicy
from matching.policy import Policy
from matching.tool.faults import Fault, Refused, fault

NAMES = [field.name for field in fields(Policy)]
# The others weigh the needs of a city's own rounds, or what stands from an earlier one.
WITH_EFFECT = (
    "cost_grid_m",
    "fairness",
    "fairness_given_up_percent",
    "distance_gap_ppm",
)
LINE = re.compile(r"line (\d+)")


def read_policy(file: Path | None) -> Policy:
    """The policy in `file`, the default for none. Raises Refused with all that is wrong."""
    if file is None:
        return Policy()
    text = _text(file)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = LINE.search(str(error))
        line = int(said[1]) if said else len(text.splitlines())
        raise Refused([fault(file, line, "", "not-toml", why=str(error))]) from None
    faults = [wrong for name in values if (wrong := _wrong(file, text, name, values[name]))]
    if faults:
        raise Refused(faults)
    try:
        return Policy.from_dict(values)
    except InvalidPolicy as error:
        # Each value is fine by itself; together they are not.
        raise Refused([fault(file, 0, "", "bad-value", why=error.detail)]) from None


def without_effect(policy: Policy) -> list[str]:
    """Names that the policy changes and that mean nothing to two spreadsheets."""
    usual = Policy()
    return [
        name
        for name in NAMES
        if name not in WITH_EFFECT and getattr(policy, name) != getattr(usual, name)
    ]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refused([fault(file, 0, "", "unreadable", why=error.strerror)]) from None
    except UnicodeDecodeError:
        raise Refused([fault(file, 0, "", "not-utf-8")]) from None


def _wrong(file: Path, text: str, name: str, value: Any) -> Fault | None:
    line = _line_of(text, name)
    if name not in NAMES:
        near = get_close_matches(name, NAMES, n=1)
        hint = f"; is {near[0]} meant?" if near else f"; known are {', '.join(WITH_EFFECT)}"
        return fault(file, line, name, "unknown-name", hint=hint)
    try:
        Policy.from_dict({name: value})
    except InvalidPolicy as error:
        return fault(file, line, name, "bad-value", why=error.detail)
    except TypeError:
        return fault(file, line, name, "bad-value", why="This is not what the name stands for.")
    return None


def _line_of(text: str, name: str) -> int:
    """The line that gives a name at the top level, or opens its table; 0 where none is found."""
    key = re.escape(name)
    given = re.compile(rf"""\s*\[*\s*["']?{key}["']?\s*[=.\]]""")
    return next((n for n, line in enumerate(text.splitlines(), 1) if given.match(line)), 0)
