// Switches notices on and off in this browser. Permission is asked when somebody presses the
// button, never before; where the browser can't, the block stays hidden.

type State = "on" | "off";

const block = document.querySelector<HTMLElement>("[data-notices]");
const said = (name: string): string => block?.dataset[name] ?? "";

function show(state: State, text = ""): void {
  if (!block) return;
  const line = block.querySelector<HTMLElement>("[data-state]");
  if (line) line.textContent = text || (state === "on" ? said("on") : "");
  for (const button of block.querySelectorAll<HTMLButtonElement>("[data-switch]")) {
    button.hidden = button.dataset.switch === state;
    button.disabled = false;
  }
  block.hidden = false;
}

/** Tell the site; whether notices are on in this browser then. */
async function tell(verb: "on" | "off" | "asked", subscription: PushSubscription): Promise<State> {
  const answer = await fetch(`/notices/phone/${verb}/`, {
    method: "POST",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": said("token") },
    body: JSON.stringify({ of: said("of"), page: said("page"), subscription }),
  });
  const told = (await answer.json().catch(() => ({}))) as { on?: boolean; message?: string };
  if (!answer.ok) throw new Error(told.message ?? "");
  return told.on ? "on" : "off";
}

function registered(): Promise<ServiceWorkerRegistration | undefined> {
  return navigator.serviceWorker.getRegistration(said("worker"));
}

function key(): ArrayBuffer {
  const base64 = said("key").replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)).buffer;
}

async function subscribe(): Promise<PushSubscription> {
  const worker = await navigator.serviceWorker.register(said("worker"), { scope: "/notices/" });
  const options = { userVisibleOnly: true, applicationServerKey: key() };
  // The worker is there before it is active, which subscribing waits for in no browser.
  await new Promise<void>((done) => {
    const coming = worker.installing ?? worker.waiting;
    if (worker.active || !coming) return done();
    coming.addEventListener("statechange", () => coming.state === "activated" && done());
  });
  try {
    return await worker.pushManager.subscribe(options);
  } catch (error) {
    // Switched on with an earlier key of the site.
    const old = await worker.pushManager.getSubscription();
    if (!old) throw error;
    await old.unsubscribe();
    return worker.pushManager.subscribe(options);
  }
}

async function switchOn(): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") {
    show("off", said("denied"));
    return;
  }
  show(await tell("on", await subscribe()));
}

/** Other people's notices may go to the same browser: it keeps its subscription. */
async function switchOff(): Promise<void> {
  const subscription = await (await registered())?.pushManager.getSubscription();
  show(subscription ? await tell("off", subscription) : "off");
}

async function start(): Promise<void> {
  const subscription = await (await registered())?.pushManager.getSubscription();
  const granted = Notification.permission === "granted";
  show(subscription && granted ? await tell("asked", subscription) : "off");
}

if (block && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  for (const button of block.querySelectorAll<HTMLButtonElement>("[data-switch]")) {
    button.addEventListener("click", () => {
      const was: State = button.dataset.switch === "on" ? "off" : "on";
      button.disabled = true;
      const done = was === "off" ? switchOn() : switchOff();
      done.catch((error: Error) => show(was, error.message || said("failed")));
    });
  }
  start().catch(() => show("off"));
} else {
  block?.remove();
}
