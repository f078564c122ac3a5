/**
 * The vocabulary of a dream: what flows from stage to stage. Types and constants only, safe in the browser.
 * Data flow: events -> Digest -> Candidate (mined) -> Candidate (validated) + Evidence -> Authored -> ProposedChange -> Check[].
 */
import type { DreamingSettings } from "@/lib/agents/types";
import type { AgentId, ChangeId, DreamId, EventId, MemoryId, MemoryStoreId, SessionId, UserId } from "@/lib/ids";
import type { LearningKind, RejectReason, TombstoneReason } from "@/lib/learnings/types";
import type { Trust } from "@/lib/trust";

export const DREAM_STAGES = ["select", "digest", "mine", "validate", "author", "reconcile", "verify", "propose"] as const;
export type DreamStage = (typeof DREAM_STAGES)[number];

export const DREAM_STATUSES = ["pending", "running", "completed", "failed", "canceled"] as const;
export type DreamStatus = (typeof DREAM_STATUSES)[number];

/** Where a store's dream writes: to a copy that it makes, or to the store itself. */
export const OUTPUT_BEHAVIORS = ["create_new", "update_existing"] as const;
export type OutputBehavior = (typeof OUTPUT_BEHAVIORS)[number];

export const DREAM_TRIGGERS = ["manual", "api", "schedule"] as const;
export const DREAM_SORTS = ["newest", "oldest", "longest", "sessions", "cost"] as const;
export type DreamSort = (typeof DREAM_SORTS)[number];

export const STAGE_STATES = ["pending", "running", "completed", "failed", "canceled"] as const;
export type StageState = (typeof STAGE_STATES)[number];

export const CHANGE_ACTIONS = ["add", "reinforce", "revise", "merge", "retire"] as const;
export type ChangeAction = (typeof CHANGE_ACTIONS)[number];

export const DECISION_STATUSES = ["pending", "approved", "edited", "rejected", "needs_evidence"] as const;
export type DecisionStatus = (typeof DECISION_STATUSES)[number];

export const PATTERN_FAMILIES = ["recovery", "guard", "waste"] as const;
export type PatternFamily = (typeof PATTERN_FAMILIES)[number];

/** `effect`: raises or lowers success, proven inside groups and out of sample. `observation`: seen n times, effect not proven. */
export type Claim = "effect" | "observation";
export type Polarity = "supports" | "contradicts";

// ------------------------------------------------------------------------------------------------ events in

/** One event as the digest reads it. `payload` holds the wire event's fields but `id`, `type` and `processed_at`. */
export type DigestEvent = {
  id: EventId;
  type: string;
  trust: Trust;
  at: string | null;
  payload: Record<string, unknown>;
};

export type DigestInput = {
  sessionId: SessionId;
  /** Hash of the session's content as imported: the same in every workspace, so splits by it are reproducible. */
  fingerprint: string;
  /** The task this session is one attempt at, where the source says so. */
  taskKey: string | null;
  model: string | null;
  agentVersion: number;
  /** Whatever else makes two sessions of one task incomparable (prompting scheme, environment); null when unknown. */
  variant: string | null;
  /** The end user, where known: support must come from more than one. Never who *simulated* the user. */
  userKey: string | null;
  /** Value of the agent's wall key in the session's metadata, null when the agent has no wall or the session no value. */
  wall: string | null;
  events: DigestEvent[];
};

// ------------------------------------------------------------------------------------------------ digest

export const DIGEST_VERSION = 1;

export type ResultClass = "ok" | "empty" | "error" | "unanswered";

/** A verbatim cut of one string inside one event: `quote` is a substring of the string that JSON pointer `at` names. */
export type Excerpt = { eventId: EventId; at: string; quote: string; trust: Trust };

/** One leaf of a call's input: `path` as dotted keys with `[]` for array items; `value` verbatim up to 200 characters. */
export type ArgumentLeaf = { path: string; type: "string" | "number" | "boolean" | "null"; value: string };

export type DigestStep = {
  /** Position among the session's calls, from 0. */
  index: number;
  tool: string;
  callEventId: EventId;
  resultEventId: EventId | null;
  /** sha256 (first 16 hex) of tool + canonical input: equal exactly when the call is identical. */
  callHash: string;
  /** sha256 (first 16 hex) of the result's text. */
  resultHash: string | null;
  /** Bounded and sorted by path; `argumentsCut` says that leaves were left out. */
  arguments: ArgumentLeaf[];
  argumentsCut: boolean;
  result: ResultClass;
  /** The error's text with its variable parts (ids, numbers, quoted names) as placeholders; null unless `result` is error. */
  errorTemplate: string | null;
  call: Excerpt;
  outcome: Excerpt | null;
  trust: Trust;
};

