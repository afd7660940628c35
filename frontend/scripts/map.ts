// A map to move about in. It weighs more than all other pages together, so that it is loaded where
// somebody asks for it, or at once where the page is there for it.

import type { show } from "./map_view";

interface View {
  show: typeof show;
}

async function open(frame: HTMLElement): Promise<void> {
  const button = frame.querySelector<HTMLButtonElement>("[data-map-open]");
  if (button) button.disabled = true;
  frame.dataset.state = "loading";
  try {
    const view = (await import(frame.dataset.script ?? "")) as View;
    await view.show(frame);
    frame.dataset.state = "open";
    button?.remove();
  } catch {
    frame.dataset.state = "failed";
    if (button) button.disabled = false;
  }
}

for (const frame of document.querySelectorAll<HTMLElement>("[data-map]")) {
  frame.hidden = false;
  if (frame.dataset.map === "now") void open(frame);
  else frame.querySelector("[data-map-open]")?.addEventListener("click", () => void open(frame));
}
