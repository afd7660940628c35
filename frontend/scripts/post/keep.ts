// What the phone keeps of handing out: packs by their consignment, and the entries made of them.

export interface Coupon {
  serial: string;
  line: number | null;
  rt: number | null;
  status: string;
  salt: string;
  hash: string;
}

export interface Pack {
  reference: string;
  ends_at: string;
  iterations: number;
  coupons: Coupon[];
}

/** One coupon taken here. `code` is forgotten once the site has answered; `outcome` is empty till
    then. */
export interface Entry {
  entry: string;
  reference: string;
  serial: string;
  code: string;
  phone_time: string;
  outcome: string;
  problem: string;
}

const NAME = "gandeng-post";

export function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("packs", { keyPath: "reference" });
    const entries = request.result.createObjectStore("entries", { keyPath: "entry" });
    entries.createIndex("reference", "reference");
  };
  return done(request);
}

export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The pack, unless there is none or its day is over; then it is deleted. */
export async function packOf(db: IDBDatabase, reference: string): Promise<Pack | undefined> {
  const store = db.transaction("packs", "readwrite").objectStore("packs");
  const pack = (await done(store.get(reference))) as Pack | undefined;
  if (pack && Date.parse(pack.ends_at) > Date.now()) return pack;
  if (pack) await done(store.delete(reference));
  return undefined;
}

export function entriesOf(db: IDBDatabase, reference: string): Promise<Entry[]> {
  const index = db.transaction("entries").objectStore("entries").index("reference");
  return done(index.getAll(reference)) as Promise<Entry[]>;
}

export async function put(db: IDBDatabase, store: "packs" | "entries", value: object): Promise<void> {
  await done(db.transaction(store, "readwrite").objectStore(store).put(value));
}

/** Keep `entry` unless its coupon has one here already, in one transaction: two tabs count as one
    phone. Tells whether it was kept. */
export async function take(db: IDBDatabase, entry: Entry): Promise<boolean> {
  const store = db.transaction("entries", "readwrite").objectStore("entries");
  const known = (await done(store.index("reference").getAll(entry.reference))) as Entry[];
  if (known.some((other) => other.serial === entry.serial)) return false;
  await done(store.put(entry));
  return true;
}

export async function drop(db: IDBDatabase, reference: string): Promise<void> {
  await done(db.transaction("packs", "readwrite").objectStore("packs").delete(reference));
}
