// Buttons of cards, pressed without leaving the page: what was loaded and read stays where it is.

import { section } from "./lists";
import { refreshOne, remove, shown } from "./rows";

interface Told {
  done: boolean;
  said: string[];
}

const line = document.querySelector<HTMLElement>("[data-queue-said]");

export function say(text: string): void {
  if (line) line.textContent = text;
}

export function failed(): void {
  say(section?.dataset.saidFailed ?? "");
}

async function posted(form: HTMLFormElement): Promise<Response> {
  const body = new FormData(form);
  body.set("part", "1");
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(body as unknown as Record<string, string>),
    credentials: "same-origin",
    cache: "no-store",
  });
  if (answer.redirected || (!answer.ok && answer.status !== 409)) throw new Error(answer.statusText);
  return answer;
}

async function act(form: HTMLFormElement, card: HTMLElement): Promise<void> {
  const told = (await (await posted(form)).json()) as Told;
  say(told.said.join(" "));
  const here = inPlaceOf(card);
  if (!told.done) return refreshOne(here);
  remove(here);
  shown();
}

/** The contact shows in the card, this once. */
async function look(form: HTMLFormElement, card: HTMLElement): Promise<void> {
  const answer = await posted(form);
  if (answer.status === 409) {
    say(((await answer.json()) as Told).said.join(" "));
    return;
  }
  const shown = document.createElement("div");
  shown.dataset.looked = "";
  shown.tabIndex = -1;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  shown.append(...page.body.childNodes);
  const here = inPlaceOf(card).querySelector("form[data-look]");
  here?.closest(".actions")?.before(shown);
  here?.remove();
  shown.focus();
}

/** `card`, or the one that took its place when it was fetched again meanwhile. */
function inPlaceOf(card: HTMLElement): HTMLElement {
  return card.isConnected ? card : (document.getElementById(card.id) ?? card);
}

function submitted(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const card = form.closest<HTMLElement>("[data-live-item]");
  if (!card || !form.matches("[data-act], [data-look]")) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const done = form.matches("[data-look]") ? look(form, card) : act(form, card);
  void done.catch(failed).finally(() => {
    delete form.dataset.busy;
  });
}

export function actInPlace(): void {
  section?.addEventListener("submit", (event) => submitted(event as SubmitEvent));
}
