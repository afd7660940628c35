// The cards of the queue: fetching a run of them, and putting it where it belongs. Thousands may
// be on the page; only those on the screen are fetched again when something changed.

import { content, isBusy, keepOpen } from "../live/parts";
import { keepNear, rest, wake } from "./near";

export const section = document.querySelector<HTMLElement>("[data-queue-section]");

// Somebody types a reason; a tick is no reason to keep a card as it is.
const typing = "input:not([type=checkbox]), textarea, select";

/** Counts hints: a card that was fetched before the last one may be old. */
let hints = 0;
const fetchedAt = new WeakMap<Element, number>();

interface Run {
  cards: HTMLElement[];
  pages: Element | null;
  empty: Element | null;
}

export function list(): HTMLElement {
  const found = section?.querySelector<HTMLElement>("[data-queue]");
  if (!found) throw new Error("The page has no queue.");
  return found;
}

export function reference(card: HTMLElement | undefined): string {
  return card?.dataset.liveItem ?? "";
}

export function link(rel: "next" | "prev"): HTMLAnchorElement | null {
  return section?.querySelector<HTMLAnchorElement>(`.pages [rel=${rel}]`) ?? null;
}

/** The run of cards at the address's rest `query`, part of the choice that the page shows. */
async function fetched(query: string): Promise<Run> {
  const answer = await fetch(`${location.pathname}${query}&part=rows`, {
    credentials: "same-origin",
    cache: "no-store",
  });
  if (answer.status >= 500) throw new Error(answer.statusText);
  if (!answer.ok || answer.redirected) location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = [...page.querySelectorAll<HTMLElement>("[data-queue] > *")];
  return {
    cards: found.map((card) => document.adoptNode(card)),
    pages: page.querySelector(".pages"),
    empty: page.querySelector("[data-queue-empty]"),
  };
}

/** Put the next page's cards below the others; how many came. */
export async function more(): Promise<number> {
  const next = link("next");
  if (!next) return 0;
  const run = await fetched(next.getAttribute("href") ?? "");
  for (const card of run.cards) {
    fetchedAt.set(card, hints);
    rest(card);
  }
  list().append(...run.cards);
  turn("next", run.pages);
  shown();
  return run.cards.length;
}

/** Whether more comes after the last card, as `pages` says. */
function turn(rel: "next" | "prev", pages: Element | null): void {
  const fresh = pages?.querySelector(`[rel=${rel}]`);
  const old = link(rel);
  if (old && fresh) old.setAttribute("href", fresh.getAttribute("href") ?? "");
  else if (old) old.remove();
  else if (fresh) section?.querySelector(".pages")?.append(document.adoptNode(fresh));
}

/** The cards on the screen, which have their buttons from then on. Found by halving: reading where
    thousands are takes too long. */
export function shown(): HTMLElement[] {
  const all = list().children;
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] as Element).getBoundingClientRect().bottom < 0) low = middle + 1;
    else high = middle;
  }
  const found: HTMLElement[] = [];
  for (let at = low; at < all.length; at += 1) {
    if ((all[at] as Element).getBoundingClientRect().top > window.innerHeight) break;
    found.push(all[at] as HTMLElement);
  }
  keepNear(all, low, low + found.length);
  return found;
}

/** Something changed: fetch what is on the screen again, the rest when it comes there. */
export async function hinted(): Promise<void> {
  hints += 1;
  await refreshShown();
}

export async function refreshShown(): Promise<void> {
  const seen = shown();
  const all = list().children;
  if (all.length && !seen.some((card) => (fetchedAt.get(card) ?? 0) < hints)) return;
  const begins = seen[0] === all[0] && !link("prev");
  const ends = seen[seen.length - 1] === all[all.length - 1] && !link("next");
  // Below what is on the screen, or beside it: nothing to fetch.
  if (!seen.length && all.length) return;
  const query = new URLSearchParams(list().dataset.query);
  query.set("from", begins ? "" : reference(seen[0]));
  query.set("to", ends ? "" : reference(seen[seen.length - 1]));
  const run = await fetched(`?${query}`);
  put(seen, run.cards);
  if (ends || !seen.length) turn("next", run.pages);
  showEmpty(run.empty);
}

function showEmpty(text: Element | null): void {
  const old = section?.querySelector("[data-queue-empty]");
  const empty = !list().children.length && !link("next");
  if (!empty) old?.remove();
  else if (!old && text) list().after(document.adoptNode(text));
}

/** Replace the run `old` by `fresh`: what is the same stays, what somebody types in waits. */
function put(old: HTMLElement[], fresh: HTMLElement[]): void {
  const before = new Map(old.map((card) => [reference(card), card]));
  const anchor = old[old.length - 1]?.nextElementSibling ?? null;
  let previous: Element | null = old[0]?.previousElementSibling ?? null;
  for (const card of fresh) {
    const same = before.get(reference(card));
    before.delete(reference(card));
    const placed: HTMLElement = same ? renewed(same, card) : card;
    wake(placed);
    fetchedAt.set(placed, hints);
    if (!same) {
      card.classList.add("changed");
      if (previous) previous.after(card);
      else if (old[0]?.isConnected) old[0].before(card);
      else list().insertBefore(card, anchor);
    }
    previous = placed;
  }
  for (const gone of before.values()) if (!isBusy(gone, typing)) remove(gone);
  shown();
}

/** What stands in the place of `old` now: itself, where nothing differs or somebody types. */
function renewed(old: HTMLElement, fresh: HTMLElement): HTMLElement {
  wake(old);
  const looked = old.querySelector("[data-looked]");
  if (looked || isBusy(old, typing) || same(old, fresh)) return old;
  const focus = old.contains(document.activeElement) ? document.activeElement?.id : undefined;
  keepOpen(old, fresh);
  const ticked = old.querySelector<HTMLInputElement>("[name=ref]")?.checked;
  const tick = fresh.querySelector<HTMLInputElement>("[name=ref]");
  if (tick && ticked) tick.checked = true;
  fresh.classList.add("changed");
  fresh.tabIndex = -1;
  old.replaceWith(fresh);
  if (focus !== undefined) (document.getElementById(focus) ?? fresh).focus();
  return fresh;
}

function same(old: HTMLElement, fresh: HTMLElement): boolean {
  return content(old) === content(fresh) && old.classList.contains("hot") === fresh.classList.contains("hot");
}

/** Take a card away; who was in it goes on to the next one. */
export function remove(card: HTMLElement): void {
  const here = card.contains(document.activeElement);
  const next = (card.nextElementSibling ?? card.previousElementSibling) as HTMLElement | null;
  card.remove();
  if (!here) return;
  if (next) focusOn(next);
  else section?.querySelector<HTMLElement>(".pages a")?.focus();
}

export function focusOn(card: HTMLElement): void {
  wake(card);
  card.tabIndex = -1;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}
