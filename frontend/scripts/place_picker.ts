// A field for a kelurahan, with the RW in it: suggestions while typing (WAI-ARIA: a combobox with a
// list). The server finds them, as it does when the form is sent; what is typed faster than the
// network answers is asked once, and what was answered is kept.

interface Place {
  code: string;
  label: string;
  rw: number | null;
}

function digits(rw: number): string {
  return String(rw).padStart(3, "0");
}

/** ``RW 009, Kapuk, Cengkareng, Jakarta Barat``. */
function told({ label, rw }: Place): string {
  return rw ? `RW ${digits(rw)}, ${label}` : label;
}

// Milliseconds of rest after a letter, and letters, before somebody is asked.
const rest = 150;
const least = 2;

function byId(id: string | undefined): HTMLElement | null {
  return id ? document.getElementById(id) : null;
}

export function pick(field: HTMLInputElement): void {
  const list = byId(field.getAttribute("aria-controls") ?? undefined);
  const said = byId(field.dataset.said);
  const code = byId(field.dataset.code) as HTMLInputElement | null;
  const rw = byId(field.dataset.rw) as HTMLInputElement | null;
  if (!list || !said) return;
  const answers = new Map<string, Place[]>();
  let shown: Place[] = [];
  let active = -1;
  let timer: number | undefined;
  let asking: AbortController | undefined;

  function close(): void {
    list!.hidden = true;
    field.setAttribute("aria-expanded", "false");
    move(-1);
  }

  /** The option to which the keys came; the focus stays in the field. */
  function move(to: number): void {
    active = to;
    const options = [...list!.children];
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === to)));
    const option = options[to];
    if (!option) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function optionOf(place: Place, at: number): HTMLElement {
    const option = document.createElement("li");
    option.id = `${list!.id}-${at}`;
    option.setAttribute("role", "option");
    option.textContent = told(place);
    // Before the field loses the focus.
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => take(place));
    return option;
  }

  function show(places: Place[]): void {
    shown = places;
    list!.replaceChildren(...places.map(optionOf));
    move(-1);
    list!.hidden = places.length === 0;
    field.setAttribute("aria-expanded", String(places.length > 0));
    const text = places.length ? field.dataset.found : field.dataset.none;
    said!.textContent = (text ?? "").replace("COUNT", String(places.length));
  }

  function take(place: Place): void {
    field.value = place.label;
    if (code) code.value = place.code;
    if (rw && place.rw) rw.value = digits(place.rw);
    for (const radio of field.form?.querySelectorAll<HTMLInputElement>("[name=choice]") ?? []) radio.checked = false;
    close();
    said!.textContent = (field.dataset.taken ?? "").replace("PLACE", told(place));
    // Whoever keeps a draft hears of it; it is no typing.
    for (const changed of [field, rw]) changed?.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "taken" }));
  }

  async function ask(text: string): Promise<Place[]> {
    const known = answers.get(text);
    if (known) return known;
    asking = new AbortController();
    const answer = await fetch(`/ask/places/?q=${encodeURIComponent(text)}`, { signal: asking.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    const { places } = (await answer.json()) as { places: Place[] };
    answers.set(text, places);
    return places;
  }

  function look(after = rest): void {
    const text = field.value.trim();
    window.clearTimeout(timer);
    asking?.abort();
    if (text.length < least) return close();
    timer = window.setTimeout(() => {
      ask(text)
        .then((places) => {
          if (field.value.trim() === text && document.activeElement === field) show(places);
        })
        // Without an answer the form works as it does without a script.
        .catch(() => undefined);
    }, after);
  }

  function press(event: KeyboardEvent): void {
    const open = !list!.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const place = shown[active];
    if (step !== undefined) {
      event.preventDefault();
      if (!open) return look(0);
      if (event.altKey && step < 0) return close();
      const places = shown.length + 1;
      // One place of the round is the field itself.
      move(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && open && place) {
      event.preventDefault();
      take(place);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    }
  }

  field.addEventListener("input", (event) => {
    if (event instanceof CustomEvent) return;
    if (code) code.value = "";
    look();
  });
  field.addEventListener("keydown", press);
  field.addEventListener("blur", close);
  if (document.activeElement === field && field.value && !code?.value) look(0);
}
