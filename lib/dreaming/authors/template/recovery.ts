/** A tool error, then a changed call that worked: a playbook. Pure. */
import { type Draft, type Form, readForm, says } from "@/lib/dreaming/authors/template/draft";
import { count } from "@/lib/dreaming/authors/template/figures";
import { asData, bareName, code, isTelling } from "@/lib/dreaming/authors/template/quote";
import type { CandidateStats, RecoveryFacts } from "@/lib/dreaming/types";
import type { PlaybookStep } from "@/lib/learnings/types";

type Advice = {
  /** For the title: what to do, without the occasion. */
  short: string;
  /** For the body: "they had added `cabin`". */
  done: string;
  steps: PlaybookStep[];
  avoid: string[];
};

/** Advice to do what worked; where a proven effect speaks against it, a note that says so. */
export function draftRecovery(facts: RecoveryFacts, stats: CandidateStats): Draft {
  const { tool, errorTemplate } = facts;
  const advice = adviseOn(facts);
  const shared = { tools: [asData(tool)], errors: isTelling(errorTemplate) ? [asData(errorTemplate)] : [], counts: [countsOf(facts)] };
  const error = isTelling(errorTemplate) ? code(errorTemplate) : "an error without a message";
  const seen = `When ${code(tool)} answers ${error}, sessions got a working call after ${advice.done}.`;
  if (stats.claim === "effect" && stats.direction === "lowers") {
    return {
      ...shared,
      kind: "note",
      title: `Look beyond the usual way out when ${bareName(tool)} ${says(errorTemplate)}`,
      steps: [],
      avoid: [],
      situation: `${seen} Sessions that took this way met their outcome less often than others: check first whether another way fits the task.`,
    };
  }
  const proof = stats.claim === "effect" ? " Sessions that took this way met their outcome more often than others." : "";
  return {
    ...shared,
    kind: "playbook",
    title: `${advice.short} when ${bareName(tool)} ${says(errorTemplate)}`,
    steps: advice.steps,
    avoid: advice.avoid,
    situation: `${seen}${proof}`,
  };
}

/** "of 25 sessions that met this error, 18 got a working call this way, 4 in another way and 3 not at all; ..." */
function countsOf({ sessionsWithError, recovered, recoveredOtherwise, medianCalls }: RecoveryFacts): string {
  const rest = Math.max(0, sessionsWithError - recovered - recoveredOtherwise);
  const others = [
    ...(recoveredOtherwise > 0 ? [`${recoveredOtherwise} in another way`] : []),
    ...(rest > 0 ? [`${rest} not at all`] : []),
  ].join(" and ");
  const calls = medianCalls === 1 ? "was the next one" : `came ${count(medianCalls, "call")} after the error`;
  return `of ${count(sessionsWithError, "session")} that met this error, ${recovered} got a working call this way${others === "" ? "" : `, ${others}`}; the call that worked ${calls} (median)`;
}

function adviseOn({ tool, change }: RecoveryFacts): Advice {
  switch (change.kind) {
    case "argument_changed":
      return adviseOnChange(tool, change);
    case "argument_added": {
      const given = `${code(change.argument)}${change.to === null ? "" : ` ${asForm(readForm(change.to))}`}`;
      return {
        short: `Add ${bareName(change.argument)}`,
        done: `they had added ${given}`,
        steps: [
          {
            do: `Call ${code(tool)} again and add ${given}.`,
            tool: asData(tool),
            why: "The calls that worked had it, the ones that failed had not.",
          },
        ],
        avoid: [`Repeating the call without ${code(change.argument)}.`],
      };
    }
    case "argument_removed": {
      const name = code(change.argument);
      const given = `${name}${change.from === null ? "" : ` ${asForm(readForm(change.from))}`}`;
      return {
        short: `Leave out ${bareName(change.argument)}`,
        done: `they had left out ${given}`,
        steps: [
          {
            do: `Call ${code(tool)} again without ${name}.`,
            tool: asData(tool),
            why: "The calls that failed had it, the ones that worked had not.",
          },
        ],
        avoid: [`Repeating the call with ${given}.`],
      };
    }
    case "other_call_first": {
      const form = change.viaForm ?? null;
      const via = form === null ? code(change.via) : `${code(change.via)} with ${code(form)}`;
      return {
        short: form === null ? `Call ${bareName(change.via)} first` : `Run ${bareName(form)} first`,
        done: `they had called ${via}`,
        steps: [
          { do: `Call ${via} and use what it answers.`, tool: asData(change.via), why: "The calls that worked came after this one." },
          { do: `Then call ${code(tool)} again.`, tool: asData(tool) },
        ],
        avoid: [`Repeating ${code(tool)} with nothing looked up in between.`],
      };
    }
  }
}

