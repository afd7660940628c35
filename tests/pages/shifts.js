// Adds up how far the page moves by itself (CLS): run before anything else on every page.
window.shifted = { sum: 0, by: [] };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.shifted.sum += entry.value;
    for (const source of entry.sources) {
      const element = source.node?.nodeType === 1 ? source.node : source.node?.parentElement;
      if (element) window.shifted.by.push(`${element.tagName}.${element.className}`);
    }
  }
}).observe({ type: "layout-shift", buffered: true });
