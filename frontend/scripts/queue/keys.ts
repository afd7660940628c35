// One key for each button of a card. Only what the card shows has a key: whoever may not check a
// request has no key for it either. Switched off where somebody prefers that (their browser keeps
// it), and silent while somebody types.

import { next, previous } from "./lists";
import { wake } from "./near";
import { focusOn, shown } from "./rows";

const KEPT = "gandeng:queue-keys";
const help = document.querySelector<HTMLDetailsElement>("#keys");
const box = document.querySelector<HTMLInputElement>("#keys-on");

let last: HTMLElement | undefined;
let goOn: () => Promise<void> = async () => undefined;

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // a browser that keeps nothing
  }
}

function keep(on: boolean): void {
  try {
    if (on) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, "off");
  } catch {
    // as above
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio"].includes(target.type);
  return target.matches("textarea, select") || target.isContentEditable;
}

/** The card that has the focus or had it last. */
function current(): HTMLElement | undefined {
  const inside = document.activeElement?.closest<HTMLElement>("[data-queue] > *");
  if (inside) last = inside;
  return last?.isConnected ? last : undefined;
}

async function move(by: 1 | -1): Promise<void> {
  const card = current();
  let to = card && (by === 1 ? next(card) : previous(card));
  if (card && !to && by === 1) {
    await goOn();
    to = next(card);
  }
  const target = to ?? (card ? undefined : shown()[0]);
  if (target) focusOn(target);
  current();
}

/** Press what bears `key` in the current card; whether there is such a thing. */
function press(key: string): boolean {
  const card = current();
  if (card) wake(card);
  const found = card?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return false;
  if (found.tagName !== "SUMMARY") {
    found.click();
    return true;
  }
  const details = found.parentElement as HTMLDetailsElement;
  details.open = true;
  details.querySelector<HTMLElement>("input:not([type=hidden]), textarea")?.focus();
  return true;
}

function showHelp(): void {
  if (!help) return;
  help.open = !help.open;
  help.querySelector("summary")?.focus();
}

function pressed(event: KeyboardEvent): void {
  const withOther = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
  if (event.defaultPrevented || withOther || !box?.checked || isTyping(event.target)) return;
  const key = event.key.toLowerCase();
  const onCard = document.activeElement?.matches("[data-queue] > *") ?? false;
  let done = true;
  if (key === "?") showHelp();
  else if (key === "j" || (key === "arrowdown" && onCard)) void move(1);
  else if (key === "k" || (key === "arrowup" && onCard)) void move(-1);
  else done = !event.repeat && /^[a-z]$/.test(key) && press(key);
  if (done) event.preventDefault();
}

/** Escape in a reason leaves it, back to its card. */
function escaped(event: KeyboardEvent): void {
  if (event.key !== "Escape") return;
  const inside = (event.target as Element).closest<HTMLElement>("[data-queue] > *");
  if (inside && event.target !== inside) focusOn(inside);
}

/** `more`: fetches what comes after the last card. */
export function useKeys(more: () => Promise<void>): void {
  if (!help || !box) return;
  goOn = more;
  help.classList.remove("waits");
  box.checked = kept() !== "off";
  box.addEventListener("change", () => keep(box.checked));
  document.addEventListener("keydown", pressed);
  document.addEventListener("keydown", escaped);
}
