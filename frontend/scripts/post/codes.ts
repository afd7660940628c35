// Reading what was typed or scanned, and checking secret digits against a pack's slow hashes.

import type { Coupon, Pack } from "./keep";

const SCANNED = /\/kupon\/([0-9A-Z]{8})\/#(\d{12})$/;

/** What a scanned coupon holds, or nothing for any other text. */
export function scanned(text: string): { serial: string; code: string } | undefined {
  const found = SCANNED.exec(text.trim());
  return found ? { serial: found[1] ?? "", code: found[2] ?? "" } : undefined;
}

/** The coupon that was named by its serial or by the line's number. */
export function named(pack: Pack, typed: string): Coupon | undefined {
  const text = typed.replace(/[^0-9A-Za-z]/g, "").toUpperCase();
  if (/^\d{1,5}$/.test(text)) return pack.coupons.find(({ line }) => line === Number(text));
  const serial = text.replace(/O/g, "0").replace(/[IL]/g, "1");
  return pack.coupons.find((coupon) => coupon.serial === serial);
}

export async function isRight(pack: Pack, coupon: Coupon, digits: string): Promise<boolean> {
  const code = new TextEncoder().encode(digits.replace(/\D/g, ""));
  const key = await crypto.subtle.importKey("raw", code, "PBKDF2", false, ["deriveBits"]);
  const way = { name: "PBKDF2", hash: "SHA-256", iterations: pack.iterations, salt: bytes(coupon.salt) };
  const found = new Uint8Array(await crypto.subtle.deriveBits(way, key, 256));
  return hex(found) === coupon.hash;
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array((text.match(/../g) ?? []).map((pair) => parseInt(pair, 16)));
}

function hex(found: Uint8Array): string {
  return [...found].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
