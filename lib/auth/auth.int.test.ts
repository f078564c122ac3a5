import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import { createApiKey, findKeyHolder, listApiKeys, revokeApiKey } from "@/lib/auth/api-keys";
import { closeUserSession, findUserSession, SESSION_TTL_MS, signIn } from "@/lib/auth/sign-in";
import { frozenClock } from "@/lib/clock";
import { newId } from "@/lib/ids";
import { createTestDatabase, createTestWorkspace, type TestDatabase, type TestWorkspace } from "@/lib/testing/database";
import { bootstrap, setUp } from "@/lib/workspaces/commands";
import { isInstallationSetUp, listMemberships } from "@/lib/workspaces/queries";

const PERSON = {
  name: "Ada",
  email: "Ada@example.com",
  password: "correct horse battery",
  workspace_name: "Lovelace",
  time_zone: "Europe/London",
};
const nothing = { adminEmail: null, adminPassword: null, apiKey: null };

describe("the first-run set-up", () => {
  let database: TestDatabase;
  const clock = frozenClock("2026-11-22T12:00:00Z");
  const deps = () => ({ db: database.db, clock, requestId: newId("request") });
  let codes = 0;
  const newCode = () => `code-${++codes}`;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.db.execute("insert into installation (only_row) values (true) on conflict do nothing");
  });
  afterAll(() => database?.close());

  it("refuses a code that was not issued or was replaced by a newer one", async () => {
    await bootstrap({ ...deps(), newCode }, nothing);
    expect(await bootstrap({ ...deps(), newCode }, nothing)).toEqual({ setupCode: "code-2" });
    for (const code of ["code-1", "guess"]) await expect(setUp(deps(), { ...PERSON, code })).rejects.toMatchObject({ code: "not_found" });
    expect(await isInstallationSetUp(deps())).toBe(false);
  });

  it("makes one admin when ten requests race with the right code", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => setUp(deps(), { ...PERSON, email: `racer${i}@example.com`, code: "code-2" })),
    );
    expect(results.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    const [counts] = await database.db.execute<{ users: number; workspaces: number }>(
      "select (select count(*)::int from users) as users, (select count(*)::int from reverie_list_workspaces()) as workspaces",
    );
    expect(counts).toEqual({ users: 1, workspaces: 1 });
  });

  it("can't be reached twice and hands out no code any more", async () => {
    expect(await isInstallationSetUp(deps())).toBe(true);
    await expect(setUp(deps(), { ...PERSON, code: "code-2" })).rejects.toMatchObject({ code: "not_found" });
    expect(await bootstrap({ ...deps(), newCode }, nothing)).toEqual({ setupCode: null });
  });

  it("keeps the environment's key in step: a new one replaces the old, none removes it", async () => {
    const key = (secret: string) => findKeyHolder(deps(), secret);
    await bootstrap({ ...deps(), newCode }, { ...nothing, apiKey: "first-key-first-key-first" });
    expect(await key("first-key-first-key-first")).toMatchObject({ rateLimitPerMinute: null });
    await bootstrap({ ...deps(), newCode }, { ...nothing, apiKey: "second-key-second-key-sec" });
    expect(await key("first-key-first-key-first")).toBeNull();
    expect((await key("second-key-second-key-sec"))?.actor.scopes).toContain("admin");
    await bootstrap({ ...deps(), newCode }, { ...nothing, apiKey: "first-key-first-key-first" });
    expect(await key("first-key-first-key-first")).not.toBeNull();
    await bootstrap({ ...deps(), newCode }, nothing);
    expect(await key("first-key-first-key-first")).toBeNull();
  });
});

describe("a workspace that the environment made for its key", () => {
  it("takes the name and zone that the first admin gives it, and keeps the key", async () => {
    const { db, close } = await createTestDatabase();
    try {
      await db.execute("insert into installation (only_row) values (true) on conflict do nothing");
      const deps = { db, clock: frozenClock("2026-11-22T12:00:00Z"), requestId: newId("request") };
      const secret = "first-key-first-key-first";
      await bootstrap({ ...deps, newCode: () => "code" }, { ...nothing, apiKey: secret });
      const { userId, workspaceId } = await setUp(deps, { ...PERSON, code: "code" });
      const [membership, ...others] = await listMemberships(deps, userId);
      expect(membership).toMatchObject({ workspaceId, workspaceName: "Lovelace", timeZone: "Europe/London", role: "admin" });
      expect(others).toEqual([]);
      expect((await findKeyHolder(deps, secret))?.workspaceId).toBe(workspaceId);
      const ctx = { ...deps, workspaceId, actor: { type: "system" as const, name: "test" } };
      const { items } = await listAuditEntries(ctx, { action: "workspace.rename", limit: 5 });
      expect(items).toMatchObject([{ details: { name: "Lovelace" } }]);
    } finally {
      await close();
    }
  });
});

