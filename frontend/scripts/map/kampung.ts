// Neighbourhoods in need, as far as everybody may know of them: circles at their published points.

import type { GeoJSONSourceSpecification, LayerSpecification, Map as View } from "maplibre-gl";

import { colour } from "./paint";

interface Need {
  category: string;
  quantity: number | null;
}

interface Area {
  region: { code: string; name: string };
  place: { latitude: number; longitude: number };
  needs: Need[];
}

interface Category {
  code: string;
  unit: { id: string; en: string };
}

export interface Kampung {
  code: string;
  name: string;
  wants: string;
}

const zoom = 12;
const language = document.documentElement.lang === "en" ? "en" : "id";
const numbers = new Intl.NumberFormat(language);

async function read<Answer>(path: string): Promise<Answer> {
  const answer = await fetch(`/api/v1/${path}`, { credentials: "omit" });
  if (!answer.ok) throw new Error(path);
  return (await answer.json()) as Answer;
}

function wants(needs: Need[], units: Map<string, string>): string {
  return needs
    .filter((need) => need.quantity !== null)
    .map((need) => `${numbers.format(need.quantity ?? 0)} ${units.get(need.category) ?? ""}`)
    .join(", ");
}

async function source(): Promise<GeoJSONSourceSpecification> {
  const [areas, categories] = await Promise.all([
    read<Area[]>("need/neighbourhoods/"),
    read<Category[]>("categories/"),
  ]);
  const units = new Map(categories.map(({ code, unit }) => [code, unit[language]]));
  return {
    type: "geojson",
    data: {
      type: "FeatureCollection",
      features: areas.map(({ region, place, needs }) => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: [place.longitude, place.latitude] },
        properties: { ...region, wants: wants(needs, units) } satisfies Kampung,
      })),
    },
  };
}

function layer(): LayerSpecification {
  return {
    id: "kampung",
    type: "circle",
    source: "kampung",
    minzoom: zoom,
    paint: {
      "circle-color": colour("bad"),
      "circle-radius": 7,
      "circle-stroke-color": colour("card"),
      "circle-stroke-width": 2,
    },
  };
}

/** Put them on `map`, which does without them where they can't be read. */
export async function addKampung(map: View): Promise<void> {
  try {
    const found = await source();
    const put = (): void => {
      if (!map.getSource("kampung")) map.addSource("kampung", found);
      if (!map.getLayer("kampung")) map.addLayer(layer());
    };
    put();
    // A new theme takes all layers away.
    map.on("style.load", put);
  } catch {
    return;
  }
}
