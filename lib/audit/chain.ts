/** The hash chain, pure: what an entry's hash covers. */
import { canonicalJson, sha256 } from "@/lib/canonical-json";

export const GENESIS_HASH = "0".repeat(64);

export type ChainedEntry = {
  workspaceId: string;
  seq: number;
  at: Date;
  actorType: string;
  actorId: string | null;
  actorName: string | null;
  action: string;
  subjectType: string;
  subjectId: string | null;
  beforeHash: string | null;
  afterHash: string | null;
  details: Record<string, unknown>;
  requestId: string;
  previousHash: string;
};

/** SHA-256 over the entry's canonical JSON, the hash of the one before included. */
export function entryHash(entry: ChainedEntry): string {
  return sha256(
    canonicalJson({
      workspace_id: entry.workspaceId,
      seq: entry.seq,
      at: entry.at.toISOString(),
      actor: [entry.actorType, entry.actorId, entry.actorName],
      action: entry.action,
      subject: [entry.subjectType, entry.subjectId],
      before: entry.beforeHash,
      after: entry.afterHash,
      details: entry.details,
      request_id: entry.requestId,
      previous: entry.previousHash,
    }),
  );
}
