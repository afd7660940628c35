// The lists of the queue, one for each page that was fetched, as the reader goes through them: from
// card to card. What stands in a list far from the screen is not laid out.

export const section = document.querySelector<HTMLElement>("[data-queue-section]");

/** One at least. */
export function lists(): HTMLElement[] {
  const found = [...(section?.querySelectorAll<HTMLElement>("[data-queue]") ?? [])];
  if (!found.length) throw new Error("The page has no queue.");
  return found;
}

export function hasCards(): boolean {
  return lists().some((list) => list.childElementCount > 0);
}

export function firstCard(): HTMLElement | undefined {
  return (lists().find((list) => list.firstElementChild)?.firstElementChild ?? undefined) as HTMLElement | undefined;
}

export function lastCard(): HTMLElement | undefined {
  const full = lists().filter((list) => list.lastElementChild);
  return (full[full.length - 1]?.lastElementChild ?? undefined) as HTMLElement | undefined;
}

function beside(card: Element, way: "next" | "previous"): HTMLElement | undefined {
  const sibling = `${way}ElementSibling` as const;
  if (card[sibling]) return card[sibling] as HTMLElement;
  let list = card.parentElement?.[sibling];
  while (list?.matches("[data-queue]")) {
    const found = way === "next" ? list.firstElementChild : list.lastElementChild;
    if (found) return found as HTMLElement;
    list = list[sibling];
  }
  return undefined;
}

export function next(card: Element): HTMLElement | undefined {
  return beside(card, "next");
}

export function previous(card: Element): HTMLElement | undefined {
  return beside(card, "previous");
}

/** What of `boxes`, which stand below each other, is on the screen. Found by halving: reading where
    hundreds are takes too long. */
function onScreen<Box extends Element>(boxes: ArrayLike<Box>): Box[] {
  let [low, high] = [0, boxes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (boxes[middle]!.getBoundingClientRect().bottom < 0) low = middle + 1;
    else high = middle;
  }
  const found: Box[] = [];
  for (let at = low; at < boxes.length; at += 1) {
    if (boxes[at]!.getBoundingClientRect().top > window.innerHeight) break;
    found.push(boxes[at]!);
  }
  return found;
}

export function cardsOnScreen(): HTMLElement[] {
  const found = onScreen(lists()).flatMap((list) => onScreen(list.children));
  return found as HTMLElement[];
}
