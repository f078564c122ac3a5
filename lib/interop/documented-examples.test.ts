import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseSessions } from "@/lib/interop/parse-sessions";

const page = readFileSync(path.resolve(import.meta.dirname, "../../docs/import-formats.md"), "utf8");
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, body]) => body ?? "");

describe("docs/import-formats.md", () => {
  it("has an example of each shape", () => {
    expect(examples).toHaveLength(4);
  });

  it.each(examples)("can be imported as printed: %s", async (body) => {
    const items = [];
    async function* chunks() {
      yield Buffer.from(body);
    }
    for await (const item of parseSessions(chunks(), "auto")) items.push(item);
    expect(items).toMatchObject([{ ok: true, session: { line: 1 } }]);
  });
});
