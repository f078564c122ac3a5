/** A dream in plain words. Pure. */
import { formatCount, formatNumber, formatPercent } from "@/components/ui/format";
import { formatDate, formatDateTime } from "@/components/ui/format-time";
import {
  CHANGE_ACTIONS,
  type ChangeAction,
  type ChangeCounts,
  type CheckName,
  type DreamScope,
  type DreamStage,
  type DreamStatus,
  type DreamView,
  type PatternFamily,
} from "@/lib/dreaming/types";

/** "Dream of 22 Nov, 02:00". */
export function dreamTitle(createdAt: Date, now: Date, zone: string): string {
  return `Dream of ${formatDateTime(createdAt, zone, now)}`;
}

const DONE_WORDS: Record<ChangeAction, string> = {
  add: "added",
  reinforce: "reinforced",
  revise: "revised",
  merge: "merged",
  retire: "retired",
};

/** "3 added, 1 revised"; null for none. */
export function changesInWords(counts: ChangeCounts): string | null {
  const parts = changeCounts(counts).map(({ count, word }) => `${formatNumber(count)} ${word}`);
  return parts.length === 0 ? null : parts.join(", ");
}

/** How an action is written before its count. */
export const ACTION_SIGNS: Record<ChangeAction, string> = { add: "+", reinforce: "⊕", revise: "~", merge: "&", retire: "−" };

/** How many of each, in the order of actions, with their signs and words. */
export function changeCounts(counts: ChangeCounts): { action: ChangeAction; sign: string; count: number; word: string }[] {
  return CHANGE_ACTIONS.filter((action) => counts[action] > 0).map((action) => ({
    action,
    sign: ACTION_SIGNS[action],
    count: counts[action],
    word: DONE_WORDS[action],
  }));
}

export const TRIGGER_WORDS: Record<DreamView["trigger"], string> = { manual: "By hand", api: "API", schedule: "Schedule" };

/** "By hand, Ines Okafor". */
export function triggerInWords({ trigger, requestedBy }: Pick<DreamView, "trigger" | "requestedBy">): string {
  return requestedBy.name === null ? TRIGGER_WORDS[trigger] : `${TRIGGER_WORDS[trigger]}, ${requestedBy.name}`;
}

/** "new sessions", "sessions from 1 Nov to 7 Nov". */
export function scopeInWords(scope: DreamScope, now: Date, zone: string): string {
  if (scope === "new") return "new sessions";
  if ("sessionIds" in scope) return `${formatCount(scope.sessionIds.length, "chosen session")}`;
  if ("last" in scope) return `the latest ${formatCount(scope.last, "session")}`;
  const day = (at: string) => formatDate(new Date(at), zone, now);
  if (scope.since && scope.until) return `sessions from ${day(scope.since)} to ${day(scope.until)}`;
  if (scope.since) return `sessions since ${day(scope.since)}`;
  return scope.until ? `sessions before ${day(scope.until)}` : "all sessions";
}

export const STATUS_WORDS: Record<DreamStatus, string> = {
  pending: "Waiting",
  running: "Running",
  completed: "Completed",
  failed: "Failed",
  canceled: "Canceled",
};

/** What each stage does, as a name and as what it is doing while it runs. */
export const STAGE_WORDS: Record<DreamStage, { name: string; doing: string }> = {
  select: { name: "Select", doing: "Selecting sessions" },
  digest: { name: "Digest", doing: "Digesting" },
  mine: { name: "Mine", doing: "Mining" },
  validate: { name: "Validate", doing: "Validating" },
  author: { name: "Author", doing: "Writing" },
  reconcile: { name: "Reconcile", doing: "Comparing with the store" },
  verify: { name: "Verify", doing: "Verifying" },
  propose: { name: "Propose", doing: "Proposing" },
};

export const FAMILY_WORDS: Record<PatternFamily, string> = { recovery: "recovery", guard: "guard", waste: "waste" };

