/** Log files of bounded size. Children write to them directly, so nothing is lost when we die. */
import fs from "node:fs";

const MAX_BYTES = 20 * 1024 * 1024;

/**
 * Keeps the file below about 20 MB: the full one becomes NAME.1 (replacing the last NAME.1) and the file starts anew. It is emptied
 * in place, since its writers hold it open in append mode.
 * @param {string} file
 * @param {number} [maxBytes]
 */
export function rotateLog(file, maxBytes = MAX_BYTES) {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= maxBytes) return;
  fs.copyFileSync(file, `${file}.1`);
  fs.truncateSync(file);
}

/**
 * @param {string} file
 * @returns {number} a descriptor for appending, readable by nobody else
 */
export function openLog(file) {
  rotateLog(file);
  return fs.openSync(file, "a", 0o600);
}

/** @param {string} file */
export function sizeOf(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * The last lines written since `fromByte`.
 * @param {string} file
 * @param {{ fromByte?: number, lines?: number }} [options]
 */
export function lastLines(file, { fromByte = 0, lines = 20 } = {}) {
  const size = sizeOf(file);
  const start = Math.max(fromByte > size ? 0 : fromByte, size - 64 * 1024);
  const buffer = Buffer.alloc(size - start);
  if (buffer.length === 0) return "";
  const fd = fs.openSync(file, "r");
  fs.readSync(fd, buffer, 0, buffer.length, start);
  fs.closeSync(fd);
  return buffer.toString("utf8").trimEnd().split("\n").slice(-lines).join("\n");
}

/**
 * Shows on standard output what is added to the file from now on, each line after the name.
 * @param {string} name
 * @param {string} file
 * @returns {() => void} shows the rest and stops
 */
export function followLog(name, file) {
  let position = sizeOf(file);
  const readOn = () => {
    const size = sizeOf(file);
    if (size < position) position = 0; // rotated
    if (size === position) return;
    const buffer = Buffer.alloc(size - position);
    const fd = fs.openSync(file, "r");
    fs.readSync(fd, buffer, 0, buffer.length, position);
    fs.closeSync(fd);
    const end = buffer.lastIndexOf("\n") + 1; // half a line waits for the next round
    position += end;
    const lines = buffer.toString("utf8", 0, end).split("\n").slice(0, -1);
    for (const line of lines) process.stdout.write(`${name.padEnd(8)} ${line}\n`);
  };
  const timer = setInterval(readOn, 200);
  timer.unref();
  return () => {
    clearInterval(timer);
    readOn();
  };
}
