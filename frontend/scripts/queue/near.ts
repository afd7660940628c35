// Only cards near the screen have buttons and fields; those of the others are put aside. Browsers look
// through all forms of a page whenever one is added, to fill them in: for seconds, with thousands.

import { isBusy } from "../live/parts";

/** So many cards before and after the screen are near it. */
const margin = 12;
const aside = new WeakMap<HTMLElement, DocumentFragment>();
let near = new Set<HTMLElement>();

function controls(card: HTMLElement): HTMLElement | null {
  return card.querySelector<HTMLElement>("[data-controls]");
}

/** Give `card` its buttons, if it lacks them. */
export function wake(card: HTMLElement): void {
  near.add(card);
  const kept = aside.get(card);
  if (!kept) return;
  aside.delete(card);
  controls(card)?.append(kept);
}

/** Put the buttons of `card` aside, unless somebody uses them; whether they are. */
export function rest(card: HTMLElement): boolean {
  if (aside.has(card)) return true;
  const used = card.contains(document.activeElement) || isBusy(card);
  const inside = controls(card);
  if (!inside || used || inside.querySelector("details[open]")) return false;
  const kept = document.createDocumentFragment();
  kept.append(...inside.childNodes);
  aside.set(card, kept);
  return true;
}

/** Only the cards near the screen have their buttons: it shows those of `all` from `first` on, before
    `end`. */
export function keepNear(all: HTMLCollection, first: number, end: number): void {
  const before = near;
  near = new Set();
  const last = Math.min(all.length, end + margin);
  for (let at = Math.max(0, first - margin); at < last; at += 1) wake(all[at] as HTMLElement);
  for (const card of before) {
    if (!near.has(card) && card.isConnected && !rest(card)) near.add(card);
  }
}
