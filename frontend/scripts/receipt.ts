// Shows the print button where there is a printer dialogue to open.

const paragraph = document.querySelector<HTMLElement>("[data-print]");

if (paragraph) {
  paragraph.hidden = false;
  paragraph.addEventListener("click", () => window.print());
}
