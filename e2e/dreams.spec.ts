import { resolvePointer } from "../lib/dreaming/verify/json-pointer";
import { expect, type Json, ready, signInAs, test } from "./fixtures";

const CANCELED_WITHIN_MS = 10_000;

test.describe("dreams", () => {
  test.setTimeout(180_000);

  test("starts one from the list and shows its stages live until it is over", async ({ page, workspace }) => {
    await workspace.importSessions(80);
    await signInAs(page, workspace.people.operator);
    await page.goto("/dreams");
    await ready(page);
    await expect(page.getByText("No dreams yet.")).toBeVisible();
    await page.keyboard.press("n");
    const dialog = page.getByRole("dialog", { name: "Which agent dreams?" });
    await dialog.getByLabel("Agent", { exact: true }).selectOption({ label: "Rebooking" });
    await expect(dialog.getByText(/80 of 80 sessions|80 new sessions/).first()).toBeVisible();
    await dialog.getByRole("button", { name: "Dream now" }).click();
    await expect(page).toHaveURL(/\/dreams\/drm_/);
    const stages = page.getByRole("list", { name: "Stages" });
    await expect(stages.getByRole("listitem")).toHaveCount(8);
    // Read again by the page itself: nobody reloads.
    const changes = page.getByRole("region", { name: "Proposed changes" });
    await expect(changes).toBeVisible({ timeout: 90_000 });
    await page.getByRole("link", { name: "Run", exact: true }).click();
    await expect(stages.getByText("Completed")).toHaveCount(8);

    await page.getByRole("link", { name: /^Sessions 80$/ }).click();
    await expect(page.getByRole("table", { name: "Sessions of this dream" }).getByRole("row")).toHaveCount(51);
    await page.getByRole("link", { name: "Log", exact: true }).click();
    await expect(page.getByRole("list", { name: "Log" }).getByText("Asked for")).toBeVisible();
  });

  test("cancels a dream within ten seconds", async ({ page, workspace }) => {
    await workspace.importSessions(1_500);
    await signInAs(page, workspace.people.operator);
    const dream = await workspace.api("POST", "/v1/dreams", { inputs: [{ type: "agent", agent_id: await workspace.agentId() }] });
    await page.goto(`/dreams/${dream.id}`);
    await ready(page);
    await expect(page.getByRole("progressbar", { name: "Dream progress" })).toBeVisible();
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    const askedAt = Date.now();
    await page.getByRole("button", { name: "Cancel the dream" }).click();
    await expect(page.getByText("Canceled", { exact: true }).first()).toBeVisible({ timeout: CANCELED_WITHIN_MS });
    expect((await workspace.api("GET", `/v1/dreams/${dream.id}`)).status).toBe("canceled");
    expect(Date.now() - askedAt).toBeLessThan(CANCELED_WITHIN_MS);
  });

  test("publishes what was approved as one revision, leaves the rest pending, and quotes word for word", async ({ page, workspace }) => {
    await workspace.importSessions(80);
    const dream = await workspace.dream(await workspace.agentId());
    const changes = (await workspace.api("GET", `/v1/dreams/${dream.id}/changes?limit=100`)).data;
    expect(changes.length).toBeGreaterThanOrEqual(3);
    for (const change of changes) await expectVerbatim(workspace.api, dream.id, change.id);

    await signInAs(page, workspace.people.reviewer);
    await page.goto(`/dreams/${dream.id}`);
    await ready(page);
    await expect(page.getByRole("button", { name: /^Publish changes/ })).toHaveAttribute("aria-disabled", "true");
    for (const [index, change] of changes.slice(0, 2).entries()) {
      await page.goto(`/dreams/${dream.id}?change=${change.id}`);
      await ready(page);
      await page.keyboard.press("a");
      await expect(page.getByRole("button", { name: new RegExp(`^Publish ${index + 1}\\s`) })).toBeVisible();
    }
    await page.getByRole("button", { name: /^Publish 2\s/ }).click();
    await expect(page.getByText("revision 1", { exact: true }).first()).toBeVisible();
    const after = (await workspace.api("GET", `/v1/dreams/${dream.id}/changes?limit=100`)).data;
    expect(after.map((change) => change.published_revision)).toEqual(changes.map((_, i) => (i < 2 ? 1 : null)));
    const revisions = await workspace.api("GET", `/v1/memory_stores/${String(dream.memory_store_id)}/revisions`);
    expect(revisions.data).toHaveLength(1);
    const left = changes.length - 2;
    await expect(page.getByText(new RegExp(`${left} to review`)).first()).toBeVisible();
  });

  test("keeps archived dreams behind a filter and exports exactly what is listed", async ({ page, workspace }) => {
    await workspace.importSessions(8);
    const dream = await workspace.dream(await workspace.agentId());
    await signInAs(page, workspace.people.operator);
    await page.goto("/dreams");
    await ready(page);
    const table = page.getByRole("table", { name: "Dreams" });
    await expect(table.getByRole("row")).toHaveCount(2);
    const file = await page.request.get("/dreams/export?format=csv");
    expect((await file.text()).trim().split("\r\n")).toHaveLength(2);
    await table.getByRole("button", { name: "Archive" }).click();
    await page.getByRole("button", { name: "Archive the dream" }).click();
    await expect(table).toBeHidden();
    await page.goto("/dreams?archived=true");
    await ready(page);
    await expect(table.locator(`a[href="/dreams/${dream.id}"]`)).toBeVisible();
  });
});

type Call = (method: string, pathname: string, body?: unknown) => Promise<Json>;

/** Every quote of a change stands in the event that it names, at the place that it names. */
async function expectVerbatim(api: Call, dreamId: string, changeId: string): Promise<void> {
  const { data } = await api("GET", `/v1/dreams/${dreamId}/changes/${changeId}/evidence?limit=10`);
  expect(data.length).toBeGreaterThan(0);
  for (const { session_id: sessionId, event_id: eventId, at, quote } of data) {
    const events = await api("GET", `/v1/sessions/${String(sessionId)}/events?limit=100`);
    const event = events.data.find((one) => one.id === eventId);
    expect(resolvePointer(event ?? null, String(at))).toContain(String(quote));
  }
}
