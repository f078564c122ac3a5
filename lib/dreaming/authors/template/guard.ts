/** A feature of a tool's first call that goes with success or failure: a playbook when proven, else a note. Pure. */
import { argumentWithForm, type Draft, readForm, says, titleWithForm } from "@/lib/dreaming/authors/template/draft";
import { asData, bareName, code, isTelling } from "@/lib/dreaming/authors/template/quote";
import type { CandidateStats, GuardFacts } from "@/lib/dreaming/types";
import type { PlaybookStep } from "@/lib/learnings/types";

type Feature = GuardFacts["feature"];

/** The feature in words, and the advice on either side of it. */
type Wording = {
  /** "the first call of `book` left out `cabin`" */
  seen: string;
  /** For a title that only points at it. */
  short: string;
  /** What to do so that the feature holds, and so that it does not. */
  toHave: Advice;
  toAvoid: Advice;
};
type Advice = { title: string; steps: PlaybookStep[]; avoid: string[] };

export function draftGuard(facts: GuardFacts, stats: CandidateStats): Draft {
  const { feature, tool } = facts;
  const words = wordingOf(feature, tool);
  const hasError = feature.kind === "first_call_errored" && isTelling(feature.errorTemplate);
  const shared = { tools: [asData(tool)], errors: hasError ? [asData(feature.errorTemplate)] : [] };
  if (stats.claim === "observation") {
    return {
      ...shared,
      kind: "note",
      title: `Watch ${words.short}`,
      steps: [],
      avoid: [],
      situation: `In some sessions ${words.seen}, and a part of these missed their outcome. Nothing shows that the one brings about the other: take it as a place to look twice, not as a rule.`,
      counts: [`${facts.failures} of the ${facts.sessions} whose outcome is known missed it`],
    };
  }
  const isGood = stats.direction === "raises";
  const { title, steps, avoid } = isGood ? words.toHave : words.toAvoid;
  const others = stats.grouping === "task" ? "sessions of the same task" : "sessions with a like request";
  const why = `Sessions in which ${words.seen} met their outcome ${isGood ? "more" : "less"} often than others.`;
  return {
    ...shared,
    kind: "playbook",
    title,
    steps: steps.map((step, i) => (i === 0 ? { ...step, why } : step)),
    avoid,
    situation: `Compared at one point, the first call of ${code(tool)}: sessions in which ${words.seen}, and ${others} in which that was not so.`,
    counts: [],
  };
}

function wordingOf(feature: Feature, tool: string): Wording {
  const call = `the first call of ${code(tool)}`;
  const name = bareName(tool);
  const own = asData(tool);
  switch (feature.kind) {
    case "argument_present":
    case "argument_absent": {
      const argument = code(feature.argument);
      const give: Advice = {
        title: `Give ${bareName(feature.argument)} in the first ${name} call`,
        steps: [{ do: `Give ${argument} in ${call}.`, tool: own }],
        avoid: [`A first call of ${code(tool)} without ${argument}.`],
      };
      const omit: Advice = {
        title: `Leave ${bareName(feature.argument)} out of the first ${name} call`,
        steps: [{ do: `Leave ${argument} out of ${call} unless the task asks for it.`, tool: own }],
        avoid: [`${argument} in ${call} without a reason in the task.`],
      };
      const isPresent = feature.kind === "argument_present";
      return {
        seen: `${call} ${isPresent ? "gave" : "left out"} ${argument}`,
        short: `the first ${name} call ${isPresent ? "with" : "without"} ${bareName(feature.argument)}`,
        toHave: isPresent ? give : omit,
        toAvoid: isPresent ? omit : give,
      };
    }
    case "argument_value":
      return withArgument(
        tool,
        argumentSet(feature.argument, feature.value),
        `${bareName(feature.argument)} as ${bareName(feature.value)}`,
      );
    case "argument_form": {
      const form = readForm(feature.form);
      return withArgument(tool, argumentWithForm(feature.argument, form), titleWithForm(feature.argument, form));
    }
    case "used_before":
    case "not_used_before":
      return withOrder(tool, feature.before, feature.kind === "used_before");
    case "first_call_errored": {
      const error = isTelling(feature.errorTemplate) ? code(feature.errorTemplate) : "an error without a message";
      return {
        seen: `${call} answered ${error}`,
        short: `the first ${name} call when it ${says(feature.errorTemplate)}`,
        toHave: {
          title: `Go on when the first ${name} call ${says(feature.errorTemplate)}`,
          steps: [{ do: `When ${call} answers this error, read it, correct the call and go on.`, tool: own }],
          avoid: ["Giving the task up at this error."],
        },
        toAvoid: {
          title: `Stop and check when the first ${name} call ${says(feature.errorTemplate)}`,
          steps: [
            { do: `When ${call} answers this error, go back to what the task asks and check the call's input against it.`, tool: own },
          ],
          avoid: ["Going on after this error with a guess."],
        },
      };
    }
  }
}

function argumentSet(argument: string, value: string): string {
  return `${code(argument)} set to ${code(value)}`;
}

function withArgument(tool: string, having: string, short: string): Wording {
  const call = `the first call of ${code(tool)}`;
  const name = bareName(tool);
  return {
    seen: `${call} had ${having}`,
    short: `the first ${name} call with ${short}`,
    toHave: {
      title: `Make the first ${name} call with ${short}`,
      steps: [{ do: `Where it fits the task, make ${call} with ${having}.`, tool: asData(tool) }],
      avoid: [],
    },
    toAvoid: {
      title: `Think twice about the first ${name} call with ${short}`,
      steps: [{ do: `Before ${call}, check whether the task really asks for ${having}.`, tool: asData(tool) }],
      avoid: [`${having} in ${call} without having checked it.`],
    },
  };
}

function withOrder(tool: string, before: string, isBefore: boolean): Wording {
  const [name, other] = [bareName(tool), bareName(before)];
  const first: Advice = {
    title: `Call ${other} before ${name}`,
    steps: [
      { do: `Call ${code(before)} first.`, tool: asData(before) },
      { do: `Then call ${code(tool)}.`, tool: asData(tool) },
    ],
    avoid: [`A first call of ${code(tool)} with no call of ${code(before)} ahead of it.`],
  };
  const later: Advice = {
    title: `Call ${name} without ${other} ahead of it`,
    steps: [{ do: `Where the task allows it, call ${code(tool)} without calling ${code(before)} first.`, tool: asData(tool) }],
    avoid: [`Calling ${code(before)} ahead of ${code(tool)} without a reason in the task.`],
  };
  return {
    seen: `${code(before)} was ${isBefore ? "already" : "not"} called before the first call of ${code(tool)}`,
    short: `the first ${name} call ${isBefore ? "after" : "without"} ${other}${isBefore ? "" : " before it"}`,
    toHave: isBefore ? first : later,
    toAvoid: isBefore ? later : first,
  };
}
