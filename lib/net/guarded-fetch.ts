/**
 * Requests to where a user points. The host is resolved here, its addresses are checked, and the connection goes to the very address that was
 * checked: a name that answers differently a moment later gains nothing. Redirects are never followed; time and answer are bounded.
 */
import { lookup } from "node:dns/promises";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { AppError, isAppError } from "@/lib/errors";
import { isPublicAddress, plainAddress } from "@/lib/net/address";
import { type AllowList, familyOf } from "@/lib/net/allow-list";

/** All addresses of a host name. */
export type Resolver = (hostname: string) => Promise<string[]>;

export type GuardOptions = {
  /** What may be reached though it is not public. */
  allow: AllowList;
  /** The system's when left out; tests put their own. */
  resolver?: Resolver;
  /** From the look-up to the answer's last byte. */
  timeoutMs: number;
  /** Of the answer's body. */
  maxBytes: number;
};

export type GuardedInit = { method?: string; headers?: HeadersInit; body?: string | Uint8Array; signal?: AbortSignal | null };

const systemResolver: Resolver = async (hostname) => (await lookup(hostname, { all: true, verbatim: true })).map((found) => found.address);

/**
 * The answer as soon as its head is there; its body streams, ends with an error past `maxBytes` or `timeoutMs`, and must be read or cancelled.
 * Throws `invalid_input` (reasons `bad_url`, `address_refused`) and `unavailable` (reasons `unknown_host`, `timeout`, `unreachable`, `aborted`).
 */
export async function guardedFetch(url: string | URL, init: GuardedInit, options: GuardOptions): Promise<Response> {
  const target = parseTarget(url);
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = init.signal ? AbortSignal.any([deadline, init.signal]) : deadline;
  const fail = (cause: unknown) => toFailure(cause, { target, deadline, signal, timeoutMs: options.timeoutMs });
  try {
    const addresses = await untilAborted(checkedAddresses(target, options), signal);
    const message = await send(target, init, addresses, signal);
    return toResponse(message, options.maxBytes, fail);
  } catch (cause) {
    throw fail(cause);
  }
}

/**
 * Throws `invalid_input` (reasons `bad_url`, `address_refused`) for a URL that `guardedFetch` would refuse whatever the resolver says. Asks no
 * resolver: where a name leads is looked at when it is used.
 */
export function assertAllowedUrl(url: string, allow: AllowList): void {
  const hostname = hostnameOf(parseTarget(url));
  const [address] = isIP(hostname) ? [hostname] : /(^|\.)localhost\.?$/.test(hostname) ? ["127.0.0.1"] : [];
  if (address !== undefined && !mayReach(address, hostname, allow)) throw refused(hostname, [address]);
}

function parseTarget(url: string | URL): URL {
  const target = URL.canParse(url) ? new URL(url) : null;
  if (!target || (target.protocol !== "http:" && target.protocol !== "https:"))
    throw new AppError("invalid_input", "The address must be an http or https URL.", { details: { reason: "bad_url" } });
  if (target.username !== "" || target.password !== "")
    throw new AppError("invalid_input", "The address must not hold a user name or password.", { details: { reason: "bad_url" } });
  return target;
}

async function checkedAddresses(target: URL, options: Pick<GuardOptions, "allow" | "resolver">): Promise<string[]> {
  const { allow, resolver = systemResolver } = options;
  const hostname = hostnameOf(target);
  const found = isIP(hostname) ? [hostname] : await resolve(hostname, resolver);
  const addresses = found.filter((address) => isIP(address) && mayReach(address, hostname, allow));
  if (addresses.length === 0) throw refused(hostname, found);
  return addresses;
}

const hostnameOf = (target: URL) => target.hostname.replace(/^\[(.*)\]$/, "$1");

const mayReach = (address: string, hostname: string, allow: AllowList) =>
  isPublicAddress(address) || allow.hasHost(hostname) || allow.hasAddress(plainAddress(address));

