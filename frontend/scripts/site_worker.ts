// Without network: the empty form for asking, and a page that says so for every other. Both are
// fetched as nobody and kept by this worker alone; no page that somebody opened is ever kept.

import { sendUnseen } from "./ask/queue";
import { all } from "./ask/safe";

interface Waiting extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetching extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Syncing extends Waiting {
  readonly tag: string;
}
interface Worker {
  readonly clients: { matchAll(): Promise<{ postMessage(message: string): void }[]>; claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}

const CACHE = "gandeng-site";
const DAY = 24 * 3600 * 1000; // milliseconds
const PATIENCE = 10_000; // milliseconds, where the network is there in name only
const language = new URL(location.href).searchParams.get("in") === "en" ? "en" : "id";
const FORM = `/ask/copy/?in=${language}`;
const OFFLINE = `/offline/?in=${language}`;
const { clients, skipWaiting } = self as unknown as Worker;

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  const parts = new Set<string>();
  for (const page of [FORM, OFFLINE]) {
    const answer = await fetch(page, { credentials: "omit", cache: "no-store" });
    if (!answer.ok) throw new Error(page);
    for (const [, part] of (await answer.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"]+\.(?:css|js|svg))"/g)) {
      parts.add(part!);
    }
    await cache.put(page, answer);
  }
  await cache.addAll([...parts].map((part) => new Request(part, { cache: "no-cache" })));
}

/** Once a day what is kept follows the site. */
async function refresh(): Promise<void> {
  const kept = await (await caches.open(CACHE)).match(FORM);
  const age = Date.now() - Date.parse(kept?.headers.get("Date") ?? "");
  if (!(age < DAY)) await fill();
}

async function kept(path: string): Promise<Response> {
  return (await (await caches.open(CACHE)).match(path, { ignoreVary: true })) ?? Response.error();
}

async function page(request: Request): Promise<Response> {
  const isForm = new URL(request.url).pathname === "/ask/";
  try {
    if (!isForm) return await fetch(request);
    const late = new Promise<Response>((_, reject) => setTimeout(reject, PATIENCE));
    return await Promise.race([fetch(request), late]);
  } catch {
    return kept(isForm ? FORM : OFFLINE);
  }
}

async function part(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return kept(request.url);
  }
}

async function sync(): Promise<void> {
  const finished = await sendUnseen();
  for (const client of await clients.matchAll()) client.postMessage("sent");
  if (!finished) throw new Error("later");
}

self.addEventListener("install", (event) => {
  (event as Waiting).waitUntil(fill().then(() => skipWaiting.call(self)));
});

self.addEventListener("activate", (event) => {
  (event as Waiting).waitUntil(clients.claim());
});

self.addEventListener("message", (event) => {
  if (event.data === "refresh") (event as unknown as Waiting).waitUntil(refresh().catch(() => undefined));
});

self.addEventListener("sync", (event) => {
  const { tag } = event as Syncing;
  if (tag === "ask") (event as Syncing).waitUntil(sync());
});

self.addEventListener("fetch", (event) => {
  const fetching = event as Fetching;
  const { method, mode, url } = fetching.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate") fetching.respondWith(page(fetching.request));
  else if (pathname.startsWith("/static/")) fetching.respondWith(part(fetching.request));
});

// Whatever is older than a day goes, also where nobody opens the form again.
void all().catch(() => undefined);
