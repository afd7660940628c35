"""An example of one operation."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Example:
    """What is answered when all is well, and the body that is sent; None for nothing, or nothing
    that can be read. ``by_type``: the answer is given by media type."""

    answer: Any = None
    body: Any = None
    by_type: bool = False
