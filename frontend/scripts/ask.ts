// Makes the form quicker: the phone's place, one sending only, and a draft once something is typed.
// Everything it does, the server does too. What keeps the form on the phone comes later, once
// somebody types.

interface Place {
  code: string;
  label: string;
}

const form = document.querySelector<HTMLFormElement>("[data-ask]");

function input(id: string): HTMLInputElement {
  return document.getElementById(id) as HTMLInputElement;
}

async function places(query: string): Promise<Place[]> {
  const answer = await fetch(`/ask/places/?${query}`);
  return answer.ok ? ((await answer.json()) as { places: Place[] }).places : [];
}

function offerPlace(paragraph: HTMLElement): void {
  const button = paragraph.querySelector("button");
  const line = paragraph.querySelector("span");
  if (!button || !line || !navigator.geolocation) return;
  paragraph.hidden = false;

  async function use(position: GeolocationPosition): Promise<void> {
    const { latitude, longitude } = position.coords;
    // Offers name their kelurahan alone.
    const exact = document.getElementById("latitude") ? { latitude, longitude } : {};
    for (const [id, degrees] of Object.entries(exact)) input(id).value = degrees.toFixed(6);
    line!.textContent = button!.dataset.kept ?? "";
    // Rounded to 100 m: the address of a request ends up in logs.
    const [place] = await places(`latitude=${latitude.toFixed(3)}&longitude=${longitude.toFixed(3)}`);
    if (!place) return;
    if (!input("kelurahan").value.trim()) {
      input("kelurahan").value = place.label;
      input("region").value = place.code;
    }
    line!.textContent = `${(button!.dataset.suggests ?? "").replace("PLACE", place.label)}. ${button!.dataset.kept}`;
  }

  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      (position) => void use(position).catch(() => undefined),
      () => (line.textContent = button.dataset.denied ?? ""),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
}

function sendOnce(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>(".btn-main");
  const text = button?.textContent ?? "";
  const reset = (): void => {
    if (!button) return;
    button.disabled = false;
    button.textContent = text;
  };
  form.addEventListener("submit", () => {
    if (!button) return;
    button.disabled = true;
    button.textContent = form.dataset.sending ?? text;
  });
  // Coming back by the back button, or after a lost connection, it must work again.
  window.addEventListener("pageshow", reset);
  form.addEventListener("gandeng:again", reset);
  form.addEventListener("input", reset);
}

function keepsSomething(): boolean {
  try {
    return localStorage.getItem("gandeng-ask") !== null;
  } catch {
    return false;
  }
}

function keepLater(form: HTMLFormElement): void {
  const isForm = form.matches(".ask");
  let begun = false;
  const begin = (typed?: Event): void => {
    if (!begun) void import("./ask_keep").then(({ start }) => start(form, Boolean(typed))).catch(() => (begun = false));
    begun = true;
  };
  form.addEventListener("input", begin);
  if (!isForm || form.hasAttribute("data-copy") || keepsSomething()) begin();
}

if (form) {
  sendOnce(form);
  // Of a request alone something is kept; offers share the rest.
  if (form.querySelector("[name=key]")) keepLater(form);
  const gps = form.querySelector<HTMLElement>("[data-gps]");
  if (gps) offerPlace(gps);
}
