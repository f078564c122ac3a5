import path from "node:path";
import { defineConfig } from "vitest/config";

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
          include: ["{lib,scripts}/**/*.int.test.{ts,mjs}"],
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
          include: ["lib/jobs/workflows/**/*.int.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
