"""How long single questions took, in blocks."""

from dataclasses import dataclass, field
from statistics import median

import numpy as np


@dataclass
class Times:
    """Milliseconds, block by block."""

    blocks: list[list[float]] = field(default_factory=list)

    def at(self, percentile: float) -> float:
        """The median over the blocks of each block's percentile."""
        return median(float(np.percentile(block, percentile)) for block in self.blocks)
