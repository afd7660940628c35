// What is wrong with how a page lies on the screen: run in the page, answers one line each.
(() => {
  const found = [];
  const said = (element) => {
    const text = (element.innerText || element.value || element.textContent || "").trim();
    const name = element.tagName.toLowerCase() + [...element.classList].map((c) => `.${c}`).join("");
    return `${name} "${text.replace(/\s+/g, " ").slice(0, 50)}"`;
  };
  const shown = (element) =>
    element.checkVisibility({
      checkOpacity: true,
      checkVisibilityCSS: true,
      // What is far from the screen may not be laid out yet.
      contentVisibilityAuto: true,
    });
  const forScreenReaders = (element) => element.closest(".sr, .skip") !== null;
  const scrolls = (style) => /auto|scroll/.test(style.overflowX + style.overflowY);

  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => shown(element) && element.getBoundingClientRect().right > root.clientWidth + 1,
    );
    found.push(`wider than the screen: ${wide.slice(0, 3).map(said).join(", ")}`);
  }

  // Text stays inside whatever cuts it off, or is drawn as a box around it.
  const boxes = new Map();
  const boxOf = (element) => {
    if (!element || element === document.body) return null;
    if (boxes.has(element)) return boxes.get(element);
    const style = getComputedStyle(element);
    const border = ["Left", "Right"].every((side) => parseFloat(style[`border${side}Width`]) > 0);
    const filled = !/rgba\(0, 0, 0, 0\)|transparent/.test(style.backgroundColor);
    const cuts = /hidden|clip/.test(style.overflowX);
    let box = null;
    if (scrolls(style)) box = null;
    else if (style.display !== "inline" && (border || filled || cuts)) box = element;
    else box = boxOf(element.parentElement);
    boxes.set(element, box);
    return box;
  };
  const rects = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !shown(parent) || forScreenReaders(parent)) continue;
    if (parent.closest("svg title, option, script, style")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter((rect) => rect.width > 1 && rect.height > 1);
    const svg = parent.closest("svg");
    const box = svg ?? boxOf(parent);
    const inside = box?.getBoundingClientRect();
    for (const line of lines) {
      rects.push({ line, parent });
      if (inside && (line.left < inside.left - 1 || line.right > inside.right + 1)) {
        found.push(`text runs over ${said(box)}: ${said(parent)}`);
        break;
      }
    }
    const style = getComputedStyle(parent);
    if (style.textOverflow === "ellipsis" && parent.scrollWidth > parent.clientWidth) {
      found.push(`text is cut: ${said(parent)}`);
    }
  }

  // No two texts, and no two controls, lie on each other.
  const apart = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) < 2 ||
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) < 3;
  const floats = (element) => {
    for (let at = element; at; at = at.parentElement) {
      if (/sticky|fixed/.test(getComputedStyle(at).position)) return true;
    }
    return false;
  };
  rects.sort((one, other) => one.line.top - other.line.top);
  for (let i = 0; i < rects.length; i += 1) {
    for (let j = i + 1; j < rects.length; j += 1) {
      if (rects[j].line.top > rects[i].line.bottom) break;
      const [one, other] = [rects[i], rects[j]];
      if (one.parent === other.parent || apart(one.line, other.line)) continue;
      // Leading lets the boxes of neighbouring lines touch; letters meet only deeper.
      const shared =
        Math.min(one.line.bottom, other.line.bottom) - Math.max(one.line.top, other.line.top);
      if (shared < 0.4 * Math.min(one.line.height, other.line.height)) continue;
      if (floats(one.parent) !== floats(other.parent)) continue;
      found.push(`texts overlap: ${said(one.parent)} and ${said(other.parent)}`);
    }
  }
  const selector = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const controls = [...document.querySelectorAll(selector)]
    .filter((element) => shown(element) && !element.closest("svg") && !forScreenReaders(element))
    .map((element) => ({ element, rect: element.getBoundingClientRect() }))
    .filter(({ rect }) => rect.width > 2 && rect.height > 2);
  controls.sort((one, other) => one.rect.top - other.rect.top);
  for (let i = 0; i < controls.length; i += 1) {
    for (let j = i + 1; j < controls.length; j += 1) {
      if (controls[j].rect.top > controls[i].rect.bottom) break;
      const [one, other] = [controls[i], controls[j]];
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      const inLines = [one, other].some(({ element }) => element.getClientRects().length > 1);
      if (inLines || apart(one.rect, other.rect)) continue;
      if (floats(one.element) !== floats(other.element)) continue;
      found.push(`controls overlap: ${said(one.element)} and ${said(other.element)}`);
    }
  }
  return [...new Set(found)];
})()
