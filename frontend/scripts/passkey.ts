// Passkeys: hands the page's options to the browser, and its answer to the form.

type Options = { publicKey: Record<string, unknown> };
type Response = Record<string, ArrayBuffer | undefined>;

const BINARY = [
  "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle",
];

function bytes(text: string): ArrayBuffer {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The options as the browser takes them: challenge and ids as bytes. */
function decoded({ publicKey }: Options): Record<string, unknown> {
  const made: Record<string, unknown> = { ...publicKey, challenge: bytes(publicKey.challenge as string) };
  const user = publicKey.user as { id: string } | undefined;
  if (user) made.user = { ...user, id: bytes(user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    const ids = publicKey[list] as { id: string }[] | undefined;
    if (ids) made[list] = ids.map((each) => ({ ...each, id: bytes(each.id) }));
  }
  return made;
}

/** The browser's answer as the site takes it: bytes as base64url. */
function encoded(credential: PublicKeyCredential): string {
  const given = credential.response as unknown as Response;
  const response: Record<string, string> = {};
  for (const name of BINARY) {
    const value = given[name];
    if (value) response[name] = text(value);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function ask(verb: string, publicKey: Record<string, unknown>): Promise<Credential | null> {
  const options = { publicKey } as unknown;
  return verb === "create"
    ? navigator.credentials.create(options as CredentialCreationOptions)
    : navigator.credentials.get(options as CredentialRequestOptions);
}

for (const box of document.querySelectorAll<HTMLElement>("[data-passkey]")) {
  const field = box.querySelector<HTMLInputElement>("[name=credential]");
  const refused = box.querySelector<HTMLElement>("[role=alert]");
  box.hidden = !("PublicKeyCredential" in window);
  box.querySelector("button")?.addEventListener("click", async () => {
    if (!field || !refused) return;
    refused.hidden = true;
    try {
      const options = JSON.parse(box.dataset.options ?? "{}") as Options;
      const credential = await ask(box.dataset.passkey ?? "get", decoded(options));
      field.value = encoded(credential as PublicKeyCredential);
      field.form?.submit();
    } catch {
      refused.hidden = false;
    }
  });
}