type ArgumentChanged = Extract<RecoveryFacts["change"], { kind: "argument_changed" }>;

function adviseOnChange(tool: string, { argument, from, to }: ArgumentChanged): Advice {
  const name = code(argument);
  const again = `Call ${code(tool)} again`;
  const why = "This is what had changed when the call worked.";
  const old = from === null ? null : readForm(from);
  const fresh = to === null ? null : readForm(to);
  const step = (text: string): PlaybookStep => ({ do: text, tool: asData(tool), why });

  if (fresh?.kind === "named") {
    return {
      short: `Take ${bareName(argument)} from the error`,
      done: `they had put the value that the error names into ${name}`,
      steps: [step(`Read the value that the error names and call ${code(tool)} again with it in ${name}.`)],
      avoid: [`Guessing another value for ${name} while the error names one.`],
    };
  }
  if (fresh !== null) {
    const instead = old === null ? "" : ` instead of ${formAlone(old)}`;
    const inTitle = old === null ? "" : ` instead of ${formInTitle(old)}`;
    return {
      short: `Use ${formInTitle(fresh)}${inTitle} in ${bareName(argument)}`,
      done: `they had used ${formAlone(fresh)}${instead} in ${name}`,
      steps: [step(`${again} with ${formAlone(fresh)}${instead} in ${name}.`)],
      avoid: [
        old === null ? `Sending the same ${name} again after this error.` : `Sending ${formAlone(old)} in ${name} again after this error.`,
      ],
    };
  }
  if (old !== null) {
    return {
      short: `Leave ${formInTitle(old)} out of ${bareName(argument)}`,
      done: `they had taken ${formAlone(old)} out of ${name}`,
      steps: [step(`${again} without ${formAlone(old)} in ${name}.`)],
      avoid: [`Sending ${formAlone(old)} in ${name} again after this error.`],
    };
  }
  return {
    short: `Correct ${bareName(argument)}`,
    done: `they had sent another value for ${name}`,
    steps: [
      { do: `Check ${name} against the task and against what earlier calls answered.`, why },
      { do: `${again} with the corrected ${name}.`, tool: asData(tool) },
    ],
    avoid: [`Sending the same ${name} again after this error.`],
  };
}

/** "`group by`", "3 items", "a value like `gift_card_<n>`" */
function formAlone(form: Form): string {
  switch (form.kind) {
    case "contains":
    case "starts":
      return code(form.word);
    case "items":
      return form.text;
    case "named":
      return "the value that the error names";
    case "pattern":
      return `a value like ${code(form.text)}`;
    case "value":
      return code(form.text);
  }
}

/** Behind an argument's name: "like `gift_card_<n>`", "as `true`", "with 3 items". */
function asForm(form: Form): string {
  switch (form.kind) {
    case "pattern":
      return `like ${code(form.text)}`;
    case "value":
      return `as ${code(form.text)}`;
    default:
      return `with ${formAlone(form)}`;
  }
}

function formInTitle(form: Form): string {
  switch (form.kind) {
    case "contains":
    case "starts":
      return bareName(form.word);
    case "items":
      return form.text;
    case "named":
      return "the value it names";
    case "pattern":
    case "value":
      return bareName(form.text);
  }
}
