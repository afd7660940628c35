// Keeps the form for asking on the phone, sealed, until it has arrived: as a draft while somebody
// types, and waiting when it is sent without network. On a shared phone it keeps nothing.

import { alone, send, sender } from "./ask/queue";
import { all, DAY, keep, mark, opened, remove, type Kept, type Values } from "./ask/safe";

const FLAG = "gandeng-ask"; // in localStorage: something is kept here
// What signing out is told, which would delete it; as long as a form is kept at most.
const UNSENT = "gandeng-ask=1; path=/sign-out/; samesite=lax; max-age=";
const SHOWN = "gandeng-ask-shown"; // in sessionStorage: whose receipt this tab shows next
const AGAIN = 15_000; // milliseconds between attempts to send
const NEEDED = ["category", "who", "people", "urgency", "kelurahan", "name", "consent"];
const OWN = ["csrfmiddlewaretoken", "by"]; // of the page, not of what was typed

function flag(on: boolean): void {
  document.cookie = UNSENT + (on ? DAY / 1000 : 0);
  if (on) localStorage.setItem(FLAG, "1");
  else localStorage.removeItem(FLAG);
}

/** The request arrived: nothing that was typed stays. */
export async function arrived(): Promise<void> {
  const shown = sessionStorage.getItem(SHOWN);
  sessionStorage.removeItem(SHOWN);
  const [forms] = await all();
  const gone = forms.filter(({ id, state }) => state === "draft" || id === shown);
  for (const { id } of gone) await remove(id);
  flag(gone.length < forms.length);
}

/** `typed`: somebody wrote in the form already. */
export function start(form: HTMLFormElement, typed: boolean): void {
  if (!window.isSecureContext || !window.indexedDB) return;
  void new Keeper(form).start(typed);
}

class Keeper {
  timer: number | undefined;
  passing = false;

  constructor(readonly form: HTMLFormElement) {}

