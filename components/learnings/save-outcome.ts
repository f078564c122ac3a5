/** What saving a learning came to. JSON only. */
export type SaveOutcome =
  | { kind: "saved" }
  | { kind: "unchanged" }
  /** Somebody saved since the text was read. Nothing was written, and nothing typed is lost. */
  | {
      kind: "changed";
      /** The version that is published now. */
      found: { sha256: string; versionId: string; number: number; author: string | null };
      yours: string;
      now: string;
    };
