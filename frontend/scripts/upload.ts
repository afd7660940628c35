// Shows how far a file has been sent, then how many of its rows are read, and puts the answer in
// place of the page. Without this the form is sent as any other.

interface Progress {
  done: number;
  of: number;
}

interface Answer {
  next: string;
}

const EVERY_MS = 400;
const locale = document.documentElement.lang === "en" ? "en-GB" : "id-ID";

function swap(html: string): void {
  const page = new DOMParser().parseFromString(html, "text/html");
  const [old, fresh] = [document.querySelector("main"), page.querySelector("main")];
  if (!old || !fresh) return location.reload();
  old.replaceWith(document.adoptNode(fresh));
  watch();
  document.getElementById("refused")?.scrollIntoView();
}

function said(text: string | undefined, progress: Progress): string {
  const number = (value: number): string => value.toLocaleString(locale);
  return (text ?? "").replace("DONE", number(progress.done)).replace("ALL", number(progress.of));
}

/** Asks how many rows are read until `sending` has its answer; the answer itself is not needed
    for that, so that a question that fails is just asked again. */
function follow(form: HTMLFormElement, bar: HTMLProgressElement, text: HTMLElement, sending: XMLHttpRequest): void {
  const ask = async (): Promise<void> => {
    const answer = await fetch(form.dataset.progressAt!, { cache: "no-store" });
    const progress = (await answer.json()) as Progress;
    if (sending.readyState === XMLHttpRequest.DONE || progress.of === 0) return;
    const whole = progress.done === progress.of;
    text.textContent = said(whole ? form.dataset.storing : form.dataset.reading, progress);
    if (whole) bar.removeAttribute("value");
    else bar.value = (100 * progress.done) / progress.of;
  };
  const timer = window.setInterval(() => void ask().catch(() => undefined), EVERY_MS);
  sending.addEventListener("loadend", () => window.clearInterval(timer));
}

function isJson(answer: XMLHttpRequest): boolean {
  return (answer.getResponseHeader("Content-Type") ?? "").startsWith("application/json");
}

function send(form: HTMLFormElement, line: HTMLElement): void {
  const bar = line.querySelector("progress")!;
  const text = line.querySelector("span")!;
  const button = form.querySelector("button")!;
  const sending = new XMLHttpRequest();
  line.hidden = false;
  button.disabled = true;
  sending.open("POST", form.action);
  sending.setRequestHeader("Accept", "application/json");
  sending.upload.onprogress = (step) => {
    if (!step.lengthComputable) return;
    bar.value = Math.round((100 * step.loaded) / step.total);
    text.textContent = `${bar.value}%`;
  };
  sending.upload.onload = () => {
    bar.removeAttribute("value");
    text.textContent = form.dataset.checking ?? "";
    follow(form, bar, text, sending);
  };
  sending.onload = () => {
    // The site names the next page and leaves it to be loaded once: it tells what was done.
    if (isJson(sending)) location.assign((JSON.parse(sending.responseText) as Answer).next);
    else if (sending.responseURL !== form.action && sending.status < 400) location.assign(sending.responseURL);
    else swap(sending.responseText);
  };
  // Without network the browser tells it better than we could.
  sending.onerror = () => form.submit();
  sending.send(new FormData(form));
}

function watch(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("[data-upload]")) {
    const line = form.querySelector<HTMLElement>("[data-progress]");
    if (!line) continue;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, line);
    });
  }
}

watch();
