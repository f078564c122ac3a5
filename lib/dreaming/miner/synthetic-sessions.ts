/** For tests: sessions whose truth is known, because it was planted. Deterministic per seed. */
import { createHash } from "node:crypto";
import { digestSession } from "@/lib/dreaming/digest/digest";
import { randomFrom } from "@/lib/dreaming/statistics/seeded-random";
import type { DigestEvent, DigestInput, DigestSource, LabelledDigest } from "@/lib/dreaming/types";
import type { EventId, SessionId } from "@/lib/ids";

export type PlannedCall = { tool: string; input: Record<string, unknown>; result: string; isError?: boolean };
export type PlannedSession = {
  task: string | null;
  request: string;
  calls: PlannedCall[];
  success: boolean | null;
  model?: string;
  user?: string | null;
  wall?: string | null;
};

/** Ids of the id kinds' shape are not needed here, only that they are unique and of the branded type. */
function asId<T extends string>(text: string): T {
  return text as T;
}

/** The events of a session as the wire has them. `name` makes ids and fingerprint unique. */
function toInput(name: string, plan: PlannedSession): DigestInput {
  const events: DigestEvent[] = [];
  const add = (type: string, trust: DigestEvent["trust"], payload: Record<string, unknown>): EventId => {
    const id = asId<EventId>(`sevt_${name}_${events.length}`);
    events.push({ id, type, trust, at: null, payload });
    return id;
  };
  add("user.message", "user", { content: [{ type: "text", text: plan.request }] });
  for (const { tool, input, result, isError } of plan.calls) {
    const call = add("agent.custom_tool_use", "operator", { name: tool, input });
    add("user.custom_tool_result", "tool", {
      custom_tool_use_id: call,
      content: [{ type: "text", text: result }],
      is_error: isError ?? false,
    });
  }
  return {
    sessionId: asId<SessionId>(`sesn_${name}`),
    fingerprint: createHash("sha256").update(name).digest("hex"),
    taskKey: plan.task,
    model: plan.model ?? "model-a",
    agentVersion: 1,
    variant: null,
    userKey: plan.user ?? null,
    wall: plan.wall ?? null,
    events,
  };
}

export function toLabelled(name: string, plan: PlannedSession): LabelledDigest {
  return { digest: digestSession(toInput(name, plan)), label: plan.success === null ? null : { success: plan.success } };
}

/** A source over sessions held in memory. */
export function sourceOf(items: readonly LabelledDigest[]): DigestSource {
  return async function* pass() {
    yield* items;
  };
}

/** The same sessions in an order drawn from `random` (Fisher & Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const held = out[i];
    const other = out[j];
    if (held !== undefined && other !== undefined) {
      out[i] = other;
      out[j] = held;
    }
  }
  return out;
}

/** Labels permuted within tasks: whatever is claimed of the result is false. Unlabelled and taskless sessions keep what they have. */
export function permuteLabels(items: readonly LabelledDigest[], seed: number): LabelledDigest[] {
  const random = randomFrom(seed);
  const byTask = new Map<string, number[]>();
  items.forEach(({ digest }, i) => {
    if (digest.taskKey !== null) byTask.set(digest.taskKey, [...(byTask.get(digest.taskKey) ?? []), i]);
  });
  const out = [...items];
  for (const positions of byTask.values()) {
    const labels = shuffled(
      positions.map((i) => items[i]?.label ?? null),
      random,
    );
    positions.forEach((position, i) => {
      const item = items[position];
      if (item !== undefined) out[position] = { digest: item.digest, label: labels[i] ?? null };
    });
  }
  return out;
}

export type World = {
  tasks: number;
  attempts: number;
  /** Added to the chance of success of a session that looks up the account before it books. */
  effect?: number;
  /** Easy tasks are the ones where agents look up first; looking up itself does nothing. */
  isConfounded?: boolean;
  /** Failing sessions go on longer: they check and retry until they give up and hand over. */
  leaksByLength?: boolean;
};

/**
 * A booking agent. Every session books once, at first with or without a look-up before it, in one of two cabins, with or without a note;
 * then some sessions go on. Success depends on the task's difficulty and on what the world says.
 */
export function bookingWorld(world: World, seed: number): LabelledDigest[] {
  const random = randomFrom(seed);
  const items: LabelledDigest[] = [];
  for (let task = 0; task < world.tasks; task++) {
    const ease = world.isConfounded ? (task % 2 === 0 ? 0.85 : 0.15) : 0.2 + 0.6 * random();
    const lookupShare = world.isConfounded ? ease : 0.5;
    for (let attempt = 0; attempt < world.attempts; attempt++) {
      const looksUp = random() < lookupShare;
      const shift = world.effect === undefined ? 0 : (looksUp ? 1 : -1) * (world.effect / 2);
      const success = random() < Math.min(0.98, Math.max(0.02, ease + shift));
      items.push(toLabelled(`${seed}-${task}-${attempt}`, bookingSession(world, `t${task}`, looksUp, success, random)));
    }
  }
  return items;
}

function bookingSession(world: World, task: string, looksUp: boolean, success: boolean, random: () => number): PlannedSession {
  const calls: PlannedCall[] = [];
  const call = (tool: string, input: Record<string, unknown>, result: string, isError = false): void => {
    calls.push({ tool, input, result, isError });
  };
  if (random() < 0.5) call("search", { from: "AAA", to: "BBB" }, "3 found");
  if (looksUp) call("get_account", { account: `acc_${task}` }, "an account");
  if (random() < 0.4) call("calculate", { expression: "1 + 1" }, "2");
  const note = random() < 0.5 ? { note: random() < 0.5 ? "aisle" : "window" } : {};
  const isRefused = random() < 0.3;
  call(
    "book",
    { account: `acc_${task}`, cabin: random() < 0.5 ? "eco" : "biz", ...note },
    isRefused ? "Error: card declined" : "booked",
    isRefused,
  );
  const rounds = world.leaksByLength ? (success ? 0 : 1 + Math.floor(random() * 4)) : Math.floor(random() * 3);
  for (let i = 0; i < rounds; i++) {
    call("check", { attempt: i }, random() < 0.5 ? "Error: not confirmed" : "pending", random() < 0.5);
    if (random() < 0.5) call("search", { from: "AAA", to: "CCC", attempt: i }, "none");
  }
  if (world.leaksByLength ? !success : random() < 0.3) call("hand_over", { reason: "needs a person" }, "done");
  return { task, request: `Book trip ${task} from Aachen to Berlin for two people in May`, calls, success };
}
