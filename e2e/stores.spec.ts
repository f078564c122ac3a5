import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { strFromU8, unzipSync } from "fflate";
import { neutralLine, plannedSessions } from "../lib/testing/sessions";
import { expect, type Json, ready, signInAs, type TestWorkspace, test } from "./fixtures";

test.describe("the history of a store", () => {
  test("goes back to revision 1 byte for byte and forward again, with every step kept", async ({ page, workspace }) => {
    const { storeId, agentId } = await threeRevisions(workspace);
    const first = await contents(workspace, storeId, 1);
    const third = await contents(workspace, storeId, 3);
    const session = (await workspace.api("GET", `/v1/sessions?agent_id=${agentId}&limit=1`)).data[0] as Json;
    const before = await workspace.api("GET", `/v1/sessions/${session.id}`);

    await signInAs(page, workspace.people.reviewer);
    await page.goto(`/stores/${storeId}`);
    await ready(page);
    const revisions = page.getByRole("list", { name: "Revisions" });
    // Three revisions, and the empty store they began from.
    await expect(revisions.getByRole("listitem")).toHaveCount(4);
    await page.getByRole("link", { name: "Roll back to revision 1" }).click();
    const question = page.getByRole("dialog", { name: "Roll back to revision 1?" });
    await expect(question).toContainText("1 learning gets its earlier text");
    await question.getByRole("button", { name: "Roll back to 1" }).click();
    await expect(revisions.getByRole("listitem")).toHaveCount(5);
    expect(await contents(workspace, storeId)).toEqual(first);
    expect(await workspace.api("GET", `/v1/sessions/${session.id}`)).toEqual(before);

    await revisions.getByRole("button", { name: "Undo revision 4" }).click();
    await expect(revisions.getByRole("listitem")).toHaveCount(6);
    expect(await contents(workspace, storeId)).toEqual(third);
  });

  test("takes one revision out of the middle, and says what stands against it where it can't", async ({ page, workspace }) => {
    const { storeId } = await threeRevisions(workspace);
    await signInAs(page, workspace.people.reviewer);
    // Revision 3 changed the same line again.
    await page.goto(`/stores/${storeId}?rev=2`);
    await ready(page);
    await page.getByRole("link", { name: "Revert only revision 2" }).click();
    await expect(page.getByRole("dialog", { name: "Revision 2 can’t be reverted on its own" })).toContainText(
      "was changed again in the same lines",
    );
    await page.getByRole("link", { name: "Cancel" }).click();

    await page.goto(`/stores/${storeId}?rev=3`);
    await ready(page);
    await page.getByRole("link", { name: "Revert only revision 3" }).click();
    await page.getByRole("dialog", { name: "Revert only revision 3?" }).getByRole("button", { name: "Revert 3" }).click();
    await expect(page.getByRole("list", { name: "Revisions" }).getByText("Reverted revision 3")).toBeVisible();
    expect(await contents(workspace, storeId)).toEqual(await contents(workspace, storeId, 2));
  });

  test("shows the files as of a moment, compares any two revisions, and exports one", async ({ page, workspace }) => {
    const { storeId } = await threeRevisions(workspace);
    await signInAs(page, workspace.people.viewer);
    await page.goto(`/stores/${storeId}?at=2001-01-01T00:00`);
    await ready(page);
    await expect(page.getByText("The store was empty.")).toBeVisible();
    await page.goto(`/stores/${storeId}?rev=3&against=1`);
    await ready(page);
    await expect(page.getByRole("table", { name: /Differences, revision 1 to revision 3/ })).toContainText("second surname");
    await page.getByRole("navigation", { name: "Files" }).getByRole("link").first().click();
    await expect(page).toHaveURL(/path=/);
    await expect(page.getByRole("link", { name: "Open the learning" })).toBeVisible();
    await page.getByRole("button", { name: "Export" }).click();
    await expect(page.getByRole("link", { name: "ZIP archive" })).toBeVisible();
    const download = await saved(page);
    const files = unzipSync(new Uint8Array(readFileSync(download)));
    const packed = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`/${name}`, strFromU8(bytes)]));
    expect(packed).toEqual(await contents(workspace, storeId, 3));
    // A viewer sees what can be done, and why not by them.
    const undo = page.getByRole("button", { name: "Undo revision 3" });
    await expect(undo).toHaveAttribute("aria-disabled", "true");
    await expect(undo).toHaveAccessibleDescription("Needs the reviewer role");
  });
});

async function saved(page: Page): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "ZIP archive" }).click()]);
  return download.path();
}

async function contents(workspace: TestWorkspace, storeId: string, revision?: number): Promise<Record<string, unknown>> {
  const query = revision === undefined ? "" : `&revision=${revision}`;
  const { memories } = await workspace.api("GET", `/v1/memory_stores/${storeId}/export?format=json${query}`);
  return Object.fromEntries((memories as { path: string; content: string }[]).map((memory) => [memory.path, memory.content]));
}

/** What a dream published, and the same learning changed twice in the same line. */
async function threeRevisions(workspace: TestWorkspace): Promise<{ storeId: string; agentId: string }> {
  await workspace.importSessions(plannedSessions(60).map(neutralLine));
  const agentId = await workspace.agentId();
  const dream = await workspace.dream(agentId);
  for (const change of (await workspace.api("GET", `/v1/dreams/${dream.id}/changes?limit=100`)).data)
    await workspace.api("POST", `/v1/dreams/${dream.id}/changes/${change.id}/decision`, {
      decision: "approve",
      reason: "Read and agreed.",
    });
  await workspace.api("POST", `/v1/dreams/${dream.id}/publish`, { message: "First lessons" });
  const storeId = String((await workspace.api("GET", `/v1/agents/${agentId}`)).learnings_store_id);
  const memory = (await workspace.api("GET", `/v1/memory_stores/${storeId}/memories?view=full&limit=1`)).data[0] as Json;
  for (const words of ["surname", "second surname"])
    await workspace.api("POST", `/v1/memory_stores/${storeId}/memories/${memory.id}`, {
      content: `${memory.content}\nAsk for the ${words}.\n`,
    });
  return { storeId, agentId };
}
