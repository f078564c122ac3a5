import path from "node:path";
import { defineConfig } from "vitest/config";

/** What an installation has in its environment: a secret, and a receiver of webhooks on this machine. */
const installation = {
  REVERIE_SECRET: "a secret that only the tests know",
  REVERIE_WEBHOOK_ALLOW: "127.0.0.1",
};

const alias = { "@": path.resolve(import.meta.dirname) };

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["{lib,components,app,scripts}/**/*.test.{ts,tsx,mjs}"],
          exclude: ["**/*.int.test.ts", "**/node_modules/**"],
          testTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "int",
          env: installation,
          include: ["{lib,scripts,app}/**/*.int.test.{ts,mjs}"],
          exclude: ["lib/jobs/workflows/**", "**/node_modules/**"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "durable",
          env: installation,
          include: ["lib/jobs/workflows/**/*.int.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
