// Draws the charts of a page out of their tables. What draws is loaded where a chart comes in sight,
// and its place is kept until then.

import type { draw } from "./chart_view";

interface View {
  draw: typeof draw;
}

async function open(figure: HTMLElement): Promise<void> {
  try {
    const view = (await import(figure.dataset.script ?? "")) as View;
    view.draw(figure);
    figure.dataset.state = "drawn";
  } catch {
    // The table says the same.
    figure.dataset.state = "failed";
    figure.querySelector("details")?.setAttribute("open", "");
  }
}

const coming = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      coming.unobserve(target);
      void open(target as HTMLElement);
    }
  },
  { rootMargin: "200px" },
);

for (const figure of document.querySelectorAll("[data-chart]")) coming.observe(figure);

// On paper the numbers stand for the lines.
window.addEventListener("beforeprint", () => {
  for (const table of document.querySelectorAll("[data-chart] details")) table.setAttribute("open", "");
});
