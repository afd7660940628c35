// Fields for a place: told at once as what they become, the rest comes with the first focus.

for (const field of document.querySelectorAll<HTMLInputElement>("[data-place]")) {
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  const begin = (): void => {
    import("./place_picker").then(
      ({ pick }) => pick(field),
      () => field.addEventListener("focus", begin, { once: true }),
    );
  };
  if (field === document.activeElement) begin();
  else field.addEventListener("focus", begin, { once: true });
}

export {};
