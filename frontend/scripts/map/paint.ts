// How the map looks: regions in the tones of their unmet need, offers as circles with a number.

import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";

// From which zoom on the regions of a level are drawn, and up to which; as the tiles have them.
export const levels = [
  ["city", 0, 9],
  ["kecamatan", 9, 11],
  ["kelurahan", 11, 24],
] as const;
const tones = 5;

/** A colour of the page, as it is in the theme of the moment. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function tone(): ExpressionSpecification {
  const share = ["round", ["*", 100, ["/", ["get", "unmet"], ["max", 1, ["get", "asked"]]]]];
  const steps = Array.from({ length: tones - 1 }, (_, index) => [
    (100 / tones) * (index + 1),
    colour(`need-${index + 1}`),
  ]).flat();
  const known = [">", ["coalesce", ["get", "asked"], 0], 0];
  const shade = ["step", share, colour("need-0"), ...steps];
  return ["case", known, shade, colour("line")] as unknown as ExpressionSpecification;
}

export function regionLayers(): LayerSpecification[] {
  return levels.flatMap(([level, minzoom, maxzoom]): LayerSpecification[] => [
    {
      id: level,
      type: "fill",
      source: "regions",
      "source-layer": level,
      minzoom,
      maxzoom,
      paint: { "fill-color": tone(), "fill-opacity": 0.85 },
    },
    {
      id: `${level}-edge`,
      type: "line",
      source: "regions",
      "source-layer": level,
      minzoom,
      maxzoom,
      paint: { "line-color": colour("edge"), "line-width": level === "city" ? 1.5 : 0.75 },
    },
  ]);
}

export function offerLayers(): LayerSpecification[] {
  const count = ["coalesce", ["get", "offers"], 1] as unknown as ExpressionSpecification;
  return [
    {
      id: "offers",
      type: "circle",
      source: "offers",
      "source-layer": "offers",
      paint: {
        "circle-color": colour("brand"),
        "circle-stroke-color": colour("card"),
        "circle-stroke-width": 2,
        "circle-radius": ["interpolate", ["linear"], ["sqrt", count], 1, 6, 10, 14, 60, 26],
      },
    },
    {
      id: "offer-counts",
      type: "symbol",
      source: "offers",
      "source-layer": "offers",
      filter: ["has", "offers"],
      layout: {
        "icon-image": ["concat", "count:", ["to-string", ["get", "offers"]]],
        "icon-allow-overlap": true,
      },
    },
  ];
}

/** The number in a circle, drawn: letters of a map would have to be fetched as files. */
export function countImage(text: string): ImageData {
  const scale = 2;
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true })!;
  const font = `bold ${11 * scale}px system-ui, sans-serif`;
  pen.font = font;
  canvas.width = Math.ceil(pen.measureText(text).width) + 2;
  canvas.height = 14 * scale;
  pen.font = font;
  pen.fillStyle = colour("on-brand");
  pen.textBaseline = "middle";
  pen.fillText(text, 1, canvas.height / 2);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
