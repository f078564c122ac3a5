import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPublicAddress } from "@/lib/net/address";
import { parseAllowList } from "@/lib/net/allow-list";
import { assertAllowedUrl, type GuardOptions, guardedFetch } from "@/lib/net/guarded-fetch";

const NOTHING = parseAllowList("");
const LOOPBACK = parseAllowList("127.0.0.1");

function options(part: Partial<GuardOptions> = {}): GuardOptions {
  return { allow: NOTHING, timeoutMs: 2_000, maxBytes: 1_000, resolver: async () => ["127.0.0.1"], ...part };
}

const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => "no error",
    (error: { code: string; details?: { reason?: string } }) => `${error.code}:${error.details?.reason}`,
  );

describe("addresses", () => {
  it.each([
    ["127.0.0.1"],
    ["127.8.9.1"],
    ["0.0.0.0"],
    ["0.1.2.3"],
    ["10.1.2.3"],
    ["172.16.0.1"],
    ["172.31.255.255"],
    ["192.168.1.1"],
    ["169.254.169.254"],
    ["100.64.0.1"],
    ["100.100.100.200"],
    ["168.63.129.16"],
    ["192.0.0.192"],
    ["198.18.0.1"],
    ["224.0.0.1"],
    ["255.255.255.255"],
    ["::"],
    ["::1"],
    ["::ffff:127.0.0.1"],
    ["::ffff:8.8.8.8"],
    ["::ffff:0:127.0.0.1"],
    ["::7f00:1"],
    ["64:ff9b::a00:1"],
    ["64:ff9b:1::1"],
    ["100::1"],
    ["fc00::1"],
    ["fd00:ec2::254"],
    ["fe80::1"],
    ["fe80::1%eth0"],
    ["fec0::1"],
    ["ff02::1"],
    ["2001:db8::1"],
    ["2001::1"],
    ["2002:7f00:1::"],
    ["5f00::1"],
    ["not an address"],
  ])("does not count %s as public", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([["8.8.8.8"], ["172.32.0.1"], ["100.128.0.1"], ["1.1.1.1"], ["2606:4700::1111"], ["2a00:1450:4001::1"]])(
    "counts %s as public",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe("the allow-list", () => {
  it("takes hosts, addresses and ranges", () => {
    const allow = parseAllowList(" Hooks.Internal , 10.0.0.0/8,[fd00::1], fd12::/16 ,192.168.1.7");
    expect(["hooks.internal", "HOOKS.INTERNAL.", "other.internal"].map(allow.hasHost)).toEqual([true, true, false]);
    expect(["10.200.1.1", "11.0.0.1", "fd00::1", "fd00::2", "fd12:1::", "192.168.1.7", "192.168.1.8"].map(allow.hasAddress)).toEqual([
      true,
      false,
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  it.each(["10.0.0.0/33", "10.0.0/8", "http://x", "a b", "fd00::/129", "x/8"])("refuses the entry %s", (entry) => {
    expect(() => parseAllowList(`localhost,${entry}`)).toThrow(entry);
  });
});

describe("a URL at the time it is given", () => {
  const said = (url: string, allow = NOTHING) => {
    try {
      assertAllowedUrl(url, allow);
      return "allowed";
    } catch (error) {
      return (error as { details: { reason: string } }).details.reason;
    }
  };

  it.each([
    "http://localhost:3000/x",
    "http://a.localhost/",
    "http://127.1/",
    "https://[::1]/",
    "http://0x0a000001/",
    "http://169.254.169.254/latest",
  ])("is refused for %s", (url) => {
    expect(said(url)).toBe("address_refused");
  });

  it("is taken where it is public, listed, or a name that only its use will resolve", () => {
    expect(["https://8.8.8.8/", "https://hooks.example.com/x", "http://localhost.example/"].map((url) => said(url))).toEqual(
      Array(3).fill("allowed"),
    );
    expect([said("http://127.0.0.1:8/", LOOPBACK), said("http://localhost:8/", LOOPBACK)]).toEqual(["allowed", "allowed"]);
    expect(said("ftp://8.8.8.8/")).toBe("bad_url");
  });
});

describe("a guarded request", () => {
  let server: Server;
  let port: number;
  const seen: { host: string | undefined; body: string }[] = [];
  let answer: (response: ServerResponse) => void = (response) => response.end("ok");
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        seen.push({ host: request.headers.host, body });
        answer(response);
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each([
    "http://127.0.0.1:PORT/",
    "http://127.1:PORT/",
    "http://0x7f000001:PORT/",
    "http://2130706433:PORT/",
    "http://[::1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://name.test:PORT/",
    "http://0:PORT/",
  ])("never leaves for %s, which is loopback", async (url) => {
    seen.length = 0;
    expect(await reasonOf(guardedFetch(url.replace("PORT", String(port)), {}, options()))).toBe("invalid_input:address_refused");
    expect(seen).toEqual([]);
  });

  it.each(["ftp://name.test/", "file:///etc/passwd", "http://user:secret@name.test/", "nonsense"])("refuses %s", async (url) => {
    expect(await reasonOf(guardedFetch(url, {}, options()))).toBe("invalid_input:bad_url");
  });

  it("asks for the name once and connects to the address that was checked", async () => {
    let asked = 0;
    // A name that rebinds: allowed on the first look, the metadata address on every later one.
    const resolver = async () => (asked++ === 0 ? ["127.0.0.1"] : ["169.254.169.254"]);
    answer = (response) => response.end("pong");
    const response = await guardedFetch(
      `http://rebinding.test:${port}/x`,
      { method: "POST", body: "ping é" },
      options({ allow: LOOPBACK, resolver }),
    );
    expect([await response.text(), asked, seen.at(-1)]).toEqual(["pong", 1, { host: `rebinding.test:${port}`, body: "ping é" }]);
  });

  it("reaches an address that is listed as IPv4 through its IPv6 spelling, and a host that is listed by name", async () => {
    answer = (response) => response.end("ok");
    const mapped = await guardedFetch(`http://[::ffff:127.0.0.1]:${port}/`, {}, options({ allow: LOOPBACK }));
    const named = await guardedFetch(`http://Hooks.Internal:${port}/`, {}, options({ allow: parseAllowList("hooks.internal") }));
    expect([await mapped.text(), await named.text()]).toEqual(["ok", "ok"]);
  });

  it("leaves out the refused ones of a name's addresses", async () => {
    const both = options({ allow: LOOPBACK, resolver: async () => ["169.254.169.254", "127.0.0.1"] });
    expect(await (await guardedFetch(`http://both.test:${port}/`, {}, both)).text()).toBe("ok");
  });

  it("answers a redirect as it is and does not follow it", async () => {
    answer = (response) => response.writeHead(302, { location: `http://127.0.0.1:${port}/elsewhere` }).end();
    seen.length = 0;
    const response = await guardedFetch(`http://name.test:${port}/`, {}, options({ allow: LOOPBACK }));
    await response.text();
    expect([response.status, seen.length]).toEqual([302, 1]);
  });

  it("ends a body that grows past the limit", async () => {
    answer = (response) => response.end("x".repeat(1_001));
    const response = await guardedFetch(`http://name.test:${port}/`, {}, options({ allow: LOOPBACK }));
    expect(await reasonOf(response.text())).toBe("limit_exceeded:response_too_large");
    const again = await guardedFetch(`http://name.test:${port}/`, {}, options({ allow: LOOPBACK }));
    const reader = again.body?.getReader();
    expect((await reader?.read())?.value?.byteLength).toBe(1_000);
    expect(await reasonOf(reader?.read() ?? Promise.resolve())).toBe("limit_exceeded:response_too_large");
  });

  it("gives up on a silent server, a trickling body and a name that never resolves", async () => {
    const quick = options({ allow: LOOPBACK, timeoutMs: 150 });
    answer = () => undefined;
    expect(await reasonOf(guardedFetch(`http://name.test:${port}/`, {}, quick))).toBe("unavailable:timeout");
    answer = (response) => void response.writeHead(200).write("first");
    const trickling = await guardedFetch(`http://name.test:${port}/`, {}, quick);
    expect(await reasonOf(trickling.text())).toBe("unavailable:timeout");
    const never = { ...quick, resolver: () => new Promise<string[]>(() => undefined) };
    expect(await reasonOf(guardedFetch(`http://name.test:${port}/`, {}, never))).toBe("unavailable:timeout");
  });

  it("tells an unknown name, a closed port and a caller's abort apart", async () => {
    const allow = LOOPBACK;
    const unknown = async () => {
      throw new Error("ENOTFOUND");
    };
    expect(await reasonOf(guardedFetch("http://name.test/", {}, options({ resolver: unknown })))).toBe("unavailable:unknown_host");
    expect(await reasonOf(guardedFetch("http://name.test/", {}, options({ resolver: async () => [] })))).toBe("unavailable:unknown_host");
    expect(await reasonOf(guardedFetch("http://name.test:1/", {}, options({ allow })))).toBe("unavailable:unreachable");
    const signal = AbortSignal.abort();
    expect(await reasonOf(guardedFetch(`http://name.test:${port}/`, { signal }, options({ allow })))).toBe("unavailable:aborted");
  });

  it("streams what arrives and lets the reader stop", async () => {
    let isClosed = false;
    answer = (response) => {
      response.on("close", () => {
        isClosed = true;
      });
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
    };
    const response = await guardedFetch(`http://name.test:${port}/`, {}, options({ allow: LOOPBACK }));
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("data: 1\n\n");
    await reader?.cancel();
    await expect.poll(() => isClosed).toBe(true);
  });
});
