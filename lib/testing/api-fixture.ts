/** The API app on a fresh database, with keys, the official SDK, and every answer held against the API's own description. */
import Anthropic from "@anthropic-ai/sdk";
import { createApiApp } from "@/lib/api/app";
import type { ApiLimits } from "@/lib/api/types";
import { createApiKey } from "@/lib/auth/api-keys";
import type { Clock } from "@/lib/clock";
import { SCOPES, type Scope } from "@/lib/context";
import type { ApiKeyId, WorkspaceId } from "@/lib/ids";
import type { DreamJob } from "@/lib/jobs/contracts";
import { setLogLevel } from "@/lib/log";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { readDocument } from "@/lib/testing/documented";

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> & { data?: Record<string, unknown>[] } };

export type ApiCall = { key?: string | null; body?: unknown; raw?: RequestInit };

export type ApiFixture = TestWorkspace & {
  app: ReturnType<typeof createApiApp>;
  documented: Awaited<ReturnType<typeof readDocument>>;
  /** A key with all scopes in the fixture's workspace. */
  key: string;
  makeKey(options?: { scopes?: Scope[]; workspaceId?: WorkspaceId; perMinute?: number }): Promise<{ key: string; id: ApiKeyId }>;
  call(method: string, path: string, options?: ApiCall): Promise<Answer>;
  /** Throws with the answer when the status is another. */
  expectCall(status: number, method: string, path: string, options?: ApiCall): Promise<Answer["body"]>;
  sdk(key?: string, options?: { maxRetries?: number }): Anthropic;
  /** What was handed to the worker. */
  enqueued: DreamJob[];
};

/** `clock` is the workspace's frozen one unless processes of their own take part. */
export async function createApiFixture(options: { limits?: Partial<ApiLimits>; clock?: Clock } = {}): Promise<ApiFixture> {
  // Refusals are what most of these tests are about.
  setLogLevel("error");
  const workspace = await createTestWorkspace();
  const enqueued: DreamJob[] = [];
  const app = createApiApp({
    db: workspace.db,
    clock: options.clock ?? workspace.clock,
    version: "0.0.0-test",
    limits: options.limits,
    jobs: {
      enqueueDream: async (job) => {
        enqueued.push(job);
      },
      enqueueSample: async () => undefined,
      close: async () => undefined,
    },
  });
  const documented = await readDocument(app);
  const fetchChecked = async (request: Request): Promise<Response> => {
    const { method, url } = request;
    const response = await app.fetch(request);
    if (isJson(response)) documented.check(method, new URL(url).pathname, response.status, await response.clone().json());
    return response;
  };
  const makeKey: ApiFixture["makeKey"] = async ({ scopes = [...SCOPES], workspaceId, perMinute } = {}) => {
    const { key, secret } = await createApiKey(workspace.ctxFor("admin", workspaceId), {
      name: "test key",
      scopes,
      rate_limit_per_minute: perMinute ?? 1_000_000,
    });
    return { key: secret, id: key.id };
  };
  const { key } = await makeKey();
  const call: ApiFixture["call"] = async (method, path, { key: given = key, body, raw } = {}) => {
    const headers = new Headers(raw?.headers);
    if (given !== null) headers.set("x-api-key", given);
    if (body !== undefined) headers.set("content-type", "application/json");
    const init: RequestInit = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...raw, headers };
    const response = await fetchChecked(new Request(`http://127.0.0.1${path}`, init));
    // A file has no body to look into; its bytes are tested where it is made.
    return { status: response.status, headers: response.headers, body: (isJson(response) ? await response.json() : {}) as Answer["body"] };
  };
  return {
    ...workspace,
    app,
    documented,
    key,
    makeKey,
    call,
    async expectCall(status, method, path, callOptions) {
      const answer = await call(method, path, callOptions);
      if (answer.status !== status)
        throw new Error(`${method} ${path} answered ${answer.status}, not ${status}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    sdk: (apiKey = key, { maxRetries = 0 } = {}) =>
      new Anthropic({ apiKey, baseURL: "http://127.0.0.1", maxRetries, fetch: (input, init) => fetchChecked(new Request(input, init)) }),
    enqueued,
  };
}

function isJson(response: Response): boolean {
  return response.headers.get("content-type")?.includes("json") ?? false;
}
