/** The pipeline on real agent sessions, where they lie beside the checkout. They are no part of the project. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { DIGEST_LIMITS, digestSession } from "@/lib/dreaming/digest/digest";
import { mine } from "@/lib/dreaming/miner/mine";
import { permuteLabels, sourceOf } from "@/lib/dreaming/miner/synthetic-sessions";
import { hash53 } from "@/lib/dreaming/statistics/hash";
import type { DigestEvent, DigestInput, LabelledDigest, MinerSettings } from "@/lib/dreaming/types";
import { collectEvidence, validate } from "@/lib/dreaming/validate/validate";
import type { EventId, SessionId } from "@/lib/ids";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");
const SETTINGS: MinerSettings = { minSupport: 3, seed: 1, maxCandidates: 40 };

type Block = {
  type: string;
  text?: string;
  id?: string;
  name?: string;
  input?: unknown;
  tool_use_id?: string;
  content?: unknown;
  is_error?: boolean;
};
type Line = {
  external_id: string;
  task_id: string;
  agent: { model: string; scaffold: string };
  messages: Array<{ role: string; content: Block[] }>;
  outcome: { label: "success" | "failure" | null };
};
type Loaded = { input: DigestInput; item: LabelledDigest };

function eventsOf(line: Line): DigestEvent[] {
  const events: DigestEvent[] = [];
  const calls = new Map<string, EventId>();
  const add = (type: string, trust: DigestEvent["trust"], payload: Record<string, unknown>): EventId => {
    // As long as the project's own ids, since sizes are measured here.
    const id = `sevt_${hash53(line.external_id).toString(36).padStart(18, "0")}${String(events.length).padStart(8, "0")}` as EventId;
    events.push({ id, type, trust, at: null, payload });
    return id;
  };
  for (const { role, content } of line.messages) {
    for (const block of content) {
      if (block.type === "text")
        add(role === "user" ? "user.message" : "agent.message", "user", { content: [{ type: "text", text: block.text }] });
      if (block.type === "tool_use")
        calls.set(block.id ?? "", add("agent.custom_tool_use", "operator", { name: block.name, input: block.input }));
      if (block.type === "tool_result") {
        const parts = typeof block.content === "string" ? [{ type: "text", text: block.content }] : block.content;
        add("user.custom_tool_result", "tool", {
          custom_tool_use_id: calls.get(block.tool_use_id ?? ""),
          content: parts,
          is_error: block.is_error,
        });
      }
    }
  }
  return events;
}

function load(set: string): Loaded[] {
  const lines = gunzipSync(readFileSync(path.join(DATA, set, "sessions.jsonl.gz")))
    .toString("utf8")
    .split("\n")
    .filter(Boolean);
  return lines.map((text) => {
    const line = JSON.parse(text) as Line;
    const input: DigestInput = {
      sessionId: `sesn_${line.external_id}` as SessionId,
      fingerprint: hash53(JSON.stringify(line.messages)).toString(16),
      taskKey: line.task_id,
      model: line.agent.model,
      agentVersion: 1,
      variant: line.agent.scaffold,
      userKey: null,
      wall: null,
      events: eventsOf(line),
    };
    const { label } = line.outcome;
    return { input, item: { digest: digestSession(input), label: label === null ? null : { success: label === "success" } } };
  });
}

async function dream(items: LabelledDigest[], settings = SETTINGS) {
  const source = sourceOf(items);
  const mined = await mine(source, settings);
  const validated = await validate(mined.candidates, source, settings);
  return { mined, candidates: validated.candidates, claims: validated.candidates.filter(({ stats }) => stats.claim === "effect") };
}

function stringAt(payload: unknown, pointer: string): string {
  const keys = pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const found = keys.reduce<unknown>(
    (value, key) => (value === null || typeof value !== "object" ? undefined : (value as Record<string, unknown>)[key]),
    payload,
  );
  return typeof found === "string" ? found : "";
}

/** Every piece of evidence is a verbatim cut of an event of its session; returns how many sessions support each candidate. */
async function checkEvidence(loaded: Loaded[], candidates: Parameters<typeof collectEvidence>[0]): Promise<Map<string, number>> {
  const payloads = new Map(
    loaded.flatMap(({ input }) => input.events.map((event) => [event.id, { sessionId: input.sessionId, payload: event.payload }] as const)),
  );
  const support = new Map<string, number>();
  for await (const { candidateKey, evidence } of collectEvidence(candidates, sourceOf(loaded.map(({ item }) => item)))) {
    const event = payloads.get(evidence.eventId);
    expect(event?.sessionId).toBe(evidence.sessionId);
    expect(evidence.quote).not.toBe("");
    expect(stringAt(event?.payload, evidence.at)).toContain(evidence.quote);
    if (evidence.polarity === "supports") support.set(candidateKey, (support.get(candidateKey) ?? 0) + 1);
  }
  return support;
}

