/** Words of the audit room. No library at run time. */
export type AuditEntry = {
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
  hash: string;
};

/** `firstBad` is the first entry whose hash, link or number does not fit. */
export type AuditVerdict = { ok: boolean; entries: number; firstBad: number | null };
