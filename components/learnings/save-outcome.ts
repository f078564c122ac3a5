/** What saving a learning came to. JSON only. */
import type { DiffLine } from "@/lib/learnings/diff";
import type { MergeConflict } from "@/lib/learnings/merge";

export type SaveOutcome =
  | { kind: "saved" }
  | { kind: "unchanged" }
  /** Somebody saved since the text was read. Nothing was written, and nothing typed is lost. */
  | {
      kind: "changed";
      /** Tells one clash from the next. */
      id: string;
      /** The version that is published now. */
      found: { sha256: string; versionId: string; revision: number; author: string | null; at: string };
      /** Both changes fit together, and `text` holds both; else `text` is what was typed. */
      isMerged: boolean;
      text: string;
      yours: string;
      now: string;
      /** From what is published to `text`. */
      lines: DiffLine[];
      conflicts: MergeConflict[];
    };
