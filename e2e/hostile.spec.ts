import { expect, ready, signInAs, test } from "./fixtures";

const LINES = 80_000;

/** Scripts, remote images, hidden characters, a result of 5 MB, arguments 100 levels deep, and base64. */
function hostileSession(): string {
  let deep: unknown = "the bottom";
  for (let level = 0; level < 100; level++) deep = { [`level_${level}`]: deep };
  const huge = `${Array.from({ length: LINES }, (_, line) => `line ${line} <b>${"x".repeat(50)}</b>`).join("\n")}\nTHE-VERY-END`;
  const base64 = Buffer.from(Array.from({ length: 60_000 }, (_, at) => (at * 7919) % 256)).toString("base64");
  const result = (id: string, content: string) => ({ role: "user", content: [{ type: "tool_result", tool_use_id: id, content }] });
  const messages = [
    {
      role: "user",
      content: [
        {
          type: "text",
          text: "<script>window.pwned=1</script> ![x](https://evil.example/?q=1) <img src=https://evil.example/i.png onerror=window.pwned=1>\nabc\u202etxt.exe zero\u200bwidth",
        },
      ],
    },
    {
      role: "assistant",
      content: [
        {
          type: "text",
          text: "[here](javascript:window.pwned=1) <iframe src='https://evil.example/'></iframe> <style>*{display:none}</style>",
        },
        { type: "tool_use", id: "a", name: "read", input: { deep } },
      ],
    },
    result("a", huge),
    { role: "assistant", content: [{ type: "tool_use", id: "b", name: "fetch_blob", input: {} }] },
    result("b", base64),
  ];
  return JSON.stringify({
    external_id: "hostile",
    agent: { model: "test" },
    system_prompt: "<script>window.pwned=1</script>",
    messages,
    outcome: null,
  });
}

test("a hostile transcript is inert and whole, and nothing leaves the origin", async ({ page, workspace }) => {
  test.setTimeout(240_000);
  await workspace.importSessions([hostileSession()], "Hostile");
  const { data } = await workspace.api("GET", `/v1/sessions?agent_id=${await workspace.agentId("Hostile")}`);
  await signInAs(page, workspace.people.viewer);
  const origin = new URL(page.url()).origin;
  const left: string[] = [];
  page.on("request", (request) => {
    if (/^(?:https?|wss?):/.test(request.url()) && new URL(request.url()).host !== new URL(origin).host) left.push(request.url());
  });
  await page.goto(`/sessions/${data[0]?.id}`);
  await ready(page);
  const feed = page.getByRole("feed", { name: "Transcript" });

  // As it was written, with what can't be seen made visible.
  await expect(feed.getByText("<script>window.pwned=1</script> ![x](https://evil.example/?q=1)")).toBeVisible();
  await expect(feed.getByText("U+202E")).toBeVisible();
  await expect(feed.getByText("U+200B")).toBeVisible();
  await expect(feed.getByText("<iframe src='https://evil.example/'></iframe>")).toBeVisible();
  expect(await feed.locator("img, iframe, script, style, a[href^='javascript:'], a[href*='evil.example']").count()).toBe(0);

  // The huge result shows its beginning, its size, and more on demand.
  await feed.getByRole("button", { name: /^read/ }).click();
  await expect(feed.getByText(/^20 of 80,001\slines, 5\.\d\sMB$/)).toBeVisible();
  await feed.getByRole("button", { name: "Show more" }).click();
  await expect(feed.getByText(/^1,\d{3} of 80,001\slines/)).toBeVisible({ timeout: 30_000 });
  const whole = feed.getByRole("link", { name: "Download" }).last();
  const answer = await page.request.get((await whole.getAttribute("href")) ?? "");
  expect(answer.headers()["content-disposition"]).toContain("attachment");
  expect((await answer.text()).endsWith("THE-VERY-END")).toBe(true);

  await feed.getByRole("button", { name: /^fetch_blob/ }).click();
  await expect(feed.getByText(/base64, \d+\.\d\sKB/)).toBeVisible();

  // The depth of the arguments is there to its bottom.
  await page.goto(`/sessions/${data[0]?.id}?view=raw`);
  await ready(page);
  await expect(feed.getByText("level_99").first()).toBeVisible();

  expect(await page.evaluate(() => "pwned" in window)).toBe(false);
  expect(left).toEqual([]);
});
