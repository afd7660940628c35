"""Where a region lies, for the path above a page."""

from geo.models import Region


def ancestors(region: Region) -> list[Region]:
    """What ``region`` lies in, from the top; its parents should have been selected with it."""
    above: list[Region] = []
    while region.parent is not None:
        region = region.parent
        above.insert(0, region)
    return above
