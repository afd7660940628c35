// Where more than one page of cards is there, only those near the screen have buttons and fields; those
// of the others are put aside. Browsers look through all forms of a page whenever one is added, to fill
// them in: for seconds, with thousands.

import { isBusy } from "../live/parts";
import { lists, next, previous } from "./lists";

/** So many cards before and after the screen are near it, and beyond so many they are far. */
const margin = 2;
const far = 2 * margin;
const aside = new WeakMap<HTMLElement, DocumentFragment>();
/** Where somebody types; a tick is kept otherwise. */
export const typing = "input:not([type=checkbox]), textarea, select";
const near = new Set<HTMLElement>();

function controls(card: HTMLElement): HTMLElement | null {
  return card.querySelector<HTMLElement>("[data-controls]");
}

/** Give `card` its buttons, if it lacks them. */
export function wake(card: HTMLElement): void {
  near.add(card);
  const kept = aside.get(card);
  if (!kept) return;
  aside.delete(card);
  controls(card)?.replaceChildren(kept);
}

/** What a ticked card sends with the others while its box is put aside. */
function standIn(box: HTMLInputElement): HTMLInputElement {
  const hidden = document.createElement("input");
  hidden.type = "hidden";
  hidden.name = box.name;
  hidden.value = box.value;
  hidden.setAttribute("form", box.getAttribute("form") ?? "");
  return hidden;
}

/** Put the buttons of `card` aside, unless somebody uses them; whether they are. */
export function rest(card: HTMLElement): boolean {
  if (aside.has(card)) return true;
  const used = card.contains(document.activeElement) || isBusy(card, typing);
  const inside = controls(card);
  if (!inside || used || inside.querySelector("details[open]")) return false;
  const kept = document.createDocumentFragment();
  const ticked = [...inside.querySelectorAll<HTMLInputElement>("[name=ref]:checked")];
  kept.append(...inside.childNodes);
  inside.append(...ticked.map(standIn));
  aside.set(card, kept);
  return true;
}

/** The cards near the screen, which shows those of `seen`, have their buttons; those far from it have
    none. What lies between stays as it is: buttons that come and go move the page, and a page that
    moves decides anew what is near. */
export function keepNear(seen: HTMLElement[]): void {
  const kept = new Set(seen);
  for (const card of seen) wake(card);
  for (const [from, step] of [[seen[0], previous], [seen[seen.length - 1], next]] as const) {
    let card = from && step(from);
    for (let count = 0; card && count < far; count += 1) {
      if (count < margin) wake(card);
      kept.add(card);
      card = step(card);
    }
  }
  if (lists().length === 1) return;
  for (const card of near) {
    if (!card.isConnected || (!kept.has(card) && rest(card))) near.delete(card);
  }
}
