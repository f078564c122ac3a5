import { z } from "zod";
import { ID_PREFIXES, type Id, type IdKind, isId } from "@/lib/ids";

function idInput<K extends IdKind>(kind: K, what: string) {
  return z
    .string()
    .refine((value) => isId(kind, value), `not an id of ${what} (${ID_PREFIXES[kind]}_…).`)
    .transform((value) => value as Id<K>);
}

export const SessionIdInput = idInput("session", "a session");
export const EventIdInput = idInput("event", "an event");
export const AgentIdInput = idInput("agent", "an agent");
export const EnvironmentIdInput = idInput("environment", "an environment");
export const MemoryStoreIdInput = idInput("memoryStore", "a memory store");