export const CHECK_WORDS: Record<CheckName, string> = {
  evidence: "Quotes are verbatim",
  schema: "Form of the text",
  size: "Size",
  secrets: "Secrets",
  personal_data: "Personal data",
  injection: "Injection",
  locked: "Locks",
  support: "Independent support",
};

/** Why a check holds a change, in a few words. */
export const HOLD_WORDS: Record<CheckName, string> = {
  evidence: "no quote shows it",
  schema: "form of the text",
  size: "too large",
  secrets: "looks like a secret",
  personal_data: "personal data",
  injection: "reads like an instruction",
  locked: "touches a locked learning",
  support: "support is narrow",
};

/** Why something that was looked at went no further. */
const DROP_WORDS: Record<string, string> = {
  too_few_to_compare: "too few sessions on one side to compare",
  one_task: "seen in one task only",
  one_user: "seen with one user only",
  reaching_it_goes_with_the_outcome: "which sessions get that far already goes with the outcome",
  cannot_be_significant: "could not become significant with so few sessions",
  same_sessions: "the same sessions told in other words",
  not_significant: "no clear difference",
  near_duplicate: "nearly the same as another finding",
  over_limit: "over the limit of one dream",
  too_little_support: "seen in too few sessions",
  not_repeated_on_held_back: "not repeated on the sessions held back",
  weaker_change_for_same_error: "a better way out of the same error was found",
  one_way_of_many: "one way out of many",
  change_seldom_works: "the change seldom works",
  call_first_made_no_difference: "calling it first made no difference",
  error_without_words: "the error has no message to recognise it by",
  already_known: "known already",
  weaker_evidence: "the published learning rests on more",
  locked: "the learning is locked",
  edited_by_person: "a person wrote the published text",
  awaits_person: "the same awaits a person",
  quarantined: "the same was quarantined",
  awaits_evidence: "sent back for more evidence, not there yet",
  rejected_before: "rejected before, nothing new since",
  retired_before: "retired before, nothing new since",
  duplicate: "the same as another one",
  no_text: "no text was written",
  no_candidate: "no finding behind the text",
  failed_checks: "failed the checks",
};

/** "12 seen in too few sessions", most first. An unknown reason is told by its own name. */
export function dropsInWords(dropped: Record<string, number>): string[] {
  return Object.entries(dropped)
    .filter(([, count]) => count > 0)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([reason, count]) => `${formatNumber(count)} ${DROP_WORDS[reason] ?? reason.replaceAll("_", " ")}`);
}

/** "2 approved, 1 rejected, 1 to review"; null where nothing was proposed. */
export function decisionsInWords({ approved, edited, rejected, pending, needs_evidence: waiting }: DreamView["decisions"]): string | null {
  const yes = approved + edited;
  const parts = [
    yes > 0 ? `${formatNumber(yes)} approved` : null,
    rejected > 0 ? `${formatNumber(rejected)} rejected` : null,
    waiting > 0 ? `${formatNumber(waiting)} sent back for evidence` : null,
    pending > 0 ? `${formatNumber(pending)} to review` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(", ");
}

/** "510 sessions of 318 tasks, 96 users". */
export function supportInWords(stats: {
  support: number;
  supportTasks: number;
  supportUsers: number | null;
  grouping: "task" | "intent";
}): string {
  const tasks =
    stats.grouping === "task"
      ? formatCount(stats.supportTasks, "task")
      : formatCount(stats.supportTasks, "kind of request", "kinds of request");
  const users = stats.supportUsers === null ? "" : `, ${formatCount(stats.supportUsers, "user")}`;
  return `${formatCount(stats.support, "session")} of ${tasks}${users}`;
}

/** "1.4 % of what the sessions cost", and whether that is an upper bound; null where nothing is known of it. */
export function costShareInWords({ costUsd, sessionCostUsd, uncostedSessions }: DreamView): string | null {
  if (!sessionCostUsd) return null;
  // What the others cost is not in the sum: the true share is lower.
  const bound = costUsd > 0 && (uncostedSessions ?? 0) > 0 ? "at most " : "";
  return `${bound}${formatPercent(costUsd / sessionCostUsd)} of what the sessions cost`;
}
