// One chart: the lines of a table, in the colours and dashes of its legend.

import uPlot from "uplot";

const locale = document.documentElement.lang === "en" ? "en-GB" : "id-ID";
const day = 86_400;
// More of them would hide the lines.
const mostDots = 16;
const steps = [1, 2, 7, 14, 28, 56].map((days) => days * day);
const dates = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
const numbers = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });

interface Size {
  width: number;
  height: number;
}

interface Table {
  /** The first day of each row in seconds, the oldest first, and what a reader reads of it. */
  at: number[];
  told: string[];
  /** The values of each line, and what a reader reads of them. */
  values: (number | null)[][];
  words: string[][];
}

function read(figure: HTMLElement): Table {
  const rows = [...figure.querySelectorAll<HTMLElement>("tr[data-at]")].reverse();
  const about = figure.querySelector("thead th")?.textContent ?? "";
  const cells = rows.map((row) => [...row.querySelectorAll("td")]);
  const lines = cells[0]?.map((_, line) => cells.map((row) => row[line])) ?? [];
  return {
    at: rows.map((row) => Number(row.dataset.at)),
    told: rows.map((row) => `${about} ${row.querySelector("th")?.textContent ?? ""}`),
    values: lines.map((line) => line.map((cell) => (cell?.dataset.value ? Number(cell.dataset.value) : null))),
    words: lines.map((line) => line.map((cell) => cell?.textContent ?? "")),
  };
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** As the legend draws it: one place says how a line looks. */
function series(line: SVGElement, dots: boolean): uPlot.Series {
  const look = getComputedStyle(line);
  const dash = look.strokeDasharray === "none" ? [] : look.strokeDasharray.split(/[ ,]+/).map(parseFloat);
  const points = { size: 7, show: dots };
  return { stroke: look.stroke, width: parseFloat(look.strokeWidth), dash, points, spanGaps: true };
}

function axis(values: (splits: number[]) => string[]): uPlot.Axis {
  return {
    stroke: colour("soft"),
    font: `13px ${colour("font")}`,
    grid: { stroke: colour("line"), width: 1 },
    ticks: { show: false },
    values: (_, splits) => values(splits),
  };
}

function options(figure: HTMLElement, table: Table, size: Size): uPlot.Options {
  const money = figure.dataset.unit === "rupiah" ? "Rp" : "";
  const told = figure.querySelector<HTMLElement>("[data-chart-told]");
  const legend = [...figure.querySelectorAll<SVGElement>("[data-line]")];
  const labels = legend.map((line) => line.closest("li")?.textContent?.trim() ?? "");
  const tell = (chart: uPlot): void => {
    const at = chart.cursor.idx ?? table.at.length - 1;
    const said = labels.map((label, line) => `${label} ${table.words[line]?.[at] ?? ""}`);
    if (told) told.textContent = `${table.told[at] ?? ""}: ${said.join(" · ")}`;
  };
  return {
    ...size,
    padding: [10, 30, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 9 } },
    scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(most * 1.05, 1)] } },
    axes: [
      {
        ...axis((splits) => splits.map((at) => dates.format(at * 1000))),
        incrs: steps,
        space: 64,
        size: 30,
      },
      {
        ...axis((splits) => splits.map((value) => (value ? money : "") + numbers.format(value))),
        size: money ? 84 : 56,
      },
    ],
    series: [{}, ...legend.map((line) => series(line, table.at.length <= mostDots))],
    hooks: { setCursor: [tell], ready: [tell] },
  };
}

/** Draw it, and anew when the theme changes; its size follows its frame. */
export function draw(figure: HTMLElement): void {
  const frame = figure.querySelector<HTMLElement>("[data-chart-canvas]");
  if (!frame) return;
  const table = read(figure);
  const size = (): Size => ({ width: frame.clientWidth, height: frame.clientHeight });
  const make = (): uPlot => new uPlot(options(figure, table, size()), [table.at, ...table.values], frame);
  let chart = make();
  new ResizeObserver(() => {
    if (frame.clientWidth) chart.setSize(size());
  }).observe(frame);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    chart.destroy();
    chart = make();
  });
}
