// The queue of a board, without leaving the page: more of it below, buttons in place, and live
// updates of what is on the screen.

import { actInPlace, failed, say } from "./queue/acts";
import { useKeys } from "./queue/keys";
import { hinted, link, list, more, refreshShown, section } from "./queue/rows";

let pause: number | undefined;

/** Append the next page; who pressed the button stays where they are. */
async function loadMore(): Promise<void> {
  const next = link("next");
  if (next?.getAttribute("aria-disabled") === "true") return;
  next?.setAttribute("aria-disabled", "true");
  const last = list().lastElementChild as HTMLElement | null;
  try {
    const count = await more();
    if (count) say((section?.dataset.saidMore ?? "").replace("COUNT", String(count)));
  } catch {
    failed();
  }
  const left = link("next");
  left?.removeAttribute("aria-disabled");
  if (!left && document.activeElement === document.body) {
    const first = last?.nextElementSibling as HTMLElement | null;
    if (first) first.tabIndex = -1;
    first?.focus();
  }
}

/** Tick the first cards that can be ticked, or none where all of them are. */
function tickAll(button: HTMLElement): void {
  const boxes = [...list().querySelectorAll<HTMLInputElement>("[name=ref]")];
  const first = boxes.slice(0, Number(button.dataset.most));
  const on = !first.every((box) => box.checked);
  for (const box of boxes) box.checked = on && first.includes(box);
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
  // What came to the screen may be older than the last hint.
  document.addEventListener(
    "scroll",
    () => {
      window.clearTimeout(pause);
      pause = window.setTimeout(() => void refreshShown().catch(failed), 200);
    },
    { passive: true },
  );
  actInPlace();
  useKeys(loadMore);
}
