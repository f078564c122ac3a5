/** Prefixed, time-ordered ids: `<prefix>_` + 26 characters of Crockford base32 over a UUIDv7 (as in the TypeID spec 0.3). */
import { randomFillSync, randomInt } from "node:crypto";

export const ID_PREFIXES = {
  workspace: "wrkspc",
  user: "user",
  userSession: "usess",
  apiKey: "apikey",
  auditEntry: "audit",
  agent: "agent",
  environment: "env",
  environmentKey: "envkey",
  work: "work",
  session: "sesn",
  event: "sevt",
  sessionResource: "sesrsc",
  modelCall: "mcall",
  thread: "sthr",
  outcomeReport: "orep",
  outcomeDefinition: "outc",
  memoryStore: "memstore",
  memory: "mem",
  memoryVersion: "memver",
  deployment: "depl",
  dream: "drm",
  change: "chg",
  tombstone: "tomb",
  exposure: "expo",
  import: "imp",
  savedView: "view",
  webhookEndpoint: "whep",
  webhookEvent: "whe",
  webhookDelivery: "whd",
  deploymentRun: "drun",
  request: "req",
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

declare const idKind: unique symbol;
/** Branded, so that a session id can't be passed where an agent id is asked for. */
export type Id<K extends IdKind> = string & { readonly [idKind]: K };

export type WorkspaceId = Id<"workspace">;
export type UserId = Id<"user">;
export type ApiKeyId = Id<"apiKey">;
export type AgentId = Id<"agent">;
export type EnvironmentId = Id<"environment">;
export type EnvironmentKeyId = Id<"environmentKey">;
export type WorkId = Id<"work">;
export type SessionId = Id<"session">;
export type EventId = Id<"event">;
export type SessionResourceId = Id<"sessionResource">;
export type MemoryStoreId = Id<"memoryStore">;
export type MemoryId = Id<"memory">;
export type MemoryVersionId = Id<"memoryVersion">;
export type DreamId = Id<"dream">;
export type ChangeId = Id<"change">;
export type ImportId = Id<"import">;
export type ExposureId = Id<"exposure">;
export type OutcomeReportId = Id<"outcomeReport">;
export type WebhookEndpointId = Id<"webhookEndpoint">;
export type WebhookDeliveryId = Id<"webhookDelivery">;
export type DeploymentId = Id<"deployment">;
export type DeploymentRunId = Id<"deploymentRun">;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

const random = new Uint8Array(4096);
let used = random.length;

function randomBytesInto(target: Uint8Array, from: number): void {
  const count = target.length - from;
  if (used + count > random.length) {
    randomFillSync(random);
    used = 0;
  }
  target.set(random.subarray(used, used + count), from);
  used += count;
}

function encode(bytes: Uint8Array): string {
  // 128 bits in 26 groups of five, the first one holding only three bits.
  let out = "";
  let buffer = 0;
  let bits = 2; // two leading zero bits
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += ALPHABET[(buffer >>> bits) & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  return out;
}

/** 26 bits that count up within a millisecond (RFC 9562, 6.2, method 1), so that ids of one process sort as they were made. */
let lastMs = -1;
let counter = 0;
const COUNTER_BITS = 26;

function nextCounter(ms: number): number {
  // A fresh millisecond starts low at random, which leaves room to count.
  counter = ms === lastMs ? (counter + 1) % 2 ** COUNTER_BITS : randomInt(2 ** 16);
  lastMs = ms;
  return counter;
}

/** A new id of that kind. `atMs` (epoch milliseconds) becomes its sortable part. */
export function newId<K extends IdKind>(kind: K, atMs: number = Date.now()): Id<K> {
  const bytes = new Uint8Array(16);
  const ms = Math.max(0, Math.trunc(atMs));
  let rest = ms;
  for (let i = 5; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  const count = nextCounter(ms);
  bytes[6] = 0x70 | (count >>> 22);
  bytes[7] = (count >>> 14) & 0xff;
  bytes[8] = 0x80 | ((count >>> 8) & 0x3f);
  bytes[9] = count & 0xff;
  randomBytesInto(bytes, 10);
  return `${ID_PREFIXES[kind]}_${encode(bytes)}` as Id<K>;
}

const PATTERN = /^([a-z]+)_([0-7][0-9a-hjkmnp-tv-z]{25})$/;

export function isId<K extends IdKind>(kind: K, value: unknown): value is Id<K> {
  if (typeof value !== "string") return false;
  const match = PATTERN.exec(value);
  return match !== null && match[1] === ID_PREFIXES[kind];
}

/** The kind an id's prefix names, or null when it is no id of ours. */
export function idKindOf(value: string): IdKind | null {
  const prefix = PATTERN.exec(value)?.[1];
  if (prefix === undefined) return null;
  for (const [kind, known] of Object.entries(ID_PREFIXES)) if (known === prefix) return kind as IdKind;
  return null;
}
