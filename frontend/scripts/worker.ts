// Lets the page that hands out at the post open without network: from the network while there is
// some, else from the copies that the page itself put into CACHE. It keeps nothing of its own.

interface Fetching extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const CACHE = "gandeng-post";
const PATIENCE = 4_000; // milliseconds, where the network is there in name only

async function answer(request: Request): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(request, { ignoreVary: true });
  if (!kept) return fetch(request);
  try {
    const late = new Promise<Response>((_, reject) => setTimeout(reject, PATIENCE));
    return await Promise.race([fetch(request), late]);
  } catch {
    return kept;
  }
}

self.addEventListener("fetch", (event) => {
  const fetching = event as Fetching;
  const { method, url } = fetching.request;
  if (method === "GET" && new URL(url).origin === location.origin) {
    fetching.respondWith(answer(fetching.request));
  }
});
