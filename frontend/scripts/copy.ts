// Shows buttons that copy a text of the page, where the browser lets a page write to the clipboard.

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
  const text = document.getElementById(button.dataset["copy"] ?? "")?.textContent?.trim();
  if (!text || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(text).then(() => {
      button.textContent = button.dataset["copied"] ?? "";
    });
  });
}

export {};