const isThere = existsSync(DATA);

it.skipIf(isThere)("is skipped: there are no real sessions at ../shared/data beside the checkout", (context) => {
  context.skip();
});

describe.skipIf(!isThere)("on real sessions", () => {
  it.each(["tau-airline", "tau2-airline", "tau2-retail", "intercode-sql", "intercode-bash", "hotpotqa-react"])(
    "digests of %s average below 8 KB",
    (set) => {
      const sizes = load(set).map(({ item }) => Buffer.byteLength(JSON.stringify(item.digest)));
      expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeLessThan(8 * 1024);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(DIGEST_LIMITS.hardBytes);
    },
  );

  it("finds two families with verbatim evidence from three sessions among 120 airline sessions", async () => {
    const loaded = load("tau-airline");
    const { candidates } = await dream(loaded.map(({ item }) => item));
    const support = await checkEvidence(loaded, candidates);
    const families = new Set(candidates.filter(({ key }) => (support.get(key) ?? 0) >= 3).map(({ family }) => family));
    expect(families.size).toBeGreaterThanOrEqual(2);
    for (const { key, stats } of candidates) expect(support.get(key)).toBe(stats.support);
  });

  it("finds what SQL agents do about missing tables and columns, and what they waste", async () => {
    const loaded = load("intercode-sql");
    const { candidates, claims } = await dream(loaded.map(({ item }) => item));
    await checkEvidence(loaded, candidates);
    expect(claims).toEqual([]);
    const recoveries = candidates.flatMap(({ facts }) => (facts.family === "recovery" ? [facts] : []));
    const tables = recoveries.find(({ errorTemplate }) => errorTemplate.includes("Table '<name>' doesn't exist"));
    expect(tables?.change).toEqual({ kind: "other_call_first", via: "execute_sql", viaForm: "show" });
    expect(tables?.recovered).toBeGreaterThan(200);
    expect(recoveries.some(({ errorTemplate }) => errorTemplate.includes("Unknown column '<name>' in '<name>'"))).toBe(true);
    expect(candidates.filter(({ family }) => family === "waste").length).toBeGreaterThanOrEqual(2);
  });

  it("never says that handing over to a person helps: not as it is, not without tasks, not with tools renamed", async () => {
    const loaded = load("tau-airline");
    const handOver = "transfer_to_human_agents";
    const names = new Map<string, string>();
    const rename = (tool: string): string => {
      const name = names.get(tool) ?? `word${names.size}x`;
      names.set(tool, name);
      return name;
    };
    const asIs = loaded.map(({ item }) => item);
    const taskless = asIs.map(({ digest, label }) => ({ digest: { ...digest, taskKey: null }, label }));
    const renamed = loaded.map(({ input, item }) => {
      const events = input.events.map((event) =>
        typeof event.payload.name === "string" ? { ...event, payload: { ...event.payload, name: rename(event.payload.name) } } : event,
      );
      return { digest: digestSession({ ...input, events }), label: item.label };
    });
    for (const [items, name] of [
      [asIs, handOver],
      [taskless, handOver],
      [renamed, rename(handOver)],
    ] as const) {
      for (const minSupport of [2, 3, 5]) {
        const { mined, candidates, claims } = await dream(items, { ...SETTINGS, minSupport });
        expect(claims).toEqual([]);
        expect(candidates.filter(({ stats }) => stats.direction !== null)).toEqual([]);
        expect(JSON.stringify(candidates.map(({ key, facts }) => [key, facts]))).not.toContain(name);
        expect(mined.funnel.nearestMiss ?? "").not.toContain(name);
      }
    }
  });

  it.each(["tau-airline", "tau2-airline", "tau2-retail", "intercode-bash", "hotpotqa-react", "intercode-sql"])(
    "claims nothing of %s in at least 19 of 20 dreams with labels permuted within tasks",
    async (set) => {
      const items = load(set).map(({ item }) => item);
      let claimed = 0;
      for (let seed = 1; seed <= 20; seed++) {
        const permuted = permuteLabels(items, seed);
        // Validation only ever takes claims away: without a mined claim there is nothing for it to look at.
        const { candidates } = await mine(sourceOf(permuted), { ...SETTINGS, seed });
        const effects = candidates.filter(({ stats }) => stats.claim === "effect");
        if (effects.length === 0) continue;
        const { candidates: standing } = await validate(effects, sourceOf(permuted), { ...SETTINGS, seed });
        if (standing.some(({ stats }) => stats.claim === "effect")) claimed += 1;
      }
      expect(claimed).toBeLessThanOrEqual(1);
    },
  );
});
