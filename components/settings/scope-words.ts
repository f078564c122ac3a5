import type { Scope } from "@/lib/context";

/** What a key with that scope may do. */
export const SCOPE_WORDS: Record<Scope, string> = {
  read: "See everything in the workspace",
  ingest: "Import past sessions",
  sessions: "Record sessions and outcomes",
  agents: "Make and change agents",
  dreams: "Start and cancel dreams",
  review: "Decide changes, publish, write to stores, roll back",
  admin: "Keys, members, limits, the audit log",
};
