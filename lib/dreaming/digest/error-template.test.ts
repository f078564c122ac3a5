import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ERROR_TEMPLATE_MAX_LENGTH, errorTemplate, informativeLine, maskVariableParts } from "@/lib/dreaming/digest/error-template";

describe("errorTemplate", () => {
  it.each([
    ["Error executing query: Unknown column 'age' in 'field list'", "Error executing query: Unknown column '<name>' in '<name>'"],
    ["Table 'shop_1.orders' doesn't exist", "Table '<name>' doesn't exist"],
    ["Error: amount is off, total price is 1,002.50, but paid 957", "Error: amount is off, total price is <n>, but paid <n>"],
    ["Error: flight ABC123 not available on date 2024-05-13", "Error: flight <id> not available on date <date>"],
    ["Error: gift card balance is not enough", "Error: gift card balance is not enough"],
    ["User ann@example.com not found", "User <email> not found"],
    ["GET https://example.com/a?b=1 failed with 503", "GET <url> failed with <n>"],
    ["ls: cannot access '/tmp/x y': No such file or directory", "ls: cannot access '<name>': No such file or directory"],
    ["cat: /var/log/app.log: Permission denied", "cat: <path>: Permission denied"],
    ["find: missing argument to `-exec'", "find: missing argument to `<name>`"],
    ["/bin/bash: line 12: xxd: command not found", "<path>: line <n>: xxd: command not found"],
    ["segfault at 0x7ffd1c rip deadbeef0123456789", "segfault at <hex> rip <hex>"],
    ["request 3f2b8c1e-9d4a-4b7c-8e21-0a1b2c3d4e5f rejected", "request <id> rejected"],
    ["Could not find [Some Person]. Similar: ['A Person', \"B's Person\"]", "Could not find [<name>]. Similar: [<name>]"],
    ["<tool_use_error>File has not been read yet.</tool_use_error>", "File has not been read yet."],
  ])("%s", (text, template) => {
    expect(errorTemplate(text)).toBe(template);
    expect(maskVariableParts(template)).toBe(template);
  });

  it("takes everything a parser quotes after near as one name, quotes and line breaks included", () => {
    const near = (rest: string) => `You have an error near '${rest}' at line 1`;
    const template = "You have an error near '<name>' at line <n>";
    for (const rest of ["", ") FROM a", "'x' AND b = 'y'", "SELECT\n  *\nFROM 'z'"]) expect(errorTemplate(near(rest))).toBe(template);
  });

  it("finds the message inside JSON", () => {
    expect(errorTemplate('{"status":404,"error":{"code":"nf","message":"Order 77 not found"}}')).toBe("Order <n> not found");
    expect(errorTemplate('{"errors":[{"detail":"Name is required"}]}')).toBe("Name is required");
    expect(errorTemplate('{"error":"boom"')).toBe('{"<name>":"<name>"');
  });

  it("takes the last named error of a traceback and the telling line of a long output", () => {
    const traceback = "Traceback (most recent call last):\n  File \"a.py\", line 3, in <module>\n    f()\nKeyError: 'total'\n";
    expect(errorTemplate(traceback)).toBe("KeyError: '<name>'");
    expect(informativeLine("Exit code 127\n/bin/bash: line 1: pytest: command not found")).toBe(
      "/bin/bash: line 1: pytest: command not found",
    );
  });

  it("says so when there is no text", () => {
    expect(errorTemplate("")).toBe("(no message)");
    expect(errorTemplate(" \n---\n")).toBe("(no message)");
  });

  it("is bounded, never empty and free of line breaks", () => {
    const noise = fc.oneof(
      fc.string({ maxLength: 400 }),
      fc.string({ unit: fc.constantFrom("'", '"', "[", "]", "`", " ", "near '", "7", "a", "/", "\n"), maxLength: 80 }),
    );
    fc.assert(
      fc.property(noise, (text) => {
        const template = errorTemplate(text);
        expect(template.length).toBeGreaterThan(0);
        expect(template.length).toBeLessThanOrEqual(ERROR_TEMPLATE_MAX_LENGTH);
        expect(template).not.toMatch(/[\r\n]/);
        expect(errorTemplate(text)).toBe(template);
      }),
      { numRuns: 300 },
    );
  });

  it("stays fast on hostile text", () => {
    const started = performance.now();
    for (const text of ["[".repeat(50_000), "'".repeat(50_000), "/a".repeat(50_000), "a1".repeat(50_000), `near '${"x'".repeat(20_000)}`])
      errorTemplate(text);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("gives the same template whatever number, id or name stands in the text", () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(word, fc.integer({ min: 0, max: 1e6 }), word, fc.integer({ min: 0, max: 1e6 }), (a, n, b, m) => {
        expect(errorTemplate(`Item '${a}' costs ${n} too much`)).toBe(errorTemplate(`Item '${b}' costs ${m} too much`));
      }),
    );
  });
});
