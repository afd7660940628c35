// Shows a notice, unless one of our pages is before somebody's eyes, and opens its page.

interface Waiting extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Push extends Waiting {
  readonly data: { json(): Said } | null;
}
interface Click extends Waiting {
  readonly notification: Notification;
}
interface Said {
  title: string;
  body: string;
  page: string;
}
interface Page {
  readonly url: string;
  readonly visibilityState: string;
  focus(): Promise<unknown>;
}
interface Pages {
  matchAll(which: { type: "window"; includeUncontrolled: boolean }): Promise<Page[]>;
  openWindow(url: string): Promise<unknown>;
}
interface Worker {
  readonly clients: Pages;
  readonly registration: ServiceWorkerRegistration;
}

const { clients, registration } = self as unknown as Worker;
const windows = (): Promise<Page[]> => clients.matchAll({ type: "window", includeUncontrolled: true });

/** Safari takes the permission away from whoever stays silent. */
async function mayStaySilent(): Promise<boolean> {
  const own = await registration.pushManager.getSubscription();
  return !own?.endpoint.includes(".push.apple.com/");
}

async function notify({ title, body, page }: Said): Promise<void> {
  const seen = (await windows()).some(({ visibilityState }) => visibilityState === "visible");
  if (seen && (await mayStaySilent())) return;
  const icon = "/static/frontend/icon.svg";
  await registration.showNotification(title, { body, icon, tag: page, data: page });
}

async function open(page: string): Promise<void> {
  const url = new URL(page, location.origin).href;
  const there = (await windows()).find((each) => each.url === url);
  await (there ? there.focus() : clients.openWindow(url));
}

self.addEventListener("push", (event) => {
  const { data, waitUntil } = event as Push;
  if (data) waitUntil.call(event, notify(data.json()));
});

self.addEventListener("notificationclick", (event) => {
  const { notification, waitUntil } = event as Click;
  notification.close();
  waitUntil.call(event, open(String(notification.data)));
});
