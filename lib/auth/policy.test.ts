import { describe, expect, it } from "vitest";
import { assertCan, assertCanUseSession, assertCanUseStore } from "@/lib/auth/policy";
import type { Actor } from "@/lib/context";
import { newId } from "@/lib/ids";

const sessionId = newId("session");
const [readWrite, readOnly] = [newId("memoryStore"), newId("memoryStore")];
const worker: Actor = {
  type: "session",
  sessionId,
  work: { id: newId("work"), environmentId: newId("environment"), isStopped: false },
  memoryStores: [
    { id: readWrite, access: "read_write" },
    { id: readOnly, access: "read_only" },
  ],
};
const key: Actor = { type: "api_key", apiKeyId: newId("apiKey"), scopes: ["read"], name: "reader" };
const environmentKey: Actor = {
  type: "environment_key",
  environmentKeyId: newId("environmentKey"),
  environmentId: worker.work.environmentId,
  name: "worker",
};

describe("what a session's own worker may do", () => {
  it("is to read that session and send its events, and to do nothing with another", () => {
    for (const action of ["read", "session.write"] as const) {
      assertCanUseSession(worker, sessionId, action);
      expect(() => assertCanUseSession(worker, newId("session"), action)).toThrow("that session");
      expect(() => assertCan(worker, action)).toThrow("that session");
    }
  });

  it("is to use the stores attached to it with their access, and no other store", () => {
    assertCanUseStore(worker, readWrite, "read");
    assertCanUseStore(worker, readWrite, "memory.write");
    assertCanUseStore(worker, readOnly, "read");
    expect(() => assertCanUseStore(worker, readOnly, "memory.write")).toThrow("for reading only");
    expect(() => assertCanUseStore(worker, newId("memoryStore"), "read")).toThrow("attached");
  });
});

it("leaves a worker nothing once its work has stopped", () => {
  const former: Actor = { ...worker, work: { ...worker.work, isStopped: true } };
  expect(() => assertCanUseSession(former, sessionId, "read")).toThrow("while its work lasts");
  expect(() => assertCanUseStore(former, readWrite, "read")).toThrow("while its work lasts");
});

it("holds everybody else to their role or scope", () => {
  assertCanUseSession(key, sessionId, "read");
  expect(() => assertCanUseSession(key, sessionId, "session.write")).toThrow("the sessions scope");
  assertCanUseStore(key, readOnly, "read");
  expect(() => assertCanUseStore(key, readOnly, "memory.write")).toThrow("the review scope");
  expect(() => assertCanUseSession(environmentKey, sessionId, "read")).toThrow("queue and nothing else");
});
