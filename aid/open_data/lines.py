"""What one line of an open data file is of: plain values, already fit for everybody's eyes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from geo.codes import lineage

Numbers = Mapping[str, int | None]


@dataclass(frozen=True)
class Places:
    """The public names of regions, by code."""

    names: Mapping[str, str]

    def named(self, code: str) -> tuple[tuple[str, str], ...]:
        """Code and name from the province down to and including ``code``."""
        return tuple((each, self.names.get(each, "")) for each in lineage(code))


@dataclass(frozen=True)
class Line:
    """One region and category, ``above`` holding its codes and names from the province down.

    ``numbers`` are as published, in the category's unit: None is too little to tell. Of what one
    ``organisation`` brought, ``status`` says how far it came. ``reported`` is the moment as of
    which all of the file is told.
    """

    code: str
    level: str
    above: tuple[tuple[str, str], ...]
    category: str
    reported: datetime
    numbers: Numbers = field(default_factory=dict)
    organisation: str = ""
    status: str = ""
