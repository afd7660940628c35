// What the phone keeps of forms for asking, sealed by a key that no script can read out: drafts,
// and forms that wait for network. Nothing is older than a day.

/** The fields of a form by name. */
export type Values = Record<string, string>;

/** "draft": not sent; "waiting": to be sent; "sent": the worker sent it, the receipt was not shown
    yet. `by` marks whose form it is, and is empty for whoever has no account. */
export type State = "draft" | "waiting" | "sent";

export interface Kept {
  id: string;
  by: string;
  state: State;
  savedAt: number;
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

const NAME = "gandeng-ask";
export const DAY = 24 * 3600 * 1000; // milliseconds
const FORMS = "forms";
const KEYS = "keys";

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within<T>(act: (db: IDBDatabase) => Promise<T>): Promise<T> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(FORMS, { keyPath: "id" });
    request.result.createObjectStore(KEYS);
  };
  const db = await done(request);
  try {
    return await act(db);
  } finally {
    db.close();
  }
}

async function keyOf(db: IDBDatabase): Promise<CryptoKey> {
  const known = await done(db.transaction(KEYS).objectStore(KEYS).get("form"));
  if (known) return known as CryptoKey;
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const store = db.transaction(KEYS, "readwrite").objectStore(KEYS);
  // Another tab may have been quicker.
  const other = await done(store.get("form"));
  if (other) return other as CryptoKey;
  await done(store.put(fresh, "form"));
  return fresh;
}

export function keep(id: string, by: string, state: State, values: Values): Promise<void> {
  return within(async (db) => {
    const key = await keyOf(db);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(values));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
    const kept: Kept = { id, by, state, savedAt: Date.now(), iv, sealed };
    await done(db.transaction(FORMS, "readwrite").objectStore(FORMS).put(kept));
  });
}

export function opened(kept: Kept): Promise<Values> {
  return within(async (db) => {
    const { iv, sealed } = kept;
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(db), sealed);
    return JSON.parse(new TextDecoder().decode(plain)) as Values;
  });
}

export function mark(kept: Kept, state: State): Promise<void> {
  return within(async (db) => {
    await done(db.transaction(FORMS, "readwrite").objectStore(FORMS).put({ ...kept, state }));
  });
}

export function remove(id: string): Promise<void> {
  return within(async (db) => {
    await done(db.transaction(FORMS, "readwrite").objectStore(FORMS).delete(id));
  });
}

/** All that is kept, oldest first, and whether something was too old and is deleted now. */
export function all(): Promise<[Kept[], boolean]> {
  return within(async (db) => {
    const store = db.transaction(FORMS, "readwrite").objectStore(FORMS);
    const found = (await done(store.getAll())) as Kept[];
    const old = found.filter(({ savedAt }) => Math.abs(Date.now() - savedAt) > DAY);
    await Promise.all(old.map(({ id }) => done(store.delete(id))));
    const left = found.filter((kept) => !old.includes(kept));
    return [left.sort((one, other) => one.savedAt - other.savedAt), old.length > 0];
  });
}
