/** The fake as a process of its own: `node fake-model.mjs '{"script":{"script":"echo"},"port":0}'` prints its address as one line of JSON. */

import type { ScriptSpec } from "@/lib/testing/fake-model/scripts";
import { scriptOf } from "@/lib/testing/fake-model/scripts";
import { startFakeModel } from "@/lib/testing/fake-model/server";
import type { FakeModelOptions, Fault } from "@/lib/testing/fake-model/types";

/** `FakeModelOptions` without its functions, and the script by name. */
export type ProcessOptions = Omit<FakeModelOptions, "respond" | "now"> & { script?: ScriptSpec };

export type Question =
  | { ask: "fail"; fault: Fault; times: number }
  | { ask: "respond"; script: ScriptSpec }
  | { ask: "requests" }
  | { ask: "repeated" }
  | { ask: "cpu" };

const { script, ...options } = JSON.parse(process.argv[2] ?? "{}") as ProcessOptions;
const fake = await startFakeModel({ ...options, ...(script ? { respond: scriptOf(script) } : {}) });

function reply(question: Question): unknown {
  switch (question.ask) {
    case "fail":
      return fake.fail(question.fault, { times: question.times });
    case "respond":
      return fake.respond(scriptOf(question.script));
    case "requests":
      return fake.requests;
    case "repeated":
      return fake.repeatedAfterAnswer();
    case "cpu": {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    }
  }
}

process.on("message", ({ id, question }: { id: number; question: Question }) => process.send?.({ id, answer: reply(question) ?? null }));
// The test that started it is gone.
process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => void fake.close().then(() => process.exit(0)));
console.log(JSON.stringify({ url: fake.url }));
