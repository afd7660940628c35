// Hands out by coupon at the post, also without network: checks the digits against the pack,
// keeps an entry of each coupon taken, and sends the entries when the site can be reached.

import { canScan, scan } from "./post/camera";
import { isRight, named, scanned } from "./post/codes";
import { drop, entriesOf, open, packOf, put, take, type Coupon, type Entry, type Pack } from "./post/keep";
import { forgetPage, keepPage, load, send } from "./post/send";

const AGAIN = 10_000; // milliseconds between attempts to send
const CAN_TAKE = ["due", "given"];
const root = document.querySelector<HTMLElement>("[data-post]");
const page = location.pathname;

function part<T extends HTMLElement>(name: string): T {
  const found = root?.querySelector<T>(`[data-${name}]`);
  if (!found) throw new Error(name);
  return found;
}

function said(name: string): string {
  return root?.dataset[name] ?? "";
}

function place(coupon: Coupon | undefined, serial: string): string {
  if (!coupon || coupon.line === null) return serial;
  const rt = String(coupon.rt).padStart(3, "0");
  return said("line").replace("LINE", String(coupon.line)).replace("NUMBER", rt);
}

/** A random id, written as the site writes it. */
function uuid(): string {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

class Desk {
  pack: Pack | undefined;
  entries: Entry[] = [];
  refused = false;
  sending = false;

  constructor(readonly db: IDBDatabase, readonly reference: string) {}

  async refresh(): Promise<void> {
    this.pack = await packOf(this.db, this.reference);
    this.entries = await entriesOf(this.db, this.reference);
    this.draw();
  }

  isTaken(coupon: Coupon): boolean {
    return this.entries.some(({ serial }) => serial === coupon.serial);
  }

  draw(): void {
    const coupons = this.pack?.coupons ?? [];
    const left = coupons.filter((each) => CAN_TAKE.includes(each.status) && !this.isTaken(each));
    const done = coupons.filter((each) => each.status === "confirmed" || this.isTaken(each));
    const waiting = this.entries.filter(({ outcome }) => !outcome).length;
    part("done").textContent = String(done.length);
    part("left").textContent = String(left.length);
    part("state").textContent = this.pack ? said("ready").replace("TIME", time(this.pack.ends_at)) : said("none");
    const unsent = said("waiting").replace("COUNT", String(waiting));
    part("sync").textContent = waiting ? `${unsent} ${this.refused ? said("reload") : ""}`.trim() : said("synced");
    this.drawConflicts();
  }

  drawConflicts(): void {
    const items = this.entries.filter(({ outcome }) => outcome === "conflict").map((entry) => {
      const item = document.createElement("li");
      const coupon = this.pack?.coupons.find(({ serial }) => serial === entry.serial);
      const why = root?.querySelector(`[data-problem="${CSS.escape(entry.problem)}"]`)?.textContent ?? "";
      item.textContent = `${said("conflict").replace("PLACE", place(coupon, entry.serial))} ${why}`;
      return item;
    });
    part("conflicts").replaceChildren(...items);
  }

  /** Take a coupon; the answer is what to say, and whether it was taken. */
  async handOut(typed: string, digits: string): Promise<[string, boolean]> {
    if (!this.pack) return [said("none"), false];
    const coupon = named(this.pack, typed);
    if (!coupon) return [said("unknown"), false];
    if (coupon.status === "confirmed" || this.isTaken(coupon)) return [said("used"), false];
    if (!CAN_TAKE.includes(coupon.status)) return [said("notDue"), false];
    if (!(await isRight(this.pack, coupon, digits))) return [said("wrong"), false];
    const entry: Entry = {
      entry: uuid(),
      reference: this.reference,
      serial: coupon.serial,
      code: digits.replace(/\D/g, ""),
      phone_time: new Date().toISOString(),
      outcome: "",
      problem: "",
    };
    const taken = await take(this.db, entry);
    await this.refresh();
    return taken ? [said("taken").replace("PLACE", place(coupon, coupon.serial)), true] : [said("used"), false];
  }

  async sync(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      await send(this.db, this.reference, page, said("token"), Number(said("most")));
      this.refused = false;
    } catch {
      this.refused = true;
    } finally {
      this.sending = false;
      await this.refresh();
    }
  }
}

function time(moment: string): string {
  const locale = document.documentElement.lang === "en" ? "en-GB" : "id-ID";
  const shown = { timeZone: "Asia/Jakarta", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" } as const;
  return `${new Intl.DateTimeFormat(locale, shown).format(new Date(moment))} WIB`;
}

function answer(text: string, good: boolean): void {
  const line = part("answer");
  line.textContent = text;
  line.classList.toggle("notice-bad", !good);
  line.hidden = false;
}

function forgetAnswer(): void {
  const line = part("answer");
  line.hidden = true;
  line.textContent = "";
}

async function tryCoupon(desk: Desk, typed: string, digits: string): Promise<boolean> {
  const [text, taken] = await desk.handOut(typed, digits);
  answer(text, taken);
  if (taken) void desk.sync();
  return taken;
}

function listen(desk: Desk): void {
  const form = part<HTMLFormElement>("form");
  const serial = form.elements.namedItem("serial") as HTMLInputElement;
  const code = form.elements.namedItem("code") as HTMLInputElement;
  // What was said of one coupon is not left standing beside the next.
  form.addEventListener("input", forgetAnswer);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const read = scanned(serial.value) ?? { serial: serial.value, code: code.value };
    void tryCoupon(desk, read.serial, read.code).then((taken) => {
      if (taken) form.reset();
      serial.focus();
    });
  });
  window.addEventListener("online", () => void desk.sync());
  window.setInterval(() => void desk.sync(), AGAIN);
  if (canScan()) listenToCamera(desk);
}

function listenToCamera(desk: Desk): void {
  const button = part("scan");
  const video = part<HTMLVideoElement>("video");
  button.hidden = false;
  button.addEventListener("click", () => {
    if (!video.hidden) {
      video.hidden = true;
      return;
    }
    const seen = (text: string): void => {
      const read = scanned(text);
      if (read) void tryCoupon(desk, read.serial, read.code);
    };
    scan(video, seen).catch(() => (button.hidden = true));
  });
}

async function start(reference: string): Promise<void> {
  const desk = new Desk(await open(), reference);
  await desk.refresh();
  listen(desk);
  await desk.sync();
  const fresh = await load(page);
  if (fresh === "none") await drop(desk.db, reference);
  else if (fresh) await put(desk.db, "packs", fresh);
  await desk.refresh();
  if (desk.pack) await keepPage(page, said("worker"));
  else if (!desk.entries.length) await forgetPage(page);
  root?.setAttribute("data-kept", "");
}

if (root?.dataset.reference) void start(root.dataset.reference);
