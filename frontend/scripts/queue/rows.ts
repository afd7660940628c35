// The cards of the queue: fetching a run of them, and putting it where it belongs. Thousands may
// be on the page; only those on the screen are fetched again when something changed.

import { content, isBusy, keepOpen } from "../live/parts";
import { cardsOnScreen, firstCard, hasCards, lastCard, lists, next, previous, section } from "./lists";
import { keepNear, rest, typing, wake } from "./near";

/** Counts hints: a card that was fetched before the last one may be old. */
let hints = 0;
/** Counts fetches of what is on the screen; the last of them whose answer is shown. */
let asked = 0;
let answered = 0;
const fetchedAt = new WeakMap<Element, number>();

interface Run {
  list: HTMLElement | null;
  cards: HTMLElement[];
  pages: Element | null;
  empty: Element | null;
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
  const list = page.querySelector<HTMLElement>("[data-queue]");
  if (list) document.adoptNode(list);
  return {
    list,
    cards: [...(list?.children ?? [])] as HTMLElement[],
    pages: page.querySelector(".pages"),
    empty: page.querySelector("[data-queue-empty]"),
  };
}

/** Put the next page's cards below the others; how many came. */
export async function more(): Promise<number> {
  const button = link("next");
  if (!button) return 0;
  const told = hints;
  const run = await fetched(button.getAttribute("href") ?? "");
  for (const card of run.cards) {
    fetchedAt.set(card, told);
    rest(card);
  }
  const all = lists();
  if (run.list && run.cards.length) all[all.length - 1]?.after(run.list);
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

/** The cards on the screen, which have their buttons from then on. */
export function shown(): HTMLElement[] {
  const found = cardsOnScreen();
  keepNear(found);
  return found;
}

/** Something changed: fetch what is on the screen again, the rest when it comes there. */
export async function hinted(): Promise<void> {
  hints += 1;
  await refreshShown();
}

export async function refreshShown(): Promise<void> {
  const seen = shown();
  if (hasCards() && !seen.some((card) => (fetchedAt.get(card) ?? 0) < hints)) return;
  const begins = seen[0] === firstCard() && !link("prev");
  const ends = seen[seen.length - 1] === lastCard() && !link("next");
  // Below what is on the screen, or beside it: nothing to fetch.
  if (!seen.length && hasCards()) return;
  const run = await refreshed(seen, begins ? "" : reference(seen[0]), ends ? "" : reference(seen[seen.length - 1]));
  if (!run) return;
  if (ends || !seen.length) turn("next", run.pages);
  showEmpty(run.empty);
}

/** Fetch `card` again, wherever it stands, and what is on the screen: somebody else was quicker, and
    no hint may have come yet. */
export async function refreshOne(card: HTMLElement): Promise<void> {
  await refreshed([card], reference(card), reference(card));
  await hinted();
}

/** Fetch what stands from one reference to another, where `cards` are shown; nothing where what was
    asked for later came first. */
async function refreshed(cards: HTMLElement[], from: string, to: string): Promise<Run | undefined> {
  const query = new URLSearchParams(lists()[0]?.dataset.query);
  query.set("from", from);
  query.set("to", to);
  const [mine, told] = [++asked, hints];
  const run = await fetched(`?${query}`);
  if (mine < answered) return undefined;
  answered = mine;
  put(cards, run.cards, told);
  return run;
}

function showEmpty(text: Element | null): void {
  const old = section?.querySelector("[data-queue-empty]");
  const all = lists();
  const empty = !hasCards() && !link("next");
  if (!empty) old?.remove();
  else if (!old && text) all[all.length - 1]?.after(document.adoptNode(text));
}

/** Replace the run `old` by `fresh`, which knows of so many hints: what is the same stays, what
    somebody types in waits. */
function put(old: HTMLElement[], fresh: HTMLElement[], told: number): void {
  const before = new Map(old.map((card) => [reference(card), card]));
  let last = old[0] && previous(old[0]);
  for (const card of fresh) {
    const same = before.get(reference(card));
    before.delete(reference(card));
    const placed: HTMLElement = same ? renewed(same, card) : card;
    fetchedAt.set(placed, told);
    if (!same) {
      card.classList.add("changed");
      if (last) last.after(card);
      else if (old[0]?.isConnected) old[0].before(card);
      else lists()[0]?.prepend(card);
    }
    wake(placed);
    last = placed;
  }
  for (const gone of before.values()) if (!isBusy(gone, typing)) remove(gone);
  shown();
}

/** What stands in the place of `old` now: itself, where nothing differs or somebody uses it. */
function renewed(old: HTMLElement, fresh: HTMLElement): HTMLElement {
  wake(old);
  const used = old.querySelector("[data-looked], [data-busy]");
  if (used || isBusy(old, typing) || same(old, fresh)) return old;
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
  const other = next(card) ?? previous(card);
  const list = card.parentElement;
  card.remove();
  if (list && !list.childElementCount && lists().length > 1) list.remove();
  if (!here) return;
  if (other) focusOn(other);
  else section?.querySelector<HTMLElement>(".pages a")?.focus();
}

export function focusOn(card: HTMLElement): void {
  wake(card);
  card.tabIndex = -1;
  card.focus({ preventScroll: true });
  // Who goes on by keys is quicker than a page that glides.
  card.scrollIntoView({ block: "nearest", behavior: "instant" });
}
