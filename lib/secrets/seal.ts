/** Secrets that must be read again, such as what signs webhooks: stored sealed with a key that only the installation's secret yields. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

const FORM = "v1";
const keys = new Map<string, Buffer>();

/** The key for sealed values, never used for anything else. Throws `unavailable` without REVERIE_SECRET. */
function sealingKey(): Buffer {
  const secret = env().REVERIE_SECRET;
  if (!secret) throw new AppError("unavailable", "REVERIE_SECRET is not set. Start Reverie with `npm start`, which sets it.");
  const known = keys.get(secret) ?? Buffer.from(hkdfSync("sha256", secret, "", "reverie sealed values", 32));
  keys.set(secret, known);
  return known;
}

/** AES-256-GCM. `place` says what the value belongs to: sealed for one place, it can't be opened at another. */
export function seal(plain: string, place: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(), nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return [FORM, nonce, sealed, cipher.getAuthTag()].map((part) => (typeof part === "string" ? part : part.toString("base64url"))).join(".");
}

/** Throws `unavailable` (reason `secret_changed`) for what was sealed with another REVERIE_SECRET, for another place, or was tampered with. */
export function unseal(sealed: string, place: string): string {
  try {
    const [form, nonce = "", value = "", tag = ""] = sealed.split(".");
    if (form !== FORM) throw new Error(`unknown form ${form}`);
    const decipher = createDecipheriv("aes-256-gcm", sealingKey(), Buffer.from(nonce, "base64url"), { authTagLength: 16 })
      .setAAD(Buffer.from(place))
      .setAuthTag(Buffer.from(tag, "base64url"));
    return Buffer.concat([decipher.update(Buffer.from(value, "base64url")), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new AppError("unavailable", "This secret can't be read: it was stored under another REVERIE_SECRET.", {
      details: { reason: "secret_changed" },
      cause,
    });
  }
}