export type Digest = {
  version: typeof DIGEST_VERSION;
  sessionId: SessionId;
  fingerprint: string;
  taskKey: string | null;
  model: string | null;
  agentVersion: number;
  variant: string | null;
  userKey: string | null;
  wall: string | null;
  /** The first thing asked: its text (bounded) and its normalised terms, for grouping sessions of like tasks. */
  intent: { excerpt: Excerpt | null; terms: string[] };
  steps: DigestStep[];
  /** Steps beyond the bound that were not kept; visible, never silent. */
  stepsCut: number;
  turns: number;
};

/** The best outcome known at mining time. Not part of the digest: labels may change while the trace does not. */
export type SessionLabel = { success: boolean };
export type LabelledDigest = { digest: Digest; label: SessionLabel | null };
/** Opens a fresh pass over the same sessions in the same (stable) order. Mining may take several passes and holds no pass in memory. */
export type DigestSource = () => AsyncIterable<LabelledDigest>;

// ------------------------------------------------------------------------------------------------ candidates

export type RecoveryFacts = {
  family: "recovery";
  tool: string;
  errorTemplate: string;
  /** A verbatim example of the error. */
  errorExample: string;
  change:
    | { kind: "argument_changed"; argument: string; from: string | null; to: string | null }
    | { kind: "argument_added"; argument: string; to: string | null }
    | { kind: "argument_removed"; argument: string; from: string | null }
    /** `via` is a tool's name; `viaForm` the first word of its text where one tool takes queries or commands (`show`). */
    | { kind: "other_call_first"; via: string; viaForm?: string | null };
  sessionsWithError: number;
  /** Of those, how many got a working call of the tool by this change, and by any other way. */
  recovered: number;
  recoveredOtherwise: number;
  /** Median number of calls from the error to the call that worked. */
  medianCalls: number;
};

export type GuardFacts = {
  family: "guard";
  tool: string;
  /** What is compared, at one decision point: the first use of the tool. */
  feature:
    | { kind: "argument_present" | "argument_absent"; argument: string }
    | { kind: "argument_value"; argument: string; value: string }
    | { kind: "argument_form"; argument: string; form: string }
    | { kind: "used_before"; before: string }
    | { kind: "not_used_before"; before: string }
    | { kind: "first_call_errored"; errorTemplate: string };
  sessions: number;
  failures: number;
};

export type WasteFacts = {
  family: "waste";
  tool: string;
  pattern: "identical_call" | "error_loop";
  errorTemplate: string | null;
  /** First word of the repeated call's text where the tool takes queries or commands (`show`); null otherwise. */
  form?: string | null;
  sessions: number;
  /** Calls that added nothing, over all sessions; and per affected session the median. */
  wastedCalls: number;
  medianRepeats: number;
};

export type PatternFacts = RecoveryFacts | GuardFacts | WasteFacts;

/** One stratum of the comparison, for the reader. Rates compare sessions of like tasks only. */
export type GroupRow = { label: string; nWith: number; successesWith: number; nWithout: number; successesWithout: number };

export type SampleCounts = { nWith: number; successesWith: number; nWithout: number; successesWithout: number; effect: number | null };

export type CandidateStats = SampleCounts & {
  /** Sessions that show the pattern. */
  support: number;
  supportTasks: number;
  /** Distinct known end users among them; null when no session names its user. */
  supportUsers: number | null;
  /** Stratified risk difference of success (with - without), -1..1; null when no stratum holds both. */
  effect: number | null;
  /** 95 % interval of `effect`. */
  interval: [number, number] | null;
  pValue: number | null;
  /** Benjamini-Hochberg over everything that was tested in this dream, not only over what is shown. */
  qValue: number | null;
  claim: Claim;
  direction: "raises" | "lowers" | null;
  outOfSample: SampleCounts | null;
  /** Strata that hold both with and without and both outcomes. */
  informativeGroups: number;
  /** How sessions were put into groups: by the task the source names, or by likeness of what was asked. */
  grouping: "task" | "intent";
  /** At most 6, largest first. */
  groups: GroupRow[];
};

export type Evidence = Excerpt & { sessionId: SessionId; polarity: Polarity };

export type Candidate = {
  /** Stable name of the pattern, equal in every dream that finds it: `family|tool|...`. */
  key: string;
  family: PatternFamily;
  facts: PatternFacts;
  stats: CandidateStats;
  /** Models of the supporting sessions, sorted. */
  models: string[];
  /** Lowest trust among the evidence. */
  trust: Trust;
  /** The single wall value all support comes from; null when there are several or no wall. */
  wall: string | null;
  /** Best examples: for first, then against; at most 12, from distinct sessions. */
  examples: Evidence[];
};

export type MinerSettings = {
  /** Sessions that must show a pattern before it is proposed. At least 2. */
  minSupport: number;
  /** Seeds the split into a mined and a held-back part. */
  seed: number;
  /** Most candidates a dream may propose; what is left out is counted in the funnel. */
  maxCandidates: number;
};

/** What went in, what came out and what dropped for which reason: the dream's funnel. */
export type Funnel = {
  sessions: number;
  labelled: number;
  tested: number;
  candidates: number;
  dropped: Record<string, number>;
  nearestMiss: string | null;
};

