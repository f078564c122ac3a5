/** Signatures as Standard Webhooks has them, which the official SDK's `webhooks.unwrap` checks. Pure but for making a secret. */
import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";

export function newSigningSecret(): string {
  return PREFIX + randomBytes(32).toString("base64");
}

/** The headers of one attempt. Several secrets sign side by side, so that a receiver may change over in its own time. */
export function signedHeaders(message: { id: string; at: Date; body: string }, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(message.at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${message.id}.${timestamp}.${message.body}`).digest("base64")}`;
  });
  return { "webhook-id": message.id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