describe("signing in", () => {
  let database: TestDatabase;
  const clock = frozenClock("2026-11-22T12:00:00Z");
  const attempt = (email: string, password: string, address = "192.0.2.1") =>
    signIn({ db: database.db, clock }, { email, password, address, userAgent: "test" });
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.db.execute("insert into installation (only_row) values (true) on conflict do nothing");
    const deps = { db: database.db, clock, requestId: newId("request") };
    await bootstrap({ ...deps, newCode: () => "code" }, nothing);
    await setUp(deps, { ...PERSON, code: "code" });
  });
  afterAll(() => database?.close());

  it("opens a session for the right password, whatever the case of the email, and closes it for good", async () => {
    const { sid, userId } = await attempt("ADA@EXAMPLE.com", PERSON.password);
    expect(await findUserSession({ db: database.db, clock }, sid)).toMatchObject({ userId, name: "Ada" });
    expect(await listMemberships({ db: database.db, clock, requestId: "r" }, userId)).toMatchObject([
      { role: "admin", workspaceName: "Lovelace" },
    ]);
    await closeUserSession({ db: database.db }, sid);
    expect(await findUserSession({ db: database.db, clock }, sid)).toBeNull();
  });

  it("ends a session after its time", async () => {
    const { sid } = await attempt(PERSON.email, PERSON.password);
    clock.advance(SESSION_TTL_MS + 1);
    expect(await findUserSession({ db: database.db, clock }, sid)).toBeNull();
  });

  it("stores no secret that the cookie or the password could be read from", async () => {
    const { sid } = await attempt(PERSON.email, PERSON.password);
    const rows = await database.db.execute<{ row: string }>(
      "select to_jsonb(u)::text as row from users u union all select to_jsonb(s)::text from user_sessions s",
    );
    const dump = rows.map((row) => row.row).join("\n");
    expect(dump).not.toContain(sid);
    expect(dump).not.toContain(PERSON.password);
    expect(dump).toContain("$argon2id$");
  });

  it("answers an unknown email and a wrong password alike, and blocks both after five failures with a rising delay", async () => {
    for (const email of [PERSON.email, "nobody@example.com"]) {
      for (let i = 0; i < 5; i++) {
        await expect(attempt(email, "wrong password!", `198.51.100.${i}`)).rejects.toMatchObject({
          code: "unauthenticated",
          message: "Email or password is wrong.",
        });
      }
      await expect(attempt(email, PERSON.password, "198.51.100.9")).rejects.toMatchObject({
        code: "limit_exceeded",
        details: { retry_after: 5 },
      });
      clock.advance(5_001);
      await expect(attempt(email, "wrong password!", "198.51.100.9")).rejects.toMatchObject({ code: "unauthenticated" });
      await expect(attempt(email, PERSON.password, "198.51.100.9")).rejects.toMatchObject({
        code: "limit_exceeded",
        details: { retry_after: 10 },
      });
      clock.advance(10_001);
    }
    await expect(attempt(PERSON.email, PERSON.password)).resolves.toMatchObject({ sid: expect.any(String) });
  });

  it("counts guesses that arrive at once", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => attempt("racer@example.com", "wrong password!", "203.0.113.7")),
    );
    const codes = results.map((one) => (one.status === "rejected" ? (one.reason as { code: string }).code : "ok"));
    expect(codes.filter((code) => code === "unauthenticated").length).toBeLessThanOrEqual(5);
    expect(codes.filter((code) => code === "limit_exceeded").length).toBeGreaterThanOrEqual(15);
  });
});

describe("API keys", () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await createTestWorkspace();
  });
  afterAll(() => test?.close());
  const holder = (secret: string) => findKeyHolder({ db: test.db, clock: test.clock, requestId: "r" }, secret);

  it("are shown once, stored as a hash, and carry just their scopes", async () => {
    const { key, secret } = await createApiKey(test.ctxFor("admin"), { name: "CI", scopes: ["read", "ingest"] });
    expect(secret).toMatch(/^rev_[\w-]{43}$/);
    expect(JSON.stringify(await listApiKeys(test.ctxFor("admin"), { limit: 10 }))).not.toContain(secret);
    expect(await holder(secret)).toMatchObject({
      workspaceId: test.workspaceId,
      actor: { apiKeyId: key.id, scopes: ["read", "ingest"] },
      rateLimitPerMinute: 6000,
    });
  });

  it("end when revoked, and when they expire", async () => {
    const revoked = await createApiKey(test.ctxFor("admin"), { name: "gone", scopes: ["read"] });
    await revokeApiKey(test.ctxFor("admin"), revoked.key.id);
    expect(await holder(revoked.secret)).toBeNull();
    await expect(revokeApiKey(test.ctxFor("admin"), revoked.key.id)).rejects.toMatchObject({ code: "not_found" });
    const short = await createApiKey(test.ctxFor("admin"), { name: "short", scopes: ["read"], expires_at: "2026-11-22T12:00:10Z" });
    expect(await holder(short.secret)).not.toBeNull();
    test.clock.advance(10_001);
    expect(await holder(short.secret)).toBeNull();
  });

  it("are an admin's business, and not another workspace's", async () => {
    await expect(createApiKey(test.ctxFor("operator"), { name: "x", scopes: ["read"] })).rejects.toMatchObject({ code: "forbidden" });
    const { key } = await createApiKey(test.ctxFor("admin"), { name: "mine", scopes: ["read"] });
    const other = await test.addWorkspace("Other");
    await expect(revokeApiKey(test.ctxFor("admin", other), key.id)).rejects.toMatchObject({ code: "not_found" });
  });
});
