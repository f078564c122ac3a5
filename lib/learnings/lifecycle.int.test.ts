import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgent } from "@/lib/agents/commands";
import type { AgentView } from "@/lib/agents/types";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Ctx, Role } from "@/lib/context";
import { isAppError } from "@/lib/errors";
import { type MemoryId, type MemoryVersionId, newId } from "@/lib/ids";
import { lockLearning, restoreMemoryVersion, updateMemory } from "@/lib/learnings/commands";
import { getLearningBlame, listLearningVersions } from "@/lib/learnings/history";
import {
  copyLearning,
  createLearning,
  pinLearning,
  redactLearningVersion,
  retireLearning,
  reviveLearning,
  setLearningExpiry,
  unpinLearning,
} from "@/lib/learnings/lifecycle";
import { mergeText } from "@/lib/learnings/merge";
import { countLearnings, getLearning, listLearnings } from "@/lib/learnings/queries";
import { getMemoryVersion, listMemoryVersions } from "@/lib/memory/queries";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";

describe("the life of a learning", () => {
  let test: TestWorkspace;
  let agent: AgentView;
  let other: AgentView;
  let stranger: Ctx;
  const as = (role: Role) => test.ctxFor(role);
  beforeAll(async () => {
    test = await createTestWorkspace();
    agent = await createAgent(as("operator"), { name: "Agent", model: { id: "m" } });
    other = await createAgent(as("operator"), { name: "Other", model: { id: "m" } });
    stranger = test.ctxFor("admin", await test.addWorkspace("Elsewhere"));
  });
  afterAll(() => test?.close());

  const make = (title = "A note", body = "Say hello.") => createLearning(as("reviewer"), agent.id, { kind: "note", title, body });
  const edit = async (id: MemoryId, content: string) =>
    updateMemory(as("reviewer"), { storeId: agent.learningsStoreId, memoryId: id }, { content });
  const lastAction = async () => (await listAuditEntries(as("admin"), { limit: 1 })).items[0]?.action;
  const firstVersion = async (id: MemoryId) =>
    (await listLearningVersions(as("viewer"), id, { limit: 50 })).items.at(-1)?.id as MemoryVersionId;

  type Verb = {
    name: string;
    action: string;
    least: Role;
    below: Role;
    run: (ctx: Ctx, id: MemoryId) => Promise<unknown>;
    prepare?: (id: MemoryId) => Promise<unknown>;
  };
  const verbs: Verb[] = [
    { name: "pin", action: "learning.pin", least: "operator", below: "reviewer", run: pinLearning },
    {
      name: "unpin",
      action: "learning.unpin",
      least: "operator",
      below: "reviewer",
      run: unpinLearning,
      prepare: (id) => pinLearning(as("operator"), id),
    },
    {
      name: "expiry",
      action: "memory.update",
      least: "reviewer",
      below: "viewer",
      run: (ctx, id) => setLearningExpiry(ctx, id, "2027-05-31"),
    },
    {
      name: "retire",
      action: "learning.retire",
      least: "reviewer",
      below: "viewer",
      run: (ctx, id) => retireLearning(ctx, id, { reason: "Old" }),
    },
    {
      name: "revive",
      action: "learning.revive",
      least: "reviewer",
      below: "viewer",
      run: reviveLearning,
      prepare: (id) => retireLearning(as("reviewer"), id, { reason: "Old" }),
    },
    { name: "copy", action: "learning.copy", least: "operator", below: "reviewer", run: (ctx, id) => copyLearning(ctx, id, other.id) },
    {
      name: "redact",
      action: "memory_version.redact",
      least: "admin",
      below: "operator",
      run: async (ctx, memoryId) =>
        redactLearningVersion(ctx, { memoryId, versionId: await firstVersion(memoryId), confirmation: "redact" }),
      prepare: (id) => edit(id, "Something else."),
    },
  ];

  describe.each(verbs)("$name", ({ action, least, below, run, prepare }) => {
    it("works for the least role and is audited", async () => {
      const id = await make();
      await prepare?.(id);
      await run(as(least), id);
      expect(await lastAction()).toBe(action);
    });
    it("refuses the role below", async () => {
      const id = await make();
      await prepare?.(id);
      await expect(run(as(below), id)).rejects.toMatchObject({ code: "forbidden" });
    });
    it("does not see another workspace", async () => {
      const id = await make();
      await prepare?.(id);
      await expect(run(stranger, id)).rejects.toMatchObject({ code: "not_found" });
    });
  });

  it("writes notes at free paths, for reviewers of the workspace only", async () => {
    const first = await make("Twice the same");
    expect(await lastAction()).toBe("learning.create");
    const second = await make("Twice the same");
    const paths = await Promise.all([first, second].map(async (id) => (await getLearning(as("viewer"), id)).path));
    expect(paths).toEqual(["/notes/twice-the-same.md", "/notes/twice-the-same-2.md"]);
    const input = { kind: "playbook" as const, title: "T" };
    await expect(createLearning(as("viewer"), agent.id, input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(createLearning(stranger, agent.id, input)).rejects.toMatchObject({ code: "not_found" });
  });

  it("sets the expiry in the text, keeps the rest, and takes it off again", async () => {
    const id = await make();
    const before = (await getLearning(as("viewer"), id)).content;
    await setLearningExpiry(as("reviewer"), id, "2027-05-31");
    const set = await getLearning(as("viewer"), id);
    expect(set.expiresAt?.toISOString()).toBe("2027-05-31T00:00:00.000Z");
    expect(set.content).toContain('expires_at: "2027-05-31"');
    await setLearningExpiry(as("reviewer"), id, null);
    expect((await getLearning(as("viewer"), id)).content).toBe(before);
    await edit(id, "No front matter.");
    await expect(setLearningExpiry(as("reviewer"), id, "2027-05-31")).rejects.toMatchObject({ details: { reason: "no_front_matter" } });
  });

  it("retires with its reason, keeps the versions, and revives with the last text", async () => {
    const id = await make();
    await edit(id, "Last words.");
    await retireLearning(as("reviewer"), id, { reason: "No longer true" });
    expect(await getLearning(as("viewer"), id)).toMatchObject({ status: "retired", retiredReason: "No longer true", content: null });
    await retireLearning(as("reviewer"), id, { reason: "Again" });
    await reviveLearning(as("reviewer"), id);
    await reviveLearning(as("reviewer"), id);
    expect(await getLearning(as("viewer"), id)).toMatchObject({ status: "published", retiredReason: null, content: "Last words." });
    const { items } = await listLearningVersions(as("viewer"), id, { limit: 10 });
    expect(items.map((one) => [one.number, one.operation, one.reason])).toEqual([
      [4, "created", "Revived"],
      [3, "deleted", "No longer true"],
      [2, "modified", null],
      [1, "created", null],
    ]);
    await lockLearning(as("reviewer"), id);
    await expect(retireLearning(as("reviewer"), id, { reason: "x" })).rejects.toMatchObject({ details: { reason: "locked" } });
  });

  it("redacts a version for good: who and when remain, the published one is refused", async () => {
    const id = await make("Secret", "hunter2");
    const versionId = await firstVersion(id);
    const redact = (confirmation: string) => redactLearningVersion(as("admin"), { memoryId: id, versionId, confirmation });
    await expect(redact("redact")).rejects.toMatchObject({ details: { reason: "is_head" } });
    await edit(id, "Clean.\n");
    await expect(redact("yes")).rejects.toMatchObject({ code: "invalid_input" });
    await redact("redact");
    await redact("redact");
    const gone = await getMemoryVersion(as("viewer"), agent.learningsStoreId, versionId);
    expect(gone).toMatchObject({ content: null, contentSha256: null, path: null, author: { name: "Test reviewer" }, operation: "created" });
    expect(gone.redactedAt).toEqual(test.clock.now());
    await expect(restoreMemoryVersion(as("reviewer"), { storeId: agent.learningsStoreId, memoryId: id }, gone)).rejects.toMatchObject({
      details: { reason: "redacted" },
    });
    const blamed = await getLearningBlame(as("viewer"), id);
    expect(blamed.lines.map((line) => line.text)).toEqual(["Clean.\n"]);
    const { items } = await listLearningVersions(as("viewer"), id, { limit: 10 });
    expect(items.map((one) => [one.number, one.lines])).toEqual([
      [2, null],
      [1, null],
    ]);
  });

  it("lets nobody else change history, not even past the commands", async () => {
    const id = await make("History");
    const versionId = await firstVersion(id);
    await expect(test.db.$client`update memory_versions set content = 'forged' where id = ${versionId}`).rejects.toThrow(
      /permission denied/,
    );
    // Outside its workspace the redaction finds nothing.
    await test.db.$client`select reverie_redact_version(${versionId}, now(), '{}'::jsonb)`;
    expect((await getMemoryVersion(as("viewer"), agent.learningsStoreId, versionId)).content).toContain("History");
  });

  it("copies to another agent with the trust of the first", async () => {
    const id = await make("Worth sharing");
    const copy = await copyLearning(as("operator"), id, other.id);
    const [from, to] = await Promise.all([getLearning(as("viewer"), id), getLearning(as("viewer"), copy)]);
    expect(to).toMatchObject({ agentId: other.id, content: from.content, trust: from.trust, title: "Worth sharing" });
    await expect(copyLearning(as("operator"), id, agent.id)).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("finds by body, and pages every order to the end without a repeat", async () => {
    await make("Needle", "A word nobody else writes: zyzzyva.");
    expect((await listLearnings(as("viewer"), { q: "ZYZZYVA", limit: 10 })).items.map((one) => one.title)).toEqual(["Needle"]);
    const all = await countLearnings(as("viewer"), {});
    for (const orderBy of ["updated_at", "created_at", "title", "expires_at", "support"] as const) {
      for (const direction of ["ascending", "descending"] as const) {
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page: Awaited<ReturnType<typeof listLearnings>> = await listLearnings(as("viewer"), {
            orderBy,
            direction,
            limit: 7,
            cursor,
          });
          seen.push(...page.items.map((one) => one.id));
          cursor = page.nextCursor;
        } while (cursor);
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.length).toBe(all);
      }
    }
    expect((await listLearnings(stranger, { limit: 10 })).items).toEqual([]);
  });

  it("attributes every line to a version that has it", async () => {
    const id = await make("Blamed", "one");
    const start = (await getLearning(as("viewer"), id)).content ?? "";
    await edit(id, `${start}two\n`);
    const { lines, versions } = await getLearningBlame(as("viewer"), id);
    expect(lines.map((line) => line.text).join("")).toBe(`${start}two\n`);
    expect(lines.map((line) => versions.get(line.versionId)?.number)).toEqual([1, 1, 1, 1, 1, 1, 2]);
    await expect(getLearningBlame(stranger, id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("loses no version and no typed text, however two editors take turns", async () => {
    // Each editor holds what it read and what it typed. A refused save is merged, or stays in the editor.
    const steps = fc.array(fc.record({ who: fc.constantFrom(0, 1), act: fc.constantFrom("read", "type", "save") }), {
      minLength: 4,
      maxLength: 14,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        const id = await make("Shared", "start");
        const target = { storeId: agent.learningsStoreId, memoryId: id };
        const read = async () => {
          const { content, contentSha256 } = await getLearning(as("reviewer"), id);
          return { base: content ?? "", sha: contentSha256 ?? "", text: content ?? "" };
        };
        const editors = [await read(), await read()];
        const accepted = [editors[0]?.base];
        const typed: string[] = [];
        let count = 0;
        for (const { who, act } of plan) {
          const editor = editors[who];
          if (!editor) return;
          const isDirty = editor.text !== editor.base;
          if (act === "read" && !isDirty) editors[who] = await read();
          if (act === "type") {
            count += 1;
            typed.push(`line ${count}`);
            editor.text += `line ${count}\n`;
          }
          if (act !== "save" || !isDirty) continue;
          try {
            await updateMemory(as("reviewer"), target, {
              content: editor.text,
              precondition: { type: "content_sha256", content_sha256: editor.sha },
            });
            accepted.push(editor.text);
            editors[who] = { ...editor, base: editor.text, sha: (await read()).sha };
          } catch (error) {
            if (!isAppError(error, "precondition_failed")) throw error;
            const now = await read();
            const merged = mergeText(editor.base, now.base, editor.text);
            // What can't be merged is for the person: both sides are kept, one after the other.
            const text = merged.ok
              ? merged.text
              : now.base +
                editor.text
                  .split("\n")
                  .filter((line) => line && !now.base.includes(`${line}\n`))
                  .join("\n")
                  .concat("\n");
            editors[who] = { base: now.base, sha: now.sha, text };
          }
        }
        const { items } = await listMemoryVersions(as("reviewer"), { ...target, withContent: true, limit: 100 });
        expect(items.map((version) => version.content).reverse()).toEqual(accepted);
        const everywhere = [...items.map((version) => version.content ?? ""), ...editors.map((editor) => editor.text)];
        for (const line of typed)
          expect(
            everywhere.some((content) => content.includes(`${line}\n`)),
            line,
          ).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it("answers not_found for what is no learning", async () => {
    await expect(pinLearning(as("operator"), newId("memory"))).rejects.toMatchObject({ code: "not_found" });
  });
});
