import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "@/lib/context";
import { listChangeEvidence, listChanges } from "@/lib/dreaming/queries";
import type { ChangeView, DreamView } from "@/lib/dreaming/types";
import { resolvePointer } from "@/lib/dreaming/verify/json-pointer";
import type { AgentId } from "@/lib/ids";
import { runImport, startImport } from "@/lib/interop/commands";
import { findEvents } from "@/lib/sessions/queries";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { dreamInProcess } from "@/lib/testing/dreams";

const FILE = path.resolve("../shared/data/tau-airline/sessions.jsonl.gz");
const HANDOVER = "transfer_to_human_agents";

type Raw = { task_id?: string; tools: { name: string }[] | null; messages: { content: { type: string; name?: string }[] }[] };

describe.skipIf(!fs.existsSync(FILE))(
  "a dream over 120 real airline sessions (skipped: ../shared/data is not beside this checkout)",
  () => {
    let test: TestWorkspace;
    let ctx: Ctx;
    const original = () =>
      gunzipSync(fs.readFileSync(FILE))
        .toString("utf8")
        .split("\n")
        .filter((line) => line !== "");

    beforeAll(async () => {
      test = await createTestWorkspace();
      ctx = test.ctxFor("operator");
    });
    afterAll(() => test?.close());

    async function dreamOf(name: string, lines: string[]): Promise<{ dream: DreamView; changes: ChangeView[] }> {
      const input = { agent_name: name, format: "reverie" as const };
      async function* chunks() {
        for (const line of lines) yield new TextEncoder().encode(`${line}\n`);
      }
      const done = await runImport(ctx, await startImport(ctx, input, null), input, { chunks: chunks(), fileName: null });
      expect(done).toMatchObject({ status: "completed", imported: 120 });
      return dreamAgain(done.agentId as AgentId);
    }
    async function dreamAgain(agentId: AgentId) {
      const dream = await dreamInProcess(ctx, agentId);
      return { dream, changes: (await listChanges(ctx, { dreamId: dream.id, limit: 100 })).items };
    }

    /** Words that say the hand-over goes with success, in any change about it. */
    function claimsAbout(changes: ChangeView[], tool: string): ChangeView[] {
      return changes.filter((change) => {
        const mentions = `${change.patternKey}\n${change.title}\n${change.after ?? ""}`.includes(tool);
        return (
          mentions &&
          (change.stats.claim === "effect" || /\b(raise|raises|improve|improves|more often|success)\b/i.test(change.after ?? ""))
        );
      });
    }

    it("proposes learnings of at least two families, each with three sessions or more, quoted word for word", async () => {
      const { dream, changes } = await dreamOf("As it is", original());
      expect(dream).toMatchObject({ status: "completed", sessionsRead: 120 });
      expect(new Set(changes.map((change) => change.family)).size).toBeGreaterThanOrEqual(2);
      for (const change of changes) {
        const { items } = await listChangeEvidence(ctx, { dreamId: dream.id, changeId: change.id, limit: 100 });
        const supporting = items.filter((one) => one.polarity === "supports");
        expect(new Set(supporting.map((one) => one.sessionId)).size).toBeGreaterThanOrEqual(3);
        const events = await findEvents(
          ctx,
          items.map((one) => one.eventId),
        );
        for (const one of items) {
          const text = resolvePointer(events.get(one.eventId)?.payload, one.at);
          expect(typeof text === "string" && text.includes(one.quote), `${change.path}: ${one.quote}`).toBe(true);
        }
      }
      expect(claimsAbout(changes, HANDOVER)).toEqual([]);
      const again = await dreamAgain(dream.agentId);
      const shapeOf = (list: ChangeView[]) =>
        list.map(({ action, path: where, after, stats, examples }) => ({ action, where, after, stats, examples }));
      expect(shapeOf(again.changes)).toEqual(shapeOf(changes));
    });

    it("never claims that handing over to a human raises success when the tasks are not named", async () => {
      const lines = original().map((line) => {
        const { task_id: _task, ...rest } = JSON.parse(line) as Raw;
        return JSON.stringify(rest);
      });
      const { changes } = await dreamOf("Without tasks", lines);
      expect(claimsAbout(changes, HANDOVER)).toEqual([]);
    });

    it.each(["with tasks", "without tasks"])("never claims it when every tool has a meaningless name, %s", async (variant) => {
      const words = [
        "plover",
        "quartz",
        "bramble",
        "sextant",
        "juniper",
        "cobalt",
        "marl",
        "tansy",
        "gable",
        "drumlin",
        "osier",
        "vellum",
        "harrow",
        "kelp",
        "lintel",
        "mallow",
      ];
      const names = new Map<string, string>();
      const rename = (name: string) => {
        const word = names.get(name) ?? words[names.size] ?? `word${names.size}`;
        names.set(name, word);
        return word;
      };
      const lines = original().map((line) => {
        const session = JSON.parse(line) as Raw;
        if (variant === "without tasks") delete session.task_id;
        for (const tool of session.tools ?? []) tool.name = rename(tool.name);
        for (const block of session.messages.flatMap((message) => message.content))
          if (block.type === "tool_use" && block.name) block.name = rename(block.name);
        return JSON.stringify(session);
      });
      const { changes } = await dreamOf(`Renamed ${variant}`, lines);
      const handover = names.get(HANDOVER) ?? "";
      expect(handover).not.toBe("");
      expect(claimsAbout(changes, handover)).toEqual([]);
    });
  },
);
