// Offers what this browser can do to keep the receipt: print it, or pass on its link. Link and code
// never go into one message, or whoever reads it could act for the household.

const block = document.querySelector<HTMLElement>("[data-keep]");

function offer(name: string, able: boolean, act: () => void): void {
  const button = block?.querySelector<HTMLElement>(`[data-${name}]`);
  if (!button || !able) return;
  button.hidden = false;
  button.addEventListener("click", act);
}

function say(text: string): void {
  const line = block?.querySelector("[role=status]");
  if (line) line.textContent = text;
}

if (block) {
  const { title, link, copied } = block.dataset as { title: string; link: string; copied: string };
  block.hidden = false;
  offer("print", true, () => window.print());
  offer("copy", Boolean(navigator.clipboard), () => {
    navigator.clipboard.writeText(link).then(() => say(copied), () => undefined);
  });
  offer("share", Boolean(navigator.share), () => {
    navigator.share({ title, url: link }).catch(() => undefined);
  });
}

// What was asked has arrived: nothing of the form stays on the phone.
if (localStorage.getItem("gandeng-ask")) void import("./ask_keep").then(({ arrived }) => arrived());
