/** Free and taken ports. */
import net from "node:net";
import { PlainError } from "./messages.mjs";

/**
 * @param {string} host
 * @param {number} port 0 picks a free one
 * @returns {Promise<number>} the port; rejects with the system's error when it can't be had
 */
function tryListen(host, port) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}

/** @param {string} [host] */
export function findFreePort(host = "127.0.0.1") {
  return tryListen(host, 0);
}

/** @param {string} host @param {number} port */
export async function isPortFree(host, port) {
  try {
    await tryListen(host, port);
    return true;
  } catch {
    return false;
  }
}

/**
 * The port the console is going to use, or a plain sentence why it can't.
 * @param {string} host
 * @param {number} port 0 picks a free one
 */
export async function claimPort(host, port) {
  try {
    return await tryListen(host, port);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "EADDRINUSE")
      throw new PlainError(`Port ${port} is taken by another program. Choose another: npm start -- --port ${port + 1}`);
    if (code === "EACCES") throw new PlainError(`Port ${port} needs more rights than this user has. Choose one above 1023 with --port.`);
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN")
      throw new PlainError(`This machine has no network address "${host}". Choose another with --host, for example 127.0.0.1.`);
    throw error;
  }
}
