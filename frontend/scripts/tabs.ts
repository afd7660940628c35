// Keeps the tab of the page in sight where not all of them fit.

function show(): void {
  for (const tabs of document.querySelectorAll<HTMLElement>(".tabs")) {
    const current = tabs.querySelector("[aria-current]");
    if (!current) continue;
    const [frame, tab] = [tabs.getBoundingClientRect(), current.getBoundingClientRect()];
    tabs.scrollLeft += tab.left - frame.left - (frame.width - tab.width) / 2;
  }
}

show();
document.addEventListener("gandeng:refreshed", show);
