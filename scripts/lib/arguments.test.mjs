import { describe, expect, it } from "vitest";
import { addresses, isLoopback, parseStartArguments } from "./arguments.mjs";

describe("the options of npm start", () => {
  it("listens on this machine only, port 3000, and builds, unless told otherwise", () => {
    const expected = { port: 3000, host: "127.0.0.1", dataDir: undefined, build: true, dev: false, verbose: false, help: false };
    expect(parseStartArguments([])).toEqual(expected);
  });

  it("takes the documented options", () => {
    const options = parseStartArguments(["--port", "4100", "--data-dir", "a b", "--host", "0.0.0.0", "--no-build"]);
    expect(options).toMatchObject({ port: 4100, dataDir: "a b", host: "0.0.0.0", build: false });
  });

  it.each([[["--port", "abc"]], [["--port", "65536"]], [["--port", "-1"]], [["--unknown"]], [["extra"]], [["--host", ""]]])(
    "refuses %j with a sentence",
    (argv) => {
      expect(() => parseStartArguments(argv)).toThrow(/--port must be|option|argument|can't be empty/i);
    },
  );
});

describe("addresses", () => {
  it("shows the host as given and reaches a wildcard through loopback", () => {
    expect(addresses("127.0.0.1", 3000)).toEqual({ shown: "http://127.0.0.1:3000", local: "http://127.0.0.1:3000" });
    expect(addresses("0.0.0.0", 80)).toEqual({ shown: "http://0.0.0.0:80", local: "http://127.0.0.1:80" });
    expect(addresses("::", 80).local).toBe("http://[::1]:80");
  });

  it("knows what only this machine can reach", () => {
    expect(["127.0.0.1", "127.1.2.3", "localhost", "::1"].every(isLoopback)).toBe(true);
    expect(["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.com"].some(isLoopback)).toBe(false);
  });
});
