// What the map says in words of the region that is pointed at, or that lies in its middle.

import type { Kampung } from "./kampung";

export interface Facts {
  code: string;
  name: string;
  asked?: number;
  unmet?: number;
  few?: boolean;
}

export interface Offers {
  offers?: number;
  few?: boolean;
}

type Words = DOMStringMap;

const numbers = new Intl.NumberFormat(document.documentElement.lang === "en" ? "en" : "id");

function need(facts: Facts, words: Words): string {
  if (!facts.asked) return facts.few ? (words.few ?? "") : (words.nothing ?? "");
  const percent = Math.min(100, Math.round((100 * (facts.unmet ?? 0)) / facts.asked));
  return (words.unmet ?? "").replace("#", numbers.format(percent));
}

function given(offers: Offers | undefined, words: Words): string {
  if (!offers) return "";
  if (!offers.offers) return words.offersFew ?? "";
  return (words.offers ?? "").replace("#", numbers.format(offers.offers));
}

/** What a neighbourhood still needs, as everybody may know it. */
export function kampungLine(found: Kampung, words: Words): Node[] {
  const name = document.createElement("strong");
  name.textContent = found.name;
  return [name, document.createTextNode(`: ${(words.wants ?? "").replace("#", found.wants)}`)];
}

/** A line with the region as a link to its own page. */
export function line(facts: Facts, offers: Offers | undefined, words: Words): Node[] {
  const link = document.createElement("a");
  const own = words.own !== undefined && `${facts.code}.`.startsWith(`${words.own}.`);
  link.href = ((own ? words.board : words.region) ?? "").replace("CODE", facts.code);
  link.textContent = facts.name;
  const said = [need(facts, words), given(offers, words)].filter(Boolean).join(" · ");
  return [link, document.createTextNode(`: ${said}`)];
}
