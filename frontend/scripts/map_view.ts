// The map itself: our own tiles of regions and offers, moved by mouse, finger or keys.

import {
  type MapGeoJSONFeature,
  Map as View,
  type PointLike,
  type StyleSpecification,
  setWorkerUrl,
} from "maplibre-gl/dist/maplibre-gl-csp";

import { addKampung, type Kampung } from "./map/kampung";
import { colour, countImage, levels, offerLayers, regionLayers } from "./map/paint";
import { type Facts, kampungLine, line, type Offers } from "./map/told";

// Tiles may be kept for so long; sooner there is nothing new to fetch.
const freshAfter = 10_000;
const deepest = 14;
const counts = "count:";

function tiles(layer: string): { type: "vector"; tiles: string[]; maxzoom: number } {
  const address = `${location.origin}/tiles/${layer}/{z}/{x}/{y}.mvt`;
  return { type: "vector", tiles: [address], maxzoom: deepest };
}

function style(words: DOMStringMap): StyleSpecification {
  const beneath = words.basemap
    ? {
        sources: { beneath: basemap(words) },
        layers: [{ id: "beneath", type: "raster" as const, source: "beneath" }],
      }
    : { sources: {}, layers: [] };
  return {
    version: 8,
    sources: { ...beneath.sources, regions: tiles("regions"), offers: tiles("offers") },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": colour("paper") } },
      ...beneath.layers,
      ...regionLayers(),
      ...offerLayers(),
    ],
  };
}

function basemap(words: DOMStringMap): { type: "raster"; tiles: string[]; tileSize: number; attribution: string } {
  const attribution = document.createElement("span");
  attribution.textContent = words.basemapCredit ?? "";
  return {
    type: "raster",
    tiles: [words.basemap ?? ""],
    tileSize: 256,
    attribution: attribution.innerHTML,
  };
}

/** The smallest region at `spot` that is drawn, and the offers there. */
function at(map: View, spot: PointLike): [Facts, Offers | undefined] | undefined {
  const layers = levels.map(([level]) => level as string);
  const found = map.queryRenderedFeatures(spot, { layers: [...layers, "offers"] });
  const facts = (feature: MapGeoJSONFeature) => feature.properties as unknown;
  const region = found.find((feature) => layers.includes(feature.layer.id));
  if (!region) return undefined;
  const code = (facts(region) as Facts).code;
  const around = map.querySourceFeatures("offers", { sourceLayer: "offers" });
  const offers = around.find((feature) => (feature.properties as { code?: string }).code === code);
  return [facts(region) as Facts, offers?.properties as Offers | undefined];
}

function follow(map: View, frame: HTMLElement): void {
  const told = frame.querySelector<HTMLElement>("[data-map-told]");
  const tell = (spot: PointLike): void => {
    const layers = map.getLayer("kampung") ? ["kampung"] : [];
    const [kampung] = layers.length ? map.queryRenderedFeatures(spot, { layers }) : [];
    if (kampung) {
      told?.replaceChildren(...kampungLine(kampung.properties as Kampung, frame.dataset));
      return;
    }
    const found = at(map, spot);
    if (found && told) told.replaceChildren(...line(...found, frame.dataset));
  };
  // Once a frame is as often as anybody sees it.
  let pointed: PointLike | undefined;
  const tellPointed = (): void => {
    if (pointed) tell(pointed);
    pointed = undefined;
  };
  map.on("mousemove", (event) => {
    if (!pointed) requestAnimationFrame(tellPointed);
    pointed = event.point;
  });
  map.on("click", (event) => tell(event.point));
  // By keys one can't point: the middle of the map is what is meant.
  map.on("moveend", () => {
    if (document.activeElement === map.getCanvas()) tell(map.project(map.getCenter()));
  });
}

function keepFresh(map: View): void {
  let waiting: number | undefined;
  document.addEventListener("gandeng:refreshed", () => {
    waiting ??= window.setTimeout(() => {
      waiting = undefined;
      for (const source of ["regions", "offers"]) map.refreshTiles(source);
    }, freshAfter);
  });
}

/** The map in `frame`, whose data say where and in which words. Ends when it is drawn. */
export async function show(frame: HTMLElement): Promise<void> {
  const words = frame.dataset;
  const container = frame.querySelector<HTMLElement>("[data-map-canvas]")!;
  container.hidden = false;
  setWorkerUrl(words.worker ?? "");
  const [west, south, east, north] = (words.box ?? "").split(",").map(Number) as [
    number, number, number, number,
  ];
  const map = new View({
    container,
    style: style(words),
    bounds: [west, south, east, north],
    fitBoundsOptions: { padding: 12 },
    attributionControl: words.basemap ? { compact: false } : false,
    cooperativeGestures: words.map !== "now",
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    maxZoom: 16,
    locale: {
      "Map.Title": words.title ?? "",
      "CooperativeGesturesHandler.WindowsHelpText": words.withKey ?? "",
      "CooperativeGesturesHandler.MacHelpText": words.withKey ?? "",
      "CooperativeGesturesHandler.MobileHelpText": words.withFingers ?? "",
    },
  });
  map.touchZoomRotate.disableRotation();
  map.on("styleimagemissing", ({ id }) => {
    if (id.startsWith(counts)) map.addImage(id, countImage(id.slice(counts.length)), { pixelRatio: 2 });
  });
  follow(map, frame);
  keepFresh(map);
  for (const [name, step] of [["in", 1], ["out", -1]] as const) {
    const button = frame.querySelector<HTMLButtonElement>(`[data-map-zoom=${name}]`);
    button?.addEventListener("click", () => map.easeTo({ zoom: map.getZoom() + step }));
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(style(words)));
  await map.once("load");
  void addKampung(map);
}