// ------------------------------------------------------------------------------------------------ author, reconcile, verify

export type Authored = { candidateKey: string; kind: LearningKind; slug: string; title: string; content: string };

/** A published learning as reconcile sees it. */
export type StoredLearning = {
  memoryId: MemoryId;
  path: string;
  content: string;
  contentSha256: string;
  kind: LearningKind;
  title: string;
  status: "published" | "held" | "quarantined" | "retired" | "proposed";
  isLocked: boolean;
  /** Null for what a person wrote. */
  patternKey: string | null;
  /** True when the head version was written by a person: its words are kept. */
  isEditedByPerson: boolean;
  stats: CandidateStats | null;
};

export type Tombstone = { patternKey: string; reasonCode: TombstoneReason; reason: string | null; stats: CandidateStats | null };

export type StoreSnapshot = { learnings: StoredLearning[]; tombstones: Tombstone[]; takenPaths: string[] };

export type ProposedChange = {
  action: ChangeAction;
  kind: LearningKind;
  path: string;
  memoryId: MemoryId | null;
  title: string;
  before: string | null;
  beforeSha256: string | null;
  after: string | null;
  family: PatternFamily;
  patternKey: string;
  stats: CandidateStats;
  trust: Trust;
  models: string[];
  wall: string | null;
  examples: Evidence[];
  /** Why this action, in one sentence; names what changed since a tombstone. */
  rationale: string;
};

export const CHECK_NAMES = ["evidence", "schema", "size", "secrets", "personal_data", "injection", "locked", "support"] as const;
export type CheckName = (typeof CHECK_NAMES)[number];
export type Check = { name: CheckName; status: "pass" | "hold" | "fail"; detail: string };

// ------------------------------------------------------------------------------------------------ views

export type DreamScope = "new" | { since: string | null; until: string | null } | { sessionIds: SessionId[] } | { last: number };

export type ChangeCounts = Record<ChangeAction, number>;

export type DreamView = {
  id: DreamId;
  agentId: AgentId;
  agentName: string;
  storeId: MemoryStoreId;
  /** Null for an agent's dream. */
  outputBehavior: OutputBehavior | null;
  /** Null until that store is there. */
  outputStoreId: MemoryStoreId | null;
  status: DreamStatus;
  stage: DreamStage | null;
  author: "template" | "claude";
  trigger: "manual" | "api" | "schedule";
  requestedBy: { type: string; id: string | null; name: string | null };
  scope: DreamScope;
  model: string | null;
  instructions: string | null;
  /** The agent's settings as they were when the dream was asked for. */
  settings: DreamingSettings;
  /** From 1; raised by every retry. */
  run: number;
  /** When it last began to wait for a worker. */
  queuedAt: Date;
  baseRevision: number | null;
  sessionsRead: number;
  progress: { done: number; total: number };
  funnel: Funnel | null;
  usage: { inputTokens: number; outputTokens: number };
  costUsd: number;
  sessionCostUsd: number | null;
  /** Sessions it read whose cost is not known, so that theirs is in no sum; null before they were chosen. */
  uncostedSessions: number | null;
  error: { type: string; message: string; stage: DreamStage | null } | null;
  publishedRevision: number | null;
  settledAt: Date | null;
  changes: ChangeCounts;
  decisions: Record<DecisionStatus, number> & { held: number; published: number };
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  archivedAt: Date | null;
};

/** A dream of either form: an agent's, or one of a store and chosen sessions, which is nobody's and writes to a store at once. */
export type AnyDreamView = Omit<DreamView, "agentId" | "agentName"> & { agentId: AgentId | null; agentName: string | null };

export type StageView = {
  stage: DreamStage;
  state: StageState;
  done: number;
  total: number;
  attempts: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
  summary: Record<string, unknown>;
  startedAt: Date | null;
  endedAt: Date | null;
};

export type ChangeView = {
  id: ChangeId;
  dreamId: DreamId;
  agentId: AgentId;
  agentName: string;
  ordinal: number;
  action: ChangeAction;
  kind: LearningKind;
  path: string;
  memoryId: MemoryId | null;
  title: string;
  before: string | null;
  after: string | null;
  editedContent: string | null;
  family: PatternFamily;
  patternKey: string;
  stats: CandidateStats;
  trust: Trust;
  models: string[];
  rationale: string;
  examples: Evidence[];
  checks: Check[];
  isHeld: boolean;
  decision: {
    status: DecisionStatus;
    by: { type: string; id: string | null; name: string | null } | null;
    at: Date | null;
    reason: string | null;
    reasonCode: RejectReason | null;
    /** Grows with each decision and each undo. */
    version: number;
    /** Of `needs_evidence`: how many sessions more it takes to be proposed again. */
    moreSessions: number | null;
  };
  /** Who is to decide it; null for anybody. */
  assignedTo: { id: UserId; name: string } | null;
  publishedRevision: number | null;
  /** Other completed dreams whose undecided changes propose the same pattern. */
  alsoProposedBy: DreamId[];
  createdAt: Date;
};
