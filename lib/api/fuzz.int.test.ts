/** Every operation of the API's own document against made-up requests: a new endpoint is covered by being served. */
import { randomInt } from "node:crypto";
import fc from "fast-check";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiApp } from "@/lib/api/app";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";
import { bodyOf, HOSTILE_TEXTS, type JsonSchema, queryTextOf } from "@/lib/testing/fuzz/from-schema";
import { makeFreshThings, makeLastingThings, type World } from "@/lib/testing/fuzz/world";

const RUNS = Number(process.env.FUZZ_RUNS ?? 200);
const SEED = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));
const HANGS_AFTER_MS = 5_000;
const AT_ONCE = 4;

type Parameter = { name: string; in: string; schema: JsonSchema };
type Operation = {
  operationId: string;
  method: string;
  path: string;
  parameters: Parameter[];
  body: JsonSchema | null;
};
type Document = {
  paths: Record<
    string,
    Record<string, { operationId: string; parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: JsonSchema }> } }>
  >;
  components: { schemas: Record<string, JsonSchema> };
};
type Case = { path: string; body: string | Uint8Array | null };

/** The document is served without a database: what it describes is known before any test runs. */
async function readOperations(): Promise<{ operations: Operation[]; components: Record<string, JsonSchema> }> {
  const nothing = {} as unknown as Parameters<typeof createApiApp>[0];
  const app = createApiApp({ ...nothing, clock: { now: () => new Date(0) }, version: "fuzz" });
  const document = (await (await app.request("/v1/openapi.json")).json()) as Document;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({
      operationId: one.operationId,
      method: method.toUpperCase(),
      path,
      parameters: one.parameters ?? [],
      body: one.requestBody?.content["application/json"]?.schema ?? (one.requestBody ? {} : null),
    })),
  );
  // What destroys comes last, so that the rest meets what exists.
  const rank = ({ method, path }: Operation) => (method === "GET" ? 0 : method === "DELETE" || path.endsWith("/archive") ? 2 : 1);
  return { operations: operations.sort((a, b) => rank(a) - rank(b)), components: document.components.schemas };
}

const { operations, components } = await readOperations();

