import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";
import { neutralLine, plannedSessions } from "@/lib/testing/sessions";

const lines = plannedSessions(8).map(neutralLine);
const BROKEN = ["{not json", '{"messages": 7}', '"just text"'];

describe("/v1/imports", () => {
  let api: ApiFixture;
  beforeAll(async () => {
    // Far below what is sent: imports have no limit.
    api = await createApiFixture({ limits: { maxBodyBytes: 100 } });
  });
  afterAll(() => api?.close());

  const send = (query: string, body: BodyInit, headers: Record<string, string> = {}) =>
    api.call("POST", `/v1/imports?${query}`, { raw: { body, headers, duplex: "half" } as RequestInit });
  const sessionsOf = async (agentId: unknown) =>
    (await api.expectCall(200, "GET", `/v1/sessions?limit=100&agent_id=${agentId}`)).data ?? [];

  it("stores the good lines and reports the broken ones by their number", async () => {
    const file = [lines[0], BROKEN[0], ...lines.slice(1, 4), BROKEN[1], ...lines.slice(4), BROKEN[2]].join("\n");
    const { status, body } = await send("agent_name=Mixed&format=reverie", file);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^imp_/),
      type: "import",
      status: "completed",
      agent_id: expect.stringMatching(/^agent_/),
      agent_name: "Mixed",
      bytes: Buffer.byteLength(file),
      received: 11,
      imported: 8,
      duplicates: 0,
      rejected: 3,
      failure: null,
      created_at: "2026-11-22T12:00:00.000Z",
      ended_at: "2026-11-22T12:00:00.000Z",
    });
    expect((body.errors as { line: number; message: string }[]).map((error) => error.line)).toEqual([2, 6, 11]);
    expect(await api.expectCall(200, "GET", `/v1/imports/${body.id}`)).toEqual(body);
    expect(await sessionsOf(body.agent_id)).toHaveLength(8);
  });

  it("counts what is known as duplicates when the file is sent again, plain or gzip", async () => {
    const file = lines.join("\n");
    const first = await send("agent_name=Twice", file);
    const again = await send(`agent_id=${first.body.agent_id}`, gzipSync(file));
    const encoded = await send("agent_name=Twice", gzipSync(file), { "content-encoding": "gzip", "content-type": "application/x-ndjson" });
    for (const { body } of [again, encoded])
      expect(body).toMatchObject({ status: "completed", agent_id: first.body.agent_id, imported: 0, duplicates: 8 });
    expect(await sessionsOf(first.body.agent_id)).toHaveLength(8);
  });

  it("reads the body as it arrives, not before it is asked for", async () => {
    const chunks = [...lines.slice(0, 3).map((line) => `${line}\n`)];
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const chunk = chunks[pulled];
          pulled += 1;
          if (chunk === undefined) controller.close();
          else controller.enqueue(new TextEncoder().encode(chunk));
        },
      },
      { highWaterMark: 0 },
    );
    expect((await send("agent_name=Stream", body)).body).toMatchObject({ status: "completed", imported: 3 });
    expect(pulled).toBe(4);
  });

  it("ends failed when the upload is cut, keeps what came before, and takes the rest when it is sent again", async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const line = lines[sent];
        sent += 1;
        if (sent > 5 || line === undefined) controller.error(new Error("ECONNRESET"));
        else controller.enqueue(new TextEncoder().encode(sent === 5 ? line.slice(0, 50) : `${line}\n`));
      },
    });
    const cut = await send("agent_name=Cut", body);
    expect(cut.body).toMatchObject({ status: "failed", imported: 4, failure: expect.stringContaining("cut") });
    expect((await send("agent_name=Cut", lines.join("\n"))).body).toMatchObject({ status: "completed", imported: 4, duplicates: 4 });
  });

  it("ends failed when the client hangs up and its stream never ends", async () => {
    const client = new AbortController();
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    let pulls = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulls += 1;
          if (pulls === 1) {
            controller.enqueue(new TextEncoder().encode(`${lines.slice(0, 2).join("\n")}\n`));
            return;
          }
          isAsked();
          // Never answers, as a stream whose socket is gone.
          return new Promise(() => undefined);
        },
      },
      { highWaterMark: 0 },
    );
    const request = new Request("http://127.0.0.1/v1/imports?agent_name=Gone&format=reverie", {
      method: "POST",
      body,
      headers: { "x-api-key": api.key },
      duplex: "half",
      signal: client.signal,
    } as RequestInit);
    const response = Promise.resolve(api.app.fetch(request));
    await asked;
    client.abort();
    expect(await (await response).json()).toMatchObject({ status: "failed", imported: 2 });
    const { data } = await api.expectCall(200, "GET", "/v1/imports?limit=1");
    expect(data).toMatchObject([{ agent_name: "Gone", status: "failed", imported: 2 }]);
  });

  it("refuses an import that names no agent, two, an unknown one or an unknown format, before it reads the body", async () => {
    const said = async (status: number, query: string) => {
      const answer = await send(query, lines.join("\n"));
      expect([query, answer.status]).toEqual([query, status]);
      return (answer.body.error as { message: string }).message;
    };
    expect(await said(400, "")).toBe("agent_name: Name the agent: either agent_id or agent_name.");
    expect(await said(400, "agent_name=a&agent_id=agent_01kb2c3d4e5f6g7h8j9kmnpqrs")).toMatch(/^agent_name: /);
    expect(await said(400, "agent_id=nope")).toMatch(/^agent_id: /);
    expect(await said(404, "agent_id=agent_01kb2c3d4e5f6g7h8j9kmnpqrs")).toMatch(/There is no agent/);
    expect(await said(400, "agent_name=a&format=csv")).toMatch(/^format: /);
    const { key } = await api.makeKey({ scopes: ["read"] });
    await api.expectCall(403, "POST", "/v1/imports?agent_name=a", { key, raw: { body: lines.join("\n") } });
  });

  it("ends failed with a reason for a body that is no text", async () => {
    const { body } = await send("agent_name=Zip", new Uint8Array([0x50, 0x4b, 0x03, 0x04, 1, 2, 3, 4]));
    expect(body).toMatchObject({ status: "failed", imported: 0, failure: expect.stringContaining("zip") });
  });

  it("lists imports, newest first", async () => {
    const { data, next_page } = await api.expectCall(200, "GET", "/v1/imports?limit=2");
    expect(data).toHaveLength(2);
    const rest = await api.expectCall(200, "GET", `/v1/imports?limit=100&page=${next_page}`);
    const ids = [...(data ?? []), ...(rest.data ?? [])].map((one) => String(one.id));
    expect([...ids].sort().reverse()).toEqual(ids);
  });
});
