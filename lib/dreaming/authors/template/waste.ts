/** Calls that added nothing: a note. Pure. */
import type { Draft } from "@/lib/dreaming/authors/template/draft";
import { count } from "@/lib/dreaming/authors/template/figures";
import { asData, bareName, code, errorWords, isTelling } from "@/lib/dreaming/authors/template/quote";
import type { CandidateStats, WasteFacts } from "@/lib/dreaming/types";

export function draftWaste(facts: WasteFacts, stats: CandidateStats): Draft {
  const { tool, errorTemplate, pattern } = facts;
  const form = facts.form ?? null;
  const calls = form === null ? `${code(tool)} was called` : `${code(tool)} was called with ${code(form)}`;
  const name = form === null ? bareName(tool) : `${bareName(tool)} (${bareName(form)})`;
  const error = errorTemplate !== null && isTelling(errorTemplate) ? errorTemplate : null;
  const shared = {
    kind: "note" as const,
    tools: [asData(tool)],
    errors: error === null ? [] : [asData(error)],
    steps: [],
    avoid: [],
    counts: [`${count(facts.wastedCalls, "call")} added nothing, ${facts.medianRepeats} in the median session`],
  };
  const proof = proofOf(stats);
  if (pattern === "error_loop") {
    return {
      ...shared,
      title:
        errorTemplate === null
          ? `Change course when ${name} keeps failing`
          : `Change course when ${name} keeps saying ${errorWords(errorTemplate) ?? "the same"}`,
      situation: `${calls} again and again, each time with ${error === null ? "the same error" : `the error ${code(error)}`}. After the second time another try of the same kind told nothing new: look up what the error is about, or take another way.${proof}`,
    };
  }
  if (errorTemplate !== null) {
    return {
      ...shared,
      title: `Change the call before repeating ${name} after ${errorWords(errorTemplate) ?? "an error"}`,
      situation: `${calls} again with exactly the same input after ${error === null ? "an error" : `the error ${code(error)}`}, and answered the same. Change something before calling again.${proof}`,
    };
  }
  return {
    ...shared,
    title: `Use the earlier answer of ${name} instead of asking again`,
    situation: `${calls} again with exactly the same input and gave exactly the same answer. The first answer is still in the session: read it there.${proof}`,
  };
}

function proofOf(stats: CandidateStats): string {
  if (stats.claim !== "effect") return "";
  if (stats.direction === "raises")
    return " Sessions with such repeats met their outcome more often than others, so save them only where nothing can have changed.";
  return " Sessions with such repeats met their outcome less often than others.";
}
