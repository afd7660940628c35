// Shows how far a file has been sent, and puts the answer in place of the page. Without this the
// form is sent as any other.

function swap(html: string): void {
  const page = new DOMParser().parseFromString(html, "text/html");
  const [old, fresh] = [document.querySelector("main"), page.querySelector("main")];
  if (!old || !fresh) return location.reload();
  old.replaceWith(document.adoptNode(fresh));
  watch();
  document.getElementById("refused")?.scrollIntoView();
}

function send(form: HTMLFormElement, line: HTMLElement): void {
  const bar = line.querySelector("progress")!;
  const text = line.querySelector("span")!;
  const button = form.querySelector("button")!;
  const sending = new XMLHttpRequest();
  line.hidden = false;
  button.disabled = true;
  sending.open("POST", form.action);
  sending.upload.onprogress = (step) => {
    if (!step.lengthComputable) return;
    bar.value = Math.round((100 * step.loaded) / step.total);
    text.textContent = `${bar.value}%`;
  };
  sending.upload.onload = () => {
    bar.removeAttribute("value");
    text.textContent = form.dataset.checking ?? "";
  };
  sending.onload = () => {
    if (sending.responseURL !== form.action && sending.status < 400) location.assign(sending.responseURL);
    else swap(sending.responseText);
  };
  // Without network the browser tells it better than we could.
  sending.onerror = () => form.submit();
  sending.send(new FormData(form));
}

function watch(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("[data-upload]")) {
    const line = form.querySelector<HTMLElement>("[data-progress]");
    if (!line) continue;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, line);
    });
  }
}

watch();
