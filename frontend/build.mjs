// Bundles frontend/scripts/*.ts and frontend/styles/*.css into var/static/gandeng/, each with
// a .br and a .gz beside it, of which whitenoise serves the smallest that a browser takes.

import { build, context } from "esbuild";
import { copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";

const out = "var/static/gandeng";
// Scripts that libraries want to find as files of their own.
const copied = {
  "map_worker.js": "node_modules/maplibre-gl/dist/maplibre-gl-csp-worker.js",
};

async function entries() {
  const found = [];
  for (const [folder, suffix] of [["frontend/scripts", ".ts"], ["frontend/styles", ".css"]]) {
    const names = await readdir(folder);
    found.push(...names.filter((name) => name.endsWith(suffix) && !name.endsWith(".d.ts")).map((name) => `${folder}/${name}`));
  }
  return found;
}

const compress = {
  name: "compress",
  setup(bundle) {
    bundle.onEnd(async () => {
      for (const [name, from] of Object.entries(copied)) await copyFile(from, `${out}/${name}`);
      const names = (await readdir(out)).filter((name) => /\.(js|css)$/.test(name));
      for (const name of names) {
        const content = await readFile(`${out}/${name}`);
        await writeFile(`${out}/${name}.br`, brotliCompressSync(content));
        await writeFile(`${out}/${name}.gz`, gzipSync(content, { level: 9 }));
      }
    });
  },
};

const all = await entries();
// A service worker is one classic script, so that it shares no parts with others.
const workers = all.filter((name) => name.endsWith("worker.ts"));
const options = {
  outdir: out,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2020", "chrome90", "firefox90", "safari15"],
  logLevel: "info",
  plugins: [compress],
};
const builds = [
  { ...options, entryPoints: workers },
  { ...options, entryPoints: all.filter((name) => !workers.includes(name)), splitting: true },
];

if (process.argv.includes("--watch")) {
  for (const each of builds) await (await context(each)).watch();
} else {
  await rm(out, { recursive: true, force: true });
  for (const each of builds) await build(each);
}
