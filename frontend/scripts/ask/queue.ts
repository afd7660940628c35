// Sends the forms that wait: from the page when there is network again, or from the worker when
// nobody looks. The form's own key makes it one request however often that happens.

import { all, mark, opened, remove, type Kept, type Values } from "./safe";

const PATIENCE = 10_000; // milliseconds, where the network is there in name only

export interface Sender {
  token: string;
  by: string;
}

/** What became of a form: `page` is where its receipt is; "whose": somebody else is signed in;
    "wrong": an answer is; "over": it was sent before and its receipt was shown. */
export type Outcome = { page: string } | "later" | "wrong" | "whose" | "over";

async function soon(address: string, options: RequestInit): Promise<Response> {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE);
  try {
    return await fetch(address, { ...options, redirect: "manual", signal: control.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** Who would send a form from here now, with this browser's token; nothing without network. */
export async function sender(): Promise<Sender | undefined> {
  try {
    const answer = await soon("/ask/token/", { cache: "no-store" });
    return answer.ok ? ((await answer.json()) as Sender) : undefined;
  } catch {
    return undefined;
  }
}

async function post(values: Values, token: string): Promise<Outcome> {
  const body = new URLSearchParams(values);
  body.delete("step");
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const answer = await soon("/ask/", { method: "POST", headers, body });
  if (answer.ok) return (await answer.json()) as { page: string };
  const said: Record<number, Outcome> = { 409: "whose", 410: "over", 422: "wrong" };
  return said[answer.status] ?? "later";
}

export async function send(kept: Kept): Promise<Outcome> {
  const who = await sender();
  if (!who) return "later";
  if (who.by !== kept.by) return "whose";
  try {
    return await post(await opened(kept), who.token);
  } catch {
    return "later";
  }
}

/** What `act` returns, done by one tab or worker at a time; nothing while another does it. */
export async function alone<T>(act: () => Promise<T>): Promise<T | undefined> {
  if (!navigator.locks) return act();
  return navigator.locks.request("gandeng-ask", { ifAvailable: true }, (lock) => (lock ? act() : undefined));
}

/** For the worker: send what waits, and leave it to the page to show the receipts. Tells whether
    nothing waits any more. */
export async function sendUnseen(): Promise<boolean> {
  const [forms] = await all();
  let left = 0;
  for (const kept of forms.filter(({ state }) => state === "waiting")) {
    const outcome = await send(kept);
    if (outcome === "over") await remove(kept.id);
    else if (typeof outcome === "object") await mark(kept, "sent");
    else if (outcome === "later") left += 1;
  }
  return left === 0;
}