const refused = (hostname: string, addresses: string[]) =>
  new AppError(
    "invalid_input",
    `${hostname} leads to a private or reserved address${addresses.includes(hostname) ? "" : ` (${addresses.join(", ")})`}. Whoever runs this installation can allow it.`,
    { details: { reason: "address_refused" } },
  );

async function resolve(hostname: string, resolver: Resolver): Promise<string[]> {
  const found = await resolver(hostname).catch((cause: unknown) => {
    throw unknownHost(hostname, cause);
  });
  if (found.length === 0) throw unknownHost(hostname, undefined);
  return found;
}

const unknownHost = (hostname: string, cause: unknown) =>
  new AppError("unavailable", `The name ${hostname} could not be resolved.`, { details: { reason: "unknown_host" }, cause });

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((done, failed) => {
    signal.addEventListener("abort", () => failed(signal.reason), { once: true });
    if (signal.aborted) failed(signal.reason);
    work.then(done, failed);
  });
}

function send(target: URL, init: GuardedInit, addresses: string[], signal: AbortSignal): Promise<IncomingMessage> {
  const found = addresses.map((address) => ({ address, family: familyOf(address) === "ipv6" ? 6 : 4 }));
  const first = found[0];
  const toChecked: LookupFunction = (_hostname, { all }, done) =>
    all ? done(null, found) : done(null, first?.address ?? "", first?.family ?? 4);
  const headers = Object.fromEntries(new Headers(init.headers));
  const length = init.body === undefined ? {} : { "content-length": String(Buffer.byteLength(init.body)) };
  return new Promise((done, failed) => {
    const request = (target.protocol === "https:" ? https : http).request(target, {
      method: init.method ?? "GET",
      headers: { "accept-encoding": "identity", ...headers, ...length },
      lookup: toChecked,
      // A pooled connection would lead to an address that was checked for another request.
      agent: false,
      signal,
    });
    request.once("response", done);
    request.once("error", failed);
    request.end(init.body);
  });
}

/** Statuses to which a `Response` may not be given a body. */
const WITHOUT_BODY = new Set([204, 205, 304]);

function toResponse(message: IncomingMessage, maxBytes: number, fail: (cause: unknown) => AppError): Response {
  const headers = new Headers();
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) headers.append(message.rawHeaders[i] ?? "", message.rawHeaders[i + 1] ?? "");
  const status = message.statusCode ?? 0;
  if (status < 200 || status > 599) {
    message.destroy();
    throw new AppError("unavailable", `The server answered with an impossible status, ${status}.`, { details: { reason: "unreachable" } });
  }
  if (WITHOUT_BODY.has(status)) {
    message.resume();
    return new Response(null, { status, headers });
  }
  return new Response(boundedBody(message, maxBytes, fail), { status, headers });
}

function boundedBody(message: IncomingMessage, maxBytes: number, fail: (cause: unknown) => AppError): ReadableStream<Uint8Array> {
  let size = 0;
  const chunks = message[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (size > maxBytes)
          throw new AppError("limit_exceeded", `The answer is larger than ${maxBytes} bytes.`, {
            details: { reason: "response_too_large" },
          });
        const { done, value } = await chunks.next().catch((cause: unknown) => {
          throw fail(cause);
        });
        if (done) return controller.close();
        const rest = maxBytes - size;
        size += value.byteLength;
        if (size > maxBytes) message.destroy();
        // What lies within the limit is still given; the error comes in its place next.
        controller.enqueue(new Uint8Array(value.subarray(0, rest)));
      },
      cancel() {
        message.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}

type Attempt = { target: URL; deadline: AbortSignal; signal: AbortSignal; timeoutMs: number };

function toFailure(cause: unknown, { target, deadline, signal, timeoutMs }: Attempt): AppError {
  if (isAppError(cause)) return cause;
  if (deadline.aborted) return failure("timeout", `${target.host} did not answer within ${timeoutMs / 1000} s.`, cause);
  if (signal.aborted) return failure("aborted", "The request was taken back.", cause);
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no answer";
  return failure("unreachable", `${target.host} could not be reached (${code}).`, cause);
}

const failure = (reason: string, message: string, cause: unknown) => new AppError("unavailable", message, { details: { reason }, cause });
