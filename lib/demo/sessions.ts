/** Four weeks of made-up sessions of three agents: the same for the same `now` and seed, in our own words. Pure. */
import { INVOICE_SYSTEM, INVOICE_TASKS, invoiceSession } from "@/lib/demo/invoice";
import { LEGAL_SYSTEM, LEGAL_TASKS, legalSession } from "@/lib/demo/legal";
import { makeRandom } from "@/lib/demo/transcript";
import { TRAVEL_SYSTEM, TRAVEL_TASKS, travelSession } from "@/lib/demo/travel";
import type { Habits, SampleAgentName } from "@/lib/demo/types";

const DAY_MS = 86_400_000;
/** The days, before `now`, at which an agent's sessions were dreamt on and published: what it learnt shows from there on. */
export type SamplePart = { fromDay: number; toDay: number };

type SampleAgent = {
  name: SampleAgentName;
  sessions: number;
  tasks: number;
  system: string;
  seed: number;
  /** Earliest first; all but the last end with a publication. */
  parts: { part: SamplePart; habits: Habits }[];
  write: typeof travelSession;
};

const AGENTS: SampleAgent[] = [
  {
    name: "Travel rebooking desk",
    sessions: 252,
    tasks: TRAVEL_TASKS,
    system: TRAVEL_SYSTEM,
    seed: 41,
    parts: [
      { part: { fromDay: 28, toDay: 18 }, habits: { guards: 0.35, knows: 0.15, repeats: 0.3, insists: 0.1, forgets: 0.08 } },
      { part: { fromDay: 18, toDay: 8 }, habits: { guards: 0.62, knows: 0.6, repeats: 0.3, insists: 0.1, forgets: 0.3 } },
      { part: { fromDay: 8, toDay: 0 }, habits: { guards: 0.82, knows: 0.9, repeats: 0.12, insists: 0.1, forgets: 0.35 } },
    ],
    write: travelSession,
  },
  {
    name: "Legal records clerk",
    sessions: 184,
    tasks: LEGAL_TASKS,
    system: LEGAL_SYSTEM,
    seed: 42,
    parts: [
      { part: { fromDay: 28, toDay: 14 }, habits: { guards: 0.4, knows: 0.2, repeats: 0.05, insists: 0.14, forgets: 0.2 } },
      { part: { fromDay: 14, toDay: 0 }, habits: { guards: 0.72, knows: 0.6, repeats: 0.25, insists: 0.1, forgets: 0.3 } },
    ],
    write: legalSession,
  },
  {
    name: "Invoice clerk",
    sessions: 152,
    tasks: INVOICE_TASKS,
    system: INVOICE_SYSTEM,
    seed: 43,
    parts: [{ part: { fromDay: 26, toDay: 0 }, habits: { guards: 0.5, knows: 0.35, repeats: 0.25, insists: 0.25, forgets: 0.2 } }],
    write: invoiceSession,
  },
];

export const SAMPLE_MODEL = "sample-model";

/** The parts of an agent's four weeks, earliest first. */
export function partsOf(name: SampleAgentName): SamplePart[] {
  return agentNamed(name).parts.map((one) => one.part);
}

/** All lines of an agent's import file, earliest session first. O(sessions). */
export function sampleLines(name: SampleAgentName, now: Date): string[] {
  const agent = agentNamed(name);
  const random = makeRandom(agent.seed);
  return Array.from({ length: agent.sessions }, (_, index) => {
    const startMs = startOf(agent, index, now, random);
    const ageDays = (now.getTime() - startMs) / DAY_MS;
    const { habits } = agent.parts.find(({ part }) => ageDays > part.toDay) ?? agent.parts[agent.parts.length - 1] ?? noParts(name);
    const task = index % agent.tasks;
    const { transcript, title, success } = agent.write({ index, task, startMs, habits, random });
    return transcript.finish({
      externalId: `sample-${agent.seed}-${index}`,
      taskId: `${name} ${task + 1}`,
      title,
      model: SAMPLE_MODEL,
      userId: `person-${index % 57}`,
      system: agent.system,
      // Now and then nobody says how it went.
      success: random() < 0.06 ? null : success,
    });
  });
}

/** Spread over the days, fewer at week-ends, within working hours. */
function startOf(agent: SampleAgent, index: number, now: Date, random: () => number): number {
  const span = agent.parts[0]?.part.fromDay ?? 28;
  const at = now.getTime() - (span - (index / agent.sessions) * span) * DAY_MS + 3_600_000;
  const weekday = new Date(at).getUTCDay();
  const moved = (weekday === 0 || weekday === 6) && random() < 0.55 ? at + (weekday === 6 ? -DAY_MS : DAY_MS) : at;
  return Math.min(now.getTime() - 1_200_000, moved + Math.round((random() - 0.5) * 5 * 3_600_000));
}

function agentNamed(name: SampleAgentName): SampleAgent {
  return AGENTS.find((agent) => agent.name === name) ?? noParts(name);
}

function noParts(name: string): never {
  throw new Error(`There is no sample agent ${name}.`);
}
