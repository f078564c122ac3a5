import { describe, expect, it } from "vitest";
import { parseSessions } from "@/lib/interop/parse-sessions";
import { EXAMPLES } from "./examples";

describe("the examples on the imports page", () => {
  it.each(EXAMPLES)("$name can be imported as shown", async ({ line }) => {
    const items = [];
    async function* chunks() {
      yield Buffer.from(`${line}\n`);
    }
    for await (const item of parseSessions(chunks(), "auto")) items.push(item);
    expect(items).toMatchObject([{ ok: true, session: { line: 1 } }]);
  });
});
