"""What `benchmarks.pages.map` measures; to be imported when Django is set up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from math import asinh, pi, radians, tan
from typing import Any

from playwright.sync_api import FloatRect, Locator, Page

from aid.actions import verification
from benchmarks.city.seeded import city, cookie_of, office
from benchmarks.pages.browser import FLOORS, Seen, a_browser, a_window, begin, frames, seen
from benchmarks.site import served
from geo.models import Region

# Made for tests, whose types nobody checks.
factories: Any = import_module("tests.factories")

BOARD = f"/board/{factories.CITY}/map/"
PUBLIC = "/"
CANVAS = "[data-map-canvas] canvas"
PADDING = 12
WHEELS, STEPS, KEYS, CLICKS = 8, 30, 4, 5
BETWEEN = 60.0
# Until a page that heard of a change asks for its tiles again, with some to spare.
REFRESHED = 14_000.0
KINDS = ("wheel", "mousemove", "keydown", "told")
MARKS = """(canvas) => {
  for (const kind of ["wheel", "mousemove", "keydown"]) {
    const mark = (event) => painted(event.timeStamp, kind);
    canvas.addEventListener(kind, mark, { capture: true, passive: true });
  }
  let clicked;
  canvas.addEventListener("click", (event) => (clicked = event.timeStamp), { capture: true });
  const told = document.querySelector("[data-map-told], #told");
  new MutationObserver(() => {
    if (clicked) painted(clicked, "told");
    clicked = undefined;
  }).observe(told, { childList: true, characterData: true, subtree: true });
}"""
# As large as the map and moved likewise; draws one colour, and says how often it was pressed.
FLOOR = """([width, height]) => {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height, tabIndex: 0 });
  document.querySelector("main").prepend(canvas);
  const drawing = canvas.getContext("webgl2");
  let shade = 0;
  const draw = () => {
    shade = (shade + 0.1) % 1;
    drawing.clearColor(shade, shade, shade, 1);
    drawing.clear(drawing.COLOR_BUFFER_BIT);
  };
  const moved = (event) => {
    event.preventDefault();
    requestAnimationFrame(draw);
  };
  for (const kind of ["wheel", "mousemove", "keydown"]) {
    canvas.addEventListener(kind, moved, { passive: false });
  }
  let pressed = 0;
  canvas.addEventListener("click", () => {
    document.querySelector("#told").textContent = String(++pressed);
  });
}"""


@dataclass(frozen=True)
class Measured:
    """Of one page: interactions, milliseconds from events to the end of their frames by kind,
    clusters that were clicked and told of, and what was seen while a change arrived."""

    moved: Seen
    frames: dict[str, list[float]]
    clusters: int
    changed: Seen


def measured(offers: int) -> Iterator[tuple[str, Measured]]:
    """The board's map, the public one, and the floor, in a city with ``offers`` open offers."""
    with (
        city(offers, offers) as database,
        served(database.url, database.owner_url, FLOORS) as web,
        a_browser() as browser,
    ):
        person = office(factories.CITY)
        session = cookie_of(person)["Cookie"].partition("=")[2]
        for name, path, who in (("board", BOARD, session), ("public", PUBLIC, "")):
            with a_window(browser, web, who) as window:
                yield name, of_map(window.new_page(), path)
        with a_window(browser, web) as window:
            yield "floor", of_floor(window.new_page())


def of_map(page: Page, path: str) -> Measured:
    page.goto(path)
    button = page.locator("[data-map-open]")
    if button.count():
        button.click()
    page.locator('[data-map][data-state="open"]').wait_for()
    page.wait_for_load_state("networkidle")
    canvas = page.locator(CANVAS)
    canvas.scroll_into_view_if_needed()
    canvas.evaluate(MARKS)
    begin(page)
    told = click_clusters(page, canvas)
    moved, found = moved_about(page, canvas)
    begin(page)
    change_something()
    for _ in range(int(REFRESHED / 200)):
        page.mouse.wheel(0, 1)
        page.wait_for_timeout(200)
    return Measured(moved, found, told, seen(page))


def of_floor(page: Page) -> Measured:
    page.goto("/floor/")
    page.evaluate(FLOOR, [1180, 496])
    canvas = page.locator("canvas")
    canvas.evaluate(MARKS)
    begin(page)
    box = box_of(canvas)
    for number in range(CLICKS):
        page.mouse.click(box["x"] + 100 + 40 * number, box["y"] + 100)
        page.wait_for_timeout(BETWEEN)
    moved, found = moved_about(page, canvas)
    return Measured(moved, found, CLICKS, moved)


def moved_about(page: Page, canvas: Locator) -> tuple[Seen, dict[str, list[float]]]:
    box = box_of(canvas)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    with held(page, "Control"):
        for way in (-240, 240):
            for _ in range(WHEELS):
                page.mouse.wheel(0, way)
                page.wait_for_timeout(BETWEEN)
    page.mouse.down()
    for step in range(STEPS):
        page.mouse.move(x - 8 * step, y - 3 * step)
    page.mouse.up()
    canvas.focus()
    for key in ("ArrowRight", "ArrowDown", "+", "-"):
        for _ in range(KEYS):
            page.keyboard.press(key)
            page.wait_for_timeout(BETWEEN)
    for name in ("in", "out"):
        for button in page.locator(f"[data-map-zoom={name}]").all():
            button.click()
            page.wait_for_timeout(5 * BETWEEN)
    return seen(page), {kind: frames(page, kind) for kind in KINDS}


@contextmanager
def held(page: Page, key: str) -> Iterator[None]:
    page.keyboard.down(key)
    yield
    page.keyboard.up(key)


def click_clusters(page: Page, canvas: Locator) -> int:
    """Click on clusters that the map begins with; how many of them were told of."""
    frame = page.locator("[data-map]")
    west, south, east, north = map(float, str(frame.get_attribute("data-box")).split(","))
    left, right = across(west), across(east)
    top, bottom = down(north), down(south)
    box = box_of(canvas)
    wide, high = box["width"] - 2 * PADDING, box["height"] - 2 * PADDING
    scale = min(wide / (right - left), high / (bottom - top))
    regions = Region.objects.filter(level="kecamatan", code__startswith=factories.CITY)
    told = 0
    for region in regions.order_by("code")[:CLICKS]:
        x = box["x"] + box["width"] / 2 + (across(region.point.x) - (left + right) / 2) * scale
        y = box["y"] + box["height"] / 2 + (down(region.point.y) - (top + bottom) / 2) * scale
        page.mouse.click(x, y)
        page.wait_for_timeout(2 * BETWEEN)
        told += any(letter.isdigit() for letter in page.locator("[data-map-told]").inner_text())
    return told


def across(longitude: float) -> float:
    """Of Mercator's world, from 0 in the west to 1 in the east."""
    return longitude / 360 + 0.5


def down(latitude: float) -> float:
    """Of Mercator's world, from 0 in the north to 1 in the south."""
    return 0.5 - asinh(tan(radians(latitude))) / (2 * pi)


def box_of(canvas: Locator) -> FloatRect:
    box = canvas.bounding_box()
    if box is None:
        raise RuntimeError("The map is not shown.")
    return box


def change_something() -> None:
    """A request is checked, which every map shows."""
    request = factories.submitted().request
    verification.verify(office(factories.HOME), request.reference)
