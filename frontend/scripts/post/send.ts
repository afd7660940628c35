// Between the phone and the site: the pack comes, entries go, and the page is kept for later.

import { entriesOf, put, type Entry, type Pack } from "./keep";

const CACHE = "gandeng-post";

interface Answer {
  entry: string;
  outcome: string;
  code: string;
}

/** A new pack from the site; "none" when the site says that there is none for this person (any
    more), and nothing when it can't be asked. */
export async function load(page: string): Promise<Pack | "none" | undefined> {
  try {
    const answer = await fetch(`${page}pack/`, { redirect: "manual", cache: "no-store" });
    if (answer.ok) return (await answer.json()) as Pack;
    const refused = answer.type === "opaqueredirect" || [403, 404].includes(answer.status);
    return refused ? "none" : undefined;
  } catch {
    return undefined;
  }
}

/** Send what waits, in batches. Tells whether the site took all of it; a refusal of the whole
    batch (signed out, page too old) is thrown. */
export async function send(
  db: IDBDatabase, reference: string, page: string, token: string, most: number,
): Promise<boolean> {
  const waiting = (await entriesOf(db, reference)).filter(({ outcome }) => !outcome);
  for (let start = 0; start < waiting.length; start += most) {
    const batch = waiting.slice(start, start + most);
    let answer: Response;
    try {
      answer = await post(`${page}entries/`, token, batch);
    } catch {
      return false;
    }
    if (answer.status >= 500 || answer.status === 429) return false;
    if (!answer.ok) throw new Error("refused");
    await note(db, batch, ((await answer.json()) as { answers: Answer[] }).answers);
  }
  return true;
}

function post(address: string, token: string, batch: Entry[]): Promise<Response> {
  const entries = batch.map(({ entry, serial, code, phone_time }) => ({ entry, serial, code, phone_time }));
  return fetch(address, {
    method: "POST",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ entries }),
  });
}

async function note(db: IDBDatabase, batch: Entry[], answers: Answer[]): Promise<void> {
  const told = new Map(answers.map((answer) => [answer.entry, answer]));
  for (const each of batch) {
    const answer = told.get(each.entry);
    if (!answer) continue;
    await put(db, "entries", { ...each, code: "", outcome: answer.outcome, problem: answer.code });
  }
}

/** Keep this page and what it is made of, so that it opens without network. */
export async function keepPage(page: string, worker: string): Promise<void> {
  await navigator.serviceWorker.register(worker);
  const cache = await caches.open(CACHE);
  const answer = await fetch(page, { redirect: "manual" });
  if (answer.ok) await cache.put(page, answer);
  const parts = document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>("link[href], script[src]");
  await cache.addAll([...parts].map((part) => ("href" in part ? part.href : part.src)));
}

export function forgetPage(page: string): Promise<boolean> {
  return caches.open(CACHE).then((cache) => cache.delete(page));
}
