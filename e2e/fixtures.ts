import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { neutralLine, plannedSessions } from "../lib/testing/sessions";

export const ADMIN = { name: "Ingrid Olsen", email: "ingrid@example.com", password: "four quiet mornings", workspace: "Calder Services" };

/** Every page must be free of errors in the console, refused requests and content-security violations. */
export const test = base.extend<{ consoleErrors: string[] }>({
  consoleErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on("console", (message) => {
        // A form that answers 4xx on purpose is reported by the browser as a failed resource.
        if (message.type() === "error" && !/status of (4\d\d)/.test(message.text())) errors.push(message.text());
      });
      page.on("pageerror", (error) => errors.push(error.message));
      await use(errors);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** A page is usable once its main landmark says so. */
export async function ready(page: Page): Promise<void> {
  await expect(page.locator('main[data-ready="true"]')).toBeVisible();
}

export async function signIn(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await ready(page);
  await page.getByLabel("Email").fill(ADMIN.email);
  await page.getByLabel("Password").fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** A file of past sessions made by our own generator, with broken lines where asked. */
export function sessionsFile(name: string, count: number, broken: string[] = []): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "reverie-e2e-files-")), name);
  writeFileSync(file, `${[...plannedSessions(count).map(neutralLine), ...broken].join("\n")}\n`);
  return file;
}
