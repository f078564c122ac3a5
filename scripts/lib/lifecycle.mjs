/** The starter's way down: what was started is undone in reverse order, however the end comes. */
import { whenNpmEnds } from "./caller.mjs";
import { stopCommands } from "./commands.mjs";
import { say } from "./messages.mjs";

/** @type {(() => Promise<void> | void)[]} */
const steps = [];
/** @type {Set<import("./service.mjs").Service>} */
const services = new Set();
let stopping = false;
let ready = false;

/** @param {() => Promise<void> | void} step done when we stop, after those that came later */
export function undoLater(step) {
  steps.push(step);
}

/** From here on stopping is a success; until then it breaks off a start. */
export function markReady() {
  ready = true;
}

export function isStopping() {
  return stopping;
}

/** Never resolves once we are stopping, so that nothing new is started then. */
export function goOn() {
  return stopping ? new Promise(() => {}) : Promise.resolve();
}

/**
 * Has the service stopped when we stop. Call it before starting it.
 * @param {import("./service.mjs").Service} service
 */
export async function keep(service) {
  await goOn();
  services.add(service);
  undoLater(() => service.stop());
}

/** Stops all there is. */
export async function undoAll() {
  stopping = true;
  await stopCommands();
  for (let step = steps.pop(); step; step = steps.pop()) {
    try {
      await step();
    } catch (error) {
      process.stderr.write(`${error}\n`); // the rest is to be stopped all the same
    }
  }
}

/** Stops all and ends the process on a signal, or when the npm that started us ends. */
export function stopWhenTold() {
  let firstAt = 0;
  let hurried = false;
  const begin = (/** @type {number} */ code) => {
    firstAt = Date.now();
    say("\nStopping Reverie …");
    void undoAll().then(() => process.exit(hurried ? 130 : ready ? 0 : code));
  };
  for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
    process.on(signal, () => {
      if (!stopping) return begin(code);
      // npm passes Ctrl-C on although the terminal sends it to us too, so a second one counts only after a moment.
      if (signal !== "SIGINT" || Date.now() - firstAt < 1000) return;
      hurried = true;
      for (const service of services) service.hurry();
    });
  }
  whenNpmEnds(() => {
    if (!stopping) begin(143);
  });
  process.on("uncaughtException", (error) => {
    process.stderr.write(`${error.stack}\n`);
    if (!stopping) void undoAll().then(() => process.exit(1));
  });
}
