import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { newId } from "@/lib/ids";
import { announce } from "@/lib/live";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { LiveFeed, type NumberedNews } from "@/lib/web/live-feed";

let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = await createTestWorkspace();
});
afterAll(() => workspace.close());

describe("news of a workspace", () => {
  it("arrives with the commit, in that workspace alone, and can be caught up with", async () => {
    const ours = workspace.ctxFor("viewer");
    const theirs = { ...ours, workspaceId: newId("workspace") };
    const feed = new LiveFeed(workspace.db);
    const heard: (NumberedNews | null)[] = [];
    const elsewhere: (NumberedNews | null)[] = [];
    const unsubscribe = await feed.subscribe(ours.workspaceId, (news) => heard.push(news));
    await feed.subscribe(theirs.workspaceId, (news) => elsewhere.push(news));
    const before = feed.position();
    const id = newId("dream");

    await inWorkspace(ours, async (_tx, ctx) => {
      await announce(ctx, { topic: "dreams", id });
      await announce(ctx, { topic: "dreams", id });
      expect(heard).toEqual([]);
    });
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(heard[0]).toMatchObject({ topic: "dreams", id });
    expect(elsewhere).toEqual([]);
    expect(feed.since(ours.workspaceId, before)).toEqual(heard);
    expect(feed.since(theirs.workspaceId, before)).toEqual([]);
    expect(feed.since(ours.workspaceId, "another-run.1")).toBeNull();

    const failed = inWorkspace(ours, async (_tx, ctx) => {
      await announce(ctx, { topic: "review", id });
      throw new Error("rolled back");
    });
    await expect(failed).rejects.toThrow("rolled back");
    await inWorkspace(ours, (_tx, ctx) => announce(ctx, { topic: "agents", id }));
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    expect(heard[1]).toMatchObject({ topic: "agents" });

    unsubscribe();
    expect(feed.size).toBe(1);
  });
});
