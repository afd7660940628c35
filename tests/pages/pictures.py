"""Pictures of the main pages and the page that shows them, for docs/pictures/."""

import io
from pathlib import Path
from types import TracebackType

from PIL import Image
from playwright.sync_api import Page

from tests.pages.listed import PAGES, Shown
from tests.pages.walk import SIZES

# Long pages are shown down to here, in pixels by width.
MOST_HEIGHT = {360: 1500, 1280: 1200}
QUALITY = 60
# Milliseconds in which a map has come back from the dark, in which it was looked at before.
RECOLOURED = 2_000
INTRODUCTION = """# What the pages look like

Made by `./gandeng pictures` from the demo's data, at one moment; long pages are shown from their
beginning. The list of pages is `tests/pages/listed.py`.
"""


class Pictures:
    """Takes a picture of each page that has a title; files that no page has any more go, where
    all pages are walked."""

    def __init__(self, folder: Path, *, whole: bool) -> None:
        self._folder = folder
        self._whole = whole
        self._taken: set[str] = set()

    def __enter__(self) -> "Pictures":
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def take(self, shown: Shown, width: int, page: Page) -> None:
        if not shown.picture:
            return
        page.evaluate("scrollTo(0, 0)")
        if page.locator("[data-map-canvas] canvas").count():
            page.wait_for_timeout(RECOLOURED)
        size = page.evaluate("document.documentElement.scrollHeight")
        height = max(SIZES[width], min(size, MOST_HEIGHT[width]))
        clip = {"x": 0, "y": 0, "width": width, "height": height}
        shot = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
        image = Image.open(io.BytesIO(shot)).convert("RGB")
        image.save(self._folder / file_of(shown, width), "WEBP", quality=QUALITY, method=6)
        self._taken.add(file_of(shown, width))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None or not self._whole:
            return
        for old in self._folder.glob("*.webp"):
            if old.name not in self._taken:
                old.unlink()
        (self._folder / "README.md").write_text(told())


def file_of(shown: Shown, width: int) -> str:
    return f"{shown.name}-{width}.webp"


def told() -> str:
    """The page that shows all pictures, the phone's beside the wide screen's."""
    parts = [INTRODUCTION]
    for shown in PAGES:
        if not shown.picture:
            continue
        narrow, wide = (file_of(shown, width) for width in SIZES)
        parts.append(
            f"## {shown.picture}\n\n"
            f'<img src="{narrow}" width="180" alt="{shown.picture}, on a phone"> '
            f'<img src="{wide}" width="560" alt="{shown.picture}, on a wide screen">\n'
        )
    return "\n".join(parts)
