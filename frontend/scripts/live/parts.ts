// Comparing and swapping parts of a page that was fetched again.

export const items = "[data-live-item]";

export function isDirty(field: Element): boolean {
  if (field instanceof HTMLInputElement) {
    if (field.type === "radio" || field.type === "checkbox") {
      return field.checked !== field.defaultChecked;
    }
    return field.type !== "hidden" && field.value !== field.defaultValue;
  }
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) {
    return [...field.options].some((option) => option.selected !== option.defaultSelected);
  }
  return false;
}

/** Whether somebody is typing in `part`, or left something there that is not sent yet. */
export function isBusy(part: Element, among = "input, textarea, select"): boolean {
  const fields = [...part.querySelectorAll(among)];
  return fields.some((field) => field === document.activeElement || isDirty(field));
}

export function keepOpen(old: Element, fresh: Element): void {
  for (const details of old.querySelectorAll<HTMLDetailsElement>("details[id][open]")) {
    const same = fresh.querySelector<HTMLDetailsElement>(`#${CSS.escape(details.id)}`);
    if (same) same.open = true;
  }
}

/** What a part holds, without what differs on every fetch. */
export function content(part: Element): string {
  const copy = part.cloneNode(true) as Element;
  for (const field of copy.querySelectorAll("[name=csrfmiddlewaretoken], [name=next]")) field.remove();
  for (const element of copy.querySelectorAll(".changed")) element.classList.remove("changed");
  for (const element of copy.querySelectorAll("[class='']")) element.removeAttribute("class");
  for (const details of copy.querySelectorAll("details")) details.removeAttribute("open");
  return copy.innerHTML;
}

/** Let what `fresh` shows differently from `old` glow for a moment. */
export function mark(old: Element, fresh: Element): void {
  const before = new Map(
    [...old.querySelectorAll<HTMLElement>(items)].map((item) => [item.dataset.liveItem, content(item)]),
  );
  const inside = [...fresh.querySelectorAll<HTMLElement>(items)];
  const changed = inside.filter((item) => before.get(item.dataset.liveItem) !== content(item));
  for (const element of inside.length ? changed : [fresh]) element.classList.add("changed");
}

export function swap(old: Element, fresh: Element): void {
  const focus = old.contains(document.activeElement) ? document.activeElement?.id : undefined;
  keepOpen(old, fresh);
  mark(old, fresh);
  old.replaceWith(document.adoptNode(fresh));
  if (focus) document.getElementById(focus)?.focus();
}