  async start(typed: boolean): Promise<void> {
    const { form } = this;
    if (!this.value("key")) this.field("key").value = random();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => void this.flush());
    document.addEventListener("visibilitychange", () => void (document.hidden || this.flush()));
    window.setInterval(() => void this.flush(), AGAIN);
    navigator.serviceWorker?.addEventListener("message", () => void this.flush());
    form.dataset.guarded = "";
    if (typed) this.typed();
    await this.flush(!typed);
    await install();
  }

  field(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  value(name: string): string {
    return String(new FormData(this.form).get(name) ?? "");
  }

  values(): Values {
    const found: Values = {};
    for (const [name, value] of new FormData(this.form)) {
      if (!OWN.includes(name) && typeof value === "string" && value) found[name] = value;
    }
    return found;
  }

  get shared(): boolean {
    return Boolean(this.value("shared"));
  }

  get draft(): string {
    return `draft:${this.value("by")}`;
  }

  say(text: string | undefined): void {
    const line = document.querySelector<HTMLElement>("[data-queue]");
    if (!line) return;
    line.textContent = text ?? "";
    line.hidden = !text;
  }

  typed(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), 400);
  }

  async save(): Promise<void> {
    if (this.shared) {
      await remove(this.draft);
      const [others] = await all();
      return flag(others.length > 0);
    }
    await keep(this.draft, this.value("by"), "draft", this.values());
    flag(true);
  }

  submitted(event: SubmitEvent): void {
    const leaves = (event.submitter as HTMLButtonElement | null)?.value === "change";
    if (this.passing || leaves) return;
    event.preventDefault();
    void this.send();
  }

  /** On to the site when it can be reached, with a token that is right; else the form waits. */
  async send(): Promise<void> {
    if (this.shared) await this.save();
    const who = await sender();
    if (who) {
      this.field("csrfmiddlewaretoken").value = who.token;
      // What nobody's copy of the form can't know: who is before it.
      if (this.form.hasAttribute("data-copy")) this.field("by").value = who.by;
      this.passing = true;
      this.form.submit();
      return;
    }
    this.form.dispatchEvent(new Event("gandeng:again"));
    if (this.shared) return this.say(this.form.dataset.unkept);
    if (NEEDED.some((name) => !this.value(name).trim())) return this.say(this.form.dataset.missing);
    window.clearTimeout(this.timer);
    await keep(this.value("key"), this.value("by"), "waiting", this.values());
    await remove(this.draft);
    flag(true);
    this.say(this.form.dataset.waiting);
    await syncLater();
  }

  /** Send what waits. `first`: the page was opened now, and a draft may be gone on with. */
  async flush(first = false): Promise<void> {
    await alone(async () => {
      const [forms, late] = await all();
      if (late) this.say(this.form.dataset.late);
      for (const kept of forms.filter(({ state }) => state !== "draft")) {
        if (await this.settle(kept)) return;
      }
      const draft = forms.find(({ id }) => id === this.draft);
      if (first && draft) this.offer(draft);
      if (!forms.length && first) flag(false);
    });
  }

  /** Whether the page is done with: the receipt is shown, or a form is to be looked at. */
  async settle(kept: Kept): Promise<boolean> {
    const outcome = await send(kept);
    if (outcome === "later") {
      if (kept.state === "waiting") this.say(this.form.dataset.waiting);
      return false;
    }
    if (outcome === "whose") {
      // What somebody else filled in with an account waits until they sign in again, or its day ends.
      if (kept.by === "") this.offer(kept, this.form.dataset.whose);
      return kept.by === "";
    }
    if (outcome === "wrong") {
      const values = await opened(kept);
      await keep(`draft:${kept.by}`, kept.by, "draft", values);
      await remove(kept.id);
      this.fill(values);
      this.say(this.form.dataset.wrong);
      return true;
    }
    if (typeof outcome === "object") {
      // The site answers the same until the receipt was shown; the page that shows it tidies up.
      await mark(kept, "sent");
      sessionStorage.setItem(SHOWN, kept.id);
      location.assign(outcome.page);
      return true;
    }
    await remove(kept.id);
    return false;
  }

  offer(kept: Kept, text?: string): void {
    const block = document.querySelector<HTMLElement>("[data-draft]");
    const line = block?.querySelector("p");
    if (!block || !line || !this.form.hasAttribute("data-fresh")) return;
    line.textContent = text ?? (line.textContent ?? "").replace("TIME", time(kept.savedAt));
    block.hidden = false;
    const close = (): void => void (block.hidden = true);
    block.querySelector<HTMLElement>("[data-continue]")!.onclick = () => {
      close();
      void opened(kept).then((values) => {
        this.fill(values);
        if (kept.state !== "draft") void remove(kept.id).then(() => this.save());
      });
    };
    block.querySelector<HTMLElement>("[data-drop]")!.onclick = () => {
      close();
      void remove(kept.id).then(() => flag(false));
    };
  }

  fill(values: Values): void {
    for (const field of this.form.elements) {
      if (field instanceof HTMLSelectElement) field.value = values[field.name] ?? "";
      if (!(field instanceof HTMLInputElement) || [...OWN, "step"].includes(field.name)) continue;
      const value = values[field.name] ?? "";
      if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === value;
      else if (field.name !== "key" || value) field.value = value;
    }
  }
}

function random(): string {
  return [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function time(moment: number): string {
  const locale = document.documentElement.lang === "en" ? "en-GB" : "id-ID";
  const shown = { timeZone: "Asia/Jakarta", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" } as const;
  return `${new Intl.DateTimeFormat(locale, shown).format(moment)} WIB`;
}

/** The worker keeps the empty form for when there is no network. */
async function install(): Promise<void> {
  if (!navigator.serviceWorker) return;
  const language = document.documentElement.lang;
  const registration = await navigator.serviceWorker.register(`/worker.js?in=${language}`, { scope: "/" });
  registration.active?.postMessage("refresh");
}

/** Where the browser can, it sends by itself once there is network, also when the page is gone. */
async function syncLater(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration("/");
  const { sync } = (registration ?? {}) as { sync?: { register(tag: string): Promise<void> } };
  await sync?.register("ask").catch(() => undefined);
}
