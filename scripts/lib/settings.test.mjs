import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { restartDelayMs } from "./service.mjs";
import { assertSafeSettings, serviceEnvironment, withoutInstallation } from "./settings.mjs";

afterEach(() => vi.unstubAllEnvs());

const options = {
  root: path.resolve("."),
  secret: "s".repeat(32),
  appDatabaseUrl: "postgres://reverie_app@x/y",
  url: "http://127.0.0.1:3000",
  dev: false,
};

describe("the environment of web and worker", () => {
  it("holds neither the database owner's address nor the first keys", () => {
    for (const name of ["DATABASE_URL", "REVERIE_ADMIN_PASSWORD", "REVERIE_API_KEY", "PGPASSWORD"]) vi.stubEnv(name, "owner-secret");
    expect(Object.values(serviceEnvironment(options))).not.toContain("owner-secret");
  });

  it("hands on what belongs to the operator and derives the cookie key without giving away the secret", () => {
    vi.stubEnv("ANTHROPIC_API_KEY", "key");
    const env = serviceEnvironment(options);
    expect(env).toMatchObject({ ANTHROPIC_API_KEY: "key", NODE_ENV: "production", NEXTAUTH_URL: "http://127.0.0.1:3000" });
    expect(env.NEXTAUTH_SECRET).toMatch(/^[\w-]{43}$/);
    expect(serviceEnvironment({ ...options, secret: "t".repeat(32) }).NEXTAUTH_SECRET).not.toBe(env.NEXTAUTH_SECRET);
  });

  it("uses the public address where there is one", () => {
    vi.stubEnv("REVERIE_PUBLIC_URL", "https://reverie.example");
    expect(serviceEnvironment(options).NEXTAUTH_URL).toBe("https://reverie.example");
  });
});

it("keeps an installation's settings out of builds and tests", () => {
  const env = {
    PATH: "/bin",
    HOME: "/root",
    DATABASE_URL: "x",
    REVERIE_SECRET: "x",
    ANTHROPIC_API_KEY: "x",
    PGHOST: "x",
    NODE_ENV: "production",
    PORT: "1",
  };
  expect(withoutInstallation(env)).toEqual({ PATH: "/bin", HOME: "/root" });
});

it("refuses a clock that stands still where others can reach it", () => {
  vi.stubEnv("REVERIE_FROZEN_CLOCK", "2026-01-01T00:00:00Z");
  expect(() => assertSafeSettings("0.0.0.0")).toThrow(/REVERIE_FROZEN_CLOCK/);
  expect(() => assertSafeSettings("127.0.0.1")).not.toThrow();
});

it("starts a child again soon, then ever more patiently, and at least every half minute", () => {
  expect([1, 2, 3].map(restartDelayMs)).toEqual([500, 1000, 2000]);
  expect(restartDelayMs(50)).toBe(30_000);
});
