// Sorts areas in need by where the phone is: the kelurahan alone goes into the page's address.

interface Place {
  code: string;
}

const form = document.querySelector<HTMLFormElement>("[data-near]");
const button = form?.querySelector<HTMLButtonElement>("[data-here]");
const line = form?.querySelector<HTMLElement>("[data-near-status]");

function denied(): void {
  if (form && line) line.textContent = form.dataset["denied"] ?? "";
}

async function use(position: GeolocationPosition): Promise<void> {
  // Rounded to 100 m: the address of a request ends up in logs.
  const latitude = position.coords.latitude.toFixed(3);
  const longitude = position.coords.longitude.toFixed(3);
  const answer = await fetch(`/ask/places/?latitude=${latitude}&longitude=${longitude}`);
  const [place] = answer.ok ? ((await answer.json()) as { places: Place[] }).places : [];
  if (!place) return denied();
  const address = new URL(window.location.href);
  for (const name of ["place", "page"]) address.searchParams.delete(name);
  address.searchParams.set("near", place.code);
  window.location.assign(address);
}

if (button && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      (position) => void use(position).catch(denied),
      denied,
      { timeout: 15_000 },
    );
  });
}

export {};
