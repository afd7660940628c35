// Keeps a page up to date: a message on the page's socket means "something changed", so the page
// is fetched again and its live parts are swapped. Messages carry nothing that is shown, and a
// cursor: whoever comes back with it is told whether anything changed meanwhile.

import { content, isBusy, swap } from "./live/parts";

const parts = "[data-live-part]";
const line = document.querySelector<HTMLElement>("[data-live-status]");
const address = document.body.dataset.live;
// A page too long to be fetched whole names a shorter one with the same parts.
const source = document.body.dataset.liveSource ?? location.href;
// Public pages have many readers: they spread their fetches over this many milliseconds.
const spread = Number(document.body.dataset.liveSpread ?? 150);
const locale = document.documentElement.lang === "en" ? "en-GB" : "id-ID";

// Why a socket is closed: no right to it (any more), or too many of them.
const refused = [4401, 4403, 4404];
const tooMany = 4429;

interface Message {
  cursor: string;
  changed: boolean;
}

// How far the page's parts show what happened, and how far it was told of: the page is behind
// until it has been fetched again.
let cursor: string | undefined;
let ahead: string | undefined;
let attempts = 0;
let timer: number | undefined;
let often: number | undefined;
let waiting = false;

function say(text: string, lost = false): void {
  if (!line || line.textContent === text) return;
  line.textContent = text;
  line.classList.toggle("lost", lost);
}

function now(): string {
  const zone = { timeZone: "Asia/Jakarta", hour: "2-digit", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat(locale, zone).format(new Date());
}

async function refresh(): Promise<void> {
  if (document.hidden) {
    waiting = true;
    return;
  }
  waiting = false;
  const reached = ahead;
  const answer = await fetch(source, { credentials: "same-origin", cache: "no-store" });
  if (answer.status >= 500) throw new Error(answer.statusText);
  if (!answer.ok || answer.redirected) {
    location.reload();
    return;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll<HTMLElement>(parts)) {
    const same = fresh.querySelector(`[data-live-part="${CSS.escape(old.dataset.livePart ?? "")}"]`);
    if (!same || content(same) === content(old)) continue;
    if (isBusy(old)) waiting = true;
    else swap(old, same);
  }
  await othersToo();
  if (reached !== undefined) cursor = reached;
  if (ahead === reached) ahead = undefined;
  const text = waiting ? line?.dataset.waiting : line?.dataset.updated?.replace("TIME", now());
  say(text ?? "");
  document.dispatchEvent(new CustomEvent("gandeng:refreshed"));
  refreshOften();
}

/** Let other scripts of the page fetch what they look after, which may fail like the rest. */
async function othersToo(): Promise<void> {
  const also: Promise<unknown>[] = [];
  document.dispatchEvent(new CustomEvent("gandeng:hint", { detail: also }));
  await Promise.all(also);
}

/** Of what moves by itself no socket tells: a part with `data-live-every` is fetched again after
    so many milliseconds, for as long as it says so. */
function refreshOften(): void {
  const moving = document.querySelector<HTMLElement>("[data-live-every]");
  window.clearTimeout(often);
  if (moving) often = window.setTimeout(refreshSoon, Number(moving.dataset.liveEvery));
}

function refreshSoon(): void {
  if (timer !== undefined) return;
  timer = window.setTimeout(() => {
    timer = undefined;
    refresh().catch(() => {
      say(line?.dataset.lost ?? "", true);
      waiting = true;
      window.setTimeout(refreshWaiting, 5_000 + Math.random() * 5_000);
      refreshOften();
    });
  }, 80 + Math.random() * spread);
}

function refreshWaiting(): void {
  if (waiting) refreshSoon();
}

function hear(text: string): void {
  const message = JSON.parse(text) as Message;
  attempts = 0;
  if (message.changed) {
    ahead = message.cursor;
    refreshSoon();
  } else if (ahead === undefined) {
    cursor = message.cursor;
    if (line?.classList.contains("lost")) say("");
  }
}

function connect(path: string): void {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const query = cursor === undefined ? "" : `?after=${encodeURIComponent(cursor)}`;
  const socket = new WebSocket(`${scheme}//${location.host}${path}${query}`);
  socket.onmessage = (event: MessageEvent<string>) => hear(event.data);
  socket.onclose = (event) => {
    attempts = event.code === tooMany ? Math.max(attempts, 4) : attempts + 1;
    if (attempts > 1) say(line?.dataset.lost ?? "", true);
    // The page may have ended with the right to its socket: it says so itself.
    if (refused.includes(event.code) && attempts === 1) refreshSoon();
    reconnectLater(path);
  };
}

/** Try again after a while that grows and differs from browser to browser, or when the phone
    says that it is online again. */
function reconnectLater(path: string): void {
  const most = Math.min(30_000, 1_000 * 2 ** attempts) + spread;
  const again = (): void => {
    window.clearTimeout(pause);
    window.removeEventListener("online", again);
    connect(path);
  };
  const pause = window.setTimeout(again, 300 + Math.random() * most);
  window.addEventListener("online", again);
}

if (address) {
  connect(address);
  refreshOften();
  document.addEventListener("visibilitychange", refreshWaiting);
  document.addEventListener("focusout", () => window.setTimeout(refreshWaiting, 300));
}
