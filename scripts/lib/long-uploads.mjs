/**
 * Loaded into the web process before Next: an upload may take hours. Node ends a request whose body took longer than five minutes; headers still
 * have to arrive within a minute, so a connection that sends nothing is not kept.
 */
import http from "node:http";

const SIX_HOURS_MS = 6 * 60 * 60_000;

const { createServer } = http;
http.createServer = /** @type {typeof createServer} */ (
  /** @param {Parameters<typeof createServer>} args */
  (...args) => {
    const server = createServer(...args);
    server.requestTimeout = SIX_HOURS_MS;
    return server;
  }
);
