/** Checks one proposed change before anybody sees it. Pure: the caller looks the events up. */

import { CHECK_NAMES, type Check, type CheckName, type Evidence, type ProposedChange } from "@/lib/dreaming/types";
import { checkSupport, type Verdict } from "@/lib/dreaming/verify/figures";
import { inWords } from "@/lib/dreaming/verify/findings";
import { findAddressing, findInjection } from "@/lib/dreaming/verify/injection";
import { resolvePointer } from "@/lib/dreaming/verify/json-pointer";
import { findPersonalData } from "@/lib/dreaming/verify/personal-data";
import { findSecrets } from "@/lib/dreaming/verify/secrets";
import { assertNever } from "@/lib/errors";
import type { EventId, MemoryId } from "@/lib/ids";
import { parseDocument } from "@/lib/learnings/document";
import { findPathProblem } from "@/lib/learnings/paths";
import { MAX_CONTENT_BYTES } from "@/lib/memory/types";
import { lowestTrust } from "@/lib/trust";

/** The event as it is on the wire, or null when there is none. A pointer of an example leads into this object. */
export type EvidenceLookup = (eventId: EventId) => Record<string, unknown> | null;

export type VerifySettings = {
  /** Sessions that must show a pattern. */
  minSupport: number;
  /** Learnings that nobody but a person may change. */
  lockedMemoryIds: ReadonlySet<MemoryId>;
};

const DEFAULTS: VerifySettings = { minSupport: 2, lockedMemoryIds: new Set() };

/** One check per name, in the order of `CHECK_NAMES`. `hold` needs a person, `fail` can't be published as it is. */
export function verifyChange(change: ProposedChange, evidenceLookup: EvidenceLookup, settings: Partial<VerifySettings> = {}): Check[] {
  const { minSupport, lockedMemoryIds } = { ...DEFAULTS, ...settings };
  const check = (name: CheckName): Verdict => {
    switch (name) {
      case "evidence":
        return checkEvidence(change, evidenceLookup);
      case "schema":
        return checkSchema(change);
      case "size":
        return checkSize(change.after);
      case "secrets":
        return checkText(change, findSecrets, "No credentials found");
      case "personal_data":
        return checkText(change, findPersonalData, "No personal data found");
      case "injection":
        return checkInjection(change);
      case "locked":
        return checkLocked(change, lockedMemoryIds);
      case "support":
        return checkSupport(change, minSupport);
      default:
        return assertNever(name);
    }
  };
  return CHECK_NAMES.map((name) => ({ name, ...check(name) }));
}

export function isHeld(checks: readonly Check[]): boolean {
  return checks.some((check) => check.status === "hold");
}

export function isFailed(checks: readonly Check[]): boolean {
  return checks.some((check) => check.status === "fail");
}

function checkEvidence(change: ProposedChange, lookup: EvidenceLookup): Verdict {
  const problems = change.examples.map((example) => evidenceProblem(example, lookup)).filter((problem) => problem !== null);
  if (problems.length > 0)
    return { status: "fail", detail: `${problems[0]}${problems.length > 1 ? `, and ${problems.length - 1} more` : ""}` };
  const trust = lowestTrust(change.examples.map((example) => example.trust));
  if (lowestTrust([trust, change.trust]) !== change.trust) {
    return { status: "fail", detail: `Marked as ${change.trust}, but some of its evidence is only ${trust}` };
  }
  const supporting = change.examples.filter((example) => example.polarity === "supports").length;
  if (change.action === "merge" || change.action === "retire") {
    if (change.examples.length === 0) return { status: "hold", detail: "Nothing from a session is shown for it" };
  } else if (supporting === 0) return { status: "fail", detail: "No session event supports it" };
  return { status: "pass", detail: `${change.examples.length} quotes found word for word in their events` };
}

function evidenceProblem(example: Evidence, lookup: EvidenceLookup): string | null {
  const event = lookup(example.eventId);
  if (event === null) return `Event ${example.eventId} does not exist`;
  const text = resolvePointer(event, example.at);
  if (typeof text !== "string") return `Event ${example.eventId} has no text at ${example.at === "" ? "its root" : example.at}`;
  if (example.quote.trim() === "") return `The quote of event ${example.eventId} is empty`;
  if (!text.includes(example.quote)) return `The quote is not in event ${example.eventId} at ${example.at}`;
  return null;
}

function checkSchema(change: ProposedChange): Verdict {
  const path = findPathProblem(change.path);
  if (path !== null) return { status: "fail", detail: path };
  if (change.action === "retire") {
    return change.after === null
      ? { status: "pass", detail: "Nothing is written" }
      : { status: "fail", detail: "A retired learning can't have a new text" };
  }
  if (change.after === null) return { status: "fail", detail: "There is no text to write" };
  if (change.action !== "add" && change.memoryId === null) return { status: "fail", detail: "It names no learning to change" };
  const { document, problems } = parseDocument(change.after);
  if (document === null) {
    return {
      status: "fail",
      detail:
        problems.length === 0 ? "The text has no front matter" : problems.map(({ line, message }) => `Line ${line}: ${message}`).join("; "),
    };
  }
  if (change.action !== "merge" && document.frontMatter.kind !== change.kind) {
    return { status: "fail", detail: `The text is a ${document.frontMatter.kind}, the change says ${change.kind}` };
  }
  if (problems.length > 0) return { status: "hold", detail: problems.map(({ line, message }) => `Line ${line}: ${message}`).join("; ") };
  return { status: "pass", detail: "The front matter reads without problems" };
}

function checkSize(after: string | null): Verdict {
  const bytes = new TextEncoder().encode(after ?? "").length;
  const inWords = `${bytes.toLocaleString("en-US")} of ${MAX_CONTENT_BYTES.toLocaleString("en-US")} bytes`;
  return { status: bytes > MAX_CONTENT_BYTES ? "fail" : "pass", detail: inWords };
}

function checkText(change: ProposedChange, find: typeof findSecrets, nothing: string): Verdict {
  const findings = find(change.after ?? "");
  return findings.length === 0 ? { status: "pass", detail: nothing } : { status: "hold", detail: `Looks like ${inWords(findings)}` };
}

function checkInjection(change: ProposedChange): Verdict {
  const inText = findInjection(change.after ?? "");
  if (inText.length > 0) return { status: "hold", detail: `Found ${inWords(inText)}` };
  const suspects = change.examples.filter((example) => findAddressing(example.quote).length > 0);
  if (suspects.length > 0) {
    return {
      status: "hold",
      detail: `The evidence itself speaks to the model: event ${suspects.map((example) => example.eventId).join(", ")}`,
    };
  }
  return { status: "pass", detail: "Nothing reads like an instruction to the model" };
}

/** A lock is a column; a text that says so of itself is believed too. */
function checkLocked(change: ProposedChange, lockedMemoryIds: ReadonlySet<MemoryId>): Verdict {
  const isLocked = change.memoryId !== null && lockedMemoryIds.has(change.memoryId);
  const saysLocked = change.before !== null && /^---\r?\n(?:(?!---)[^\n]*\n)*?locked:[ \t]*true[ \t]*(?:#[^\n]*)?\r?\n/.test(change.before);
  if (isLocked || saysLocked) return { status: "fail", detail: `${change.path} is locked` };
  return { status: "pass", detail: change.memoryId === null ? "It touches no existing learning" : "The learning is not locked" };
}
