// Keeps a page up to date: a message on the page's socket means "something changed", so the page
// is fetched again and its live parts are swapped. Messages carry nothing that is shown, and a
// cursor: whoever comes back with it is told whether anything changed meanwhile.

const parts = "[data-live-part]";
const items = "[data-live-item]";
const line = document.querySelector<HTMLElement>("[data-live-status]");
const address = document.body.dataset.live;
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

function isDirty(field: Element): boolean {
  if (field instanceof HTMLInputElement) {
    if (field.type === "radio" || field.type === "checkbox") {
      return field.checked !== field.defaultChecked;
    }
    return field.type !== "hidden" && field.value !== field.defaultValue;
  }
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) {
    return [...field.options].some((option) => option.selected !== option.defaultSelected);
  }
  return false;
}

/** Whether somebody is typing in `part`, or left something there that is not sent yet. */
function isBusy(part: Element): boolean {
  const fields = [...part.querySelectorAll("input, textarea, select")];
  return fields.some((field) => field === document.activeElement || isDirty(field));
}

function keepOpen(old: Element, fresh: Element): void {
  for (const details of old.querySelectorAll<HTMLDetailsElement>("details[id][open]")) {
    const same = fresh.querySelector<HTMLDetailsElement>(`#${CSS.escape(details.id)}`);
    if (same) same.open = true;
  }
}

function mark(old: Element, fresh: Element): void {
  const before = new Map(
    [...old.querySelectorAll<HTMLElement>(items)].map((item) => [item.dataset.liveItem, content(item)]),
  );
  const inside = [...fresh.querySelectorAll<HTMLElement>(items)];
  const changed = inside.filter((item) => before.get(item.dataset.liveItem) !== content(item));
  for (const element of inside.length ? changed : [fresh]) element.classList.add("changed");
}

/** What a part holds, without what differs on every fetch. */
function content(part: Element): string {
  const copy = part.cloneNode(true) as Element;
  for (const token of copy.querySelectorAll("[name=csrfmiddlewaretoken]")) token.remove();
  for (const element of copy.querySelectorAll(".changed")) element.classList.remove("changed");
  for (const element of copy.querySelectorAll("[class='']")) element.removeAttribute("class");
  for (const details of copy.querySelectorAll("details")) details.removeAttribute("open");
  return copy.innerHTML;
}

function swap(old: Element, fresh: Element): void {
  const focus = old.contains(document.activeElement) ? document.activeElement?.id : undefined;
  keepOpen(old, fresh);
  mark(old, fresh);
  old.replaceWith(document.adoptNode(fresh));
  if (focus) document.getElementById(focus)?.focus();
}

async function refresh(): Promise<void> {
  if (document.hidden) {
    waiting = true;
    return;
  }
  waiting = false;
  const reached = ahead;
  const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
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
  if (reached !== undefined) cursor = reached;
  if (ahead === reached) ahead = undefined;
  const text = waiting ? line?.dataset.waiting : line?.dataset.updated?.replace("TIME", now());
  say(text ?? "");
  document.dispatchEvent(new CustomEvent("gandeng:refreshed"));
  refreshOften();
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
