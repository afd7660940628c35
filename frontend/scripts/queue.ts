// The queue of a board, without leaving the page: more of it below, buttons in place, and live
// updates of what is on the screen.

import { actInPlace, failed, say } from "./queue/acts";
import { useKeys } from "./queue/keys";
import { firstCard, lastCard, lists, next, section } from "./queue/lists";
import { wake } from "./queue/near";
import { hinted, link, more, refreshShown, shown } from "./queue/rows";

let pause: number | undefined;

/** Append the next page; who pressed the button stays where they are. */
async function loadMore(): Promise<void> {
  const button = link("next");
  if (button?.getAttribute("aria-disabled") === "true") return;
  button?.setAttribute("aria-disabled", "true");
  const last = lastCard();
  try {
    const count = await more();
    if (count) say((section?.dataset.saidMore ?? "").replace("COUNT", String(count)));
  } catch {
    failed();
  }
  const left = link("next");
  left?.removeAttribute("aria-disabled");
  if (!left && document.activeElement === document.body) {
    const first = last && next(last);
    if (first) first.tabIndex = -1;
    first?.focus();
  }
}

function ticks(within: Element): HTMLInputElement[] {
  return [...within.querySelectorAll<HTMLInputElement>("[name=ref]")];
}

/** The boxes in `cards`, which are near from then on. */
function boxes(cards: Iterable<HTMLElement>): HTMLInputElement[] {
  return [...cards].flatMap((card) => {
    wake(card);
    return ticks(card);
  });
}

/** Tick the first cards that can be ticked, or none where all of them are. */
function tickAll(button: HTMLElement): void {
  const first: HTMLInputElement[] = [];
  const most = Number(button.dataset.most);
  for (let card = firstCard(); card && first.length < most; card = next(card)) {
    first.push(...boxes([card]));
  }
  const on = !first.every((box) => box.checked);
  // What is far from the screen and not ticked has none.
  const cards = lists().flatMap(ticks).map((box) => box.closest<HTMLElement>("[data-queue] > *")!);
  for (const box of boxes(new Set(cards))) box.checked = on && first.includes(box);
  shown();
}

const all = document.querySelector<HTMLElement>("[data-tick-all]");
if (all) {
  all.classList.remove("waits");
  all.addEventListener("click", () => tickAll(all));
}

if (section) {
  section.addEventListener("click", (event) => {
    const pressed = (event.target as Element).closest("[rel=next]");
    const mouse = event as MouseEvent;
    if (!pressed || mouse.ctrlKey || mouse.metaKey || mouse.shiftKey) return;
    event.preventDefault();
    void loadMore();
  });
  document.addEventListener("gandeng:hint", (event) => {
    (event as CustomEvent<Promise<unknown>[]>).detail.push(hinted());
  });
  // What came to the screen needs its buttons, and may be older than the last hint.
  document.addEventListener(
    "scroll",
    () => {
      shown();
      window.clearTimeout(pause);
      pause = window.setTimeout(() => void refreshShown().catch(failed), 200);
    },
    { passive: true },
  );
  window.addEventListener("resize", () => void shown());
  for (let card = firstCard(); card; card = next(card)) wake(card);
  shown();
  actInPlace();
  useKeys(loadMore);
}