describe(`every endpoint against ${RUNS} made-up requests (FUZZ_SEED=${SEED})`, () => {
  let api: ApiFixture;
  let watcher: postgres.Sql;
  let lasting: World;
  let countsText: string;
  const accepted = new Set<string>();

  beforeAll(async () => {
    api = await createApiFixture();
    lasting = await makeLastingThings(api);
    watcher = postgres(api.appUrl, { max: 1, onnotice: () => {} });
    await watcher`select set_config('reverie.workspace_id', ${api.workspaceId}, false)`;
    const tables = await watcher<{ name: string }[]>`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
      where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`;
    countsText = tables.map(({ name }) => `select '${name}' as name, count(*)::int as n from public."${name}"`).join(" union all ");
  });
  afterAll(async () => {
    await watcher?.end();
    await api?.close();
  });

  const countRows = async () => JSON.stringify((await watcher.unsafe(countsText, [], { prepare: true })).map(({ name, n }) => [name, n]));

  const lastTransaction = async () => (await watcher`select pg_snapshot_xmax(pg_current_snapshot())::text as number`)[0]?.number as string;

  it("covers every operation of the document, under an id of its own", () => {
    expect(operations.length).toBeGreaterThan(60);
    expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length);
  });

  it.each(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))("%s", async (_name, operation) => {
    const world = {
      ...lasting,
      ...(await makeFreshThings(api)),
      ...(operation.path.includes("session_id") ? { agent_id: lasting.agent_id } : {}),
    };
    const cases = caseOf(operation, world as World);
    if (operation.method === "GET") await readManyTimes(operation, cases);
    else await writeManyTimes(operation, cases);
  });

  it("got through to most operations, so that it is not only the doorman who was asked", () => {
    const never = operations.filter((one) => !accepted.has(one.operationId)).map((one) => one.operationId);
    // Few requests prove nothing either way.
    if (RUNS < 100) return;
    expect(never.length, `never accepted: ${never.join(", ")}`).toBeLessThan(operations.length / 3);
  });

  /** Several at once; that nothing was written is looked at once. */
  async function readManyTimes(operation: Operation, cases: fc.Arbitrary<Case>): Promise<void> {
    const before = await countRows();
    const several = fc.array(cases, { minLength: AT_ONCE, maxLength: AT_ONCE });
    await fc.assert(
      fc.asyncProperty(several, async (made) => {
        const statuses = await Promise.all(made.map((one) => send(api, operation.method, one)));
        if (statuses.some((status) => status < 400)) accepted.add(operation.operationId);
      }),
      { numRuns: Math.ceil(RUNS / AT_ONCE), seed: SEED },
    );
    expect(await countRows()).toBe(before);
  }

  async function writeManyTimes(operation: Operation, cases: fc.Arbitrary<Case>): Promise<void> {
    let counts = await countRows();
    let seen = await lastTransaction();
    await fc.assert(
      fc.asyncProperty(cases, async (made) => {
        const status = await send(api, operation.method, made);
        if (status < 400) accepted.add(operation.operationId);
        // A transaction that writes takes a number: where none was taken since, there is nothing to count.
        const number = await lastTransaction();
        if (number === seen) return;
        seen = number;
        const after = await countRows();
        if (status >= 400) expect(after).toBe(counts);
        counts = after;
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }
});

function caseOf(operation: Operation, world: World): fc.Arbitrary<Case> {
  const ids = Object.values(world);
  const inPath = operation.parameters.filter((one) => one.in === "path");
  const inQuery = operation.parameters.filter((one) => one.in === "query");
  const hostile = fc.constantFrom(...HOSTILE_TEXTS.map(encode), "%", "%zz", "%E0%A4%A", "..%2f..", ";", "a".repeat(2_000));
  const segment = (name: string) => {
    const known = world[name];
    const right = fc.constant(encode(known ?? "x"));
    return fc.oneof(
      { weight: known ? 8 : 1, arbitrary: right },
      { weight: 1, arbitrary: fc.constantFrom(...ids.map(encode)) },
      { weight: 1, arbitrary: hostile },
    );
  };
  const path = fc
    .tuple(...inPath.map((one) => segment(one.name)))
    .map((values) => inPath.reduce((text, one, index) => text.replace(`{${one.name}}`, () => values[index] ?? ""), operation.path));
  const pairs = inQuery.map((one) =>
    seldom(
      queryTextOf(one.schema, components, ids).map((value) => `${encode(one.name)}=${encode(value)}`),
      2,
    ),
  );
  const noise = seldom(
    fc.constantFrom("beta=true", "page=e30", "=", "&&", "limit=1&limit=2", "%=%", "a[b][c]=1", "view=full&view=basic"),
    5,
  );
  const query = fc.tuple(...pairs, noise).map((parts) => parts.filter((part) => part !== null).join("&"));
  return fc.record({
    path: fc.tuple(path, query).map(([one, two]) => (two === "" ? one : `${one}?${two}`)),
    body: operation.body === null ? fc.constant(null) : rawBodyOf(operation.body, ids),
  });
}

/** Left out so many times as often as it is there. */
const seldom = (arbitrary: fc.Arbitrary<string>, times: number): fc.Arbitrary<string | null> =>
  fc.oneof({ weight: times, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

function rawBodyOf(schema: JsonSchema, ids: readonly string[]): fc.Arbitrary<string | Uint8Array> {
  const broken = fc.constantFrom<string | Uint8Array>(
    "",
    "{",
    "[",
    '{"a":',
    "nope",
    `${"[".repeat(2_000)}`,
    '{"name":"a","name":"b"}',
    '{"__proto__":{"x":1}}',
    '{"a":1e999}',
    new Uint8Array([0xff, 0xfe, 0x00]),
  );
  return fc.oneof(
    { weight: 12, arbitrary: bodyOf(schema, components, ids).map((value) => JSON.stringify(value) ?? "") },
    { weight: 1, arbitrary: broken },
  );
}

/** encodeURIComponent, but for what it would throw at: half a surrogate pair goes out as the bytes that such a client would send. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "\ufffd")).replaceAll("%EF%BF%BD", "%ED%A0%80");
}

/** Throws for a fault of ours, a hang, or a refusal without the envelope. */
async function send(api: ApiFixture, method: string, { path, body }: Case): Promise<number> {
  const abort = new AbortController();
  const init: RequestInit = { method, headers: { "x-api-key": api.key, "content-type": "application/json" }, signal: abort.signal };
  if (body !== null) init.body = body as BodyInit;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${HANGS_AFTER_MS} ms.`)), HANGS_AFTER_MS);
  });
  try {
    const response = await Promise.race([Promise.resolve(api.app.fetch(new Request(`http://127.0.0.1${path}`, init))), late]);
    const { status, headers } = response;
    expect(status, `a fault of ours: ${status}`).toBeLessThan(500);
    expect(headers.get("request-id")).toMatch(/^req_/);
    if (headers.get("content-type")?.startsWith("text/event-stream")) {
      await response.body?.cancel();
      return status;
    }
    const text = await Promise.race([response.text(), late]);
    if (status >= 400) {
      const envelope = JSON.parse(text) as Record<string, unknown>;
      expect(envelope).toEqual({
        type: "error",
        error: expect.objectContaining({
          type: expect.stringMatching(/_error$|^request_too_large$/),
          message: expect.stringMatching(/\S/),
        }),
        request_id: headers.get("request-id"),
      });
    }
    return status;
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}
