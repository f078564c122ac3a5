import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExampleShelf, type ShelvedExample } from "@/lib/dreaming/miner/example-shelf";
import type { EventId, SessionId } from "@/lib/ids";

const example = fc.record({ session: fc.nat(30), task: fc.nat(6), rank: fc.nat(5) });

function shelved({ session, task, rank }: { session: number; task: number; rank: number }): ShelvedExample {
  return {
    evidence: {
      sessionId: `sesn_${session}` as SessionId,
      eventId: "sevt_1" as EventId,
      at: "/name",
      quote: "q",
      trust: "tool",
      polarity: "supports",
    },
    task: `t${task}`,
    rank,
    fingerprint: `f${session}`,
  };
}

function list(examples: ShelvedExample[]): string[] {
  const shelf = new ExampleShelf(4);
  for (const one of examples) shelf.add(one);
  return shelf.list().map(({ sessionId }) => sessionId);
}

describe("ExampleShelf", () => {
  it("gives the same examples whatever the order they came in, from distinct sessions", () => {
    const sessions = fc.uniqueArray(example, { selector: ({ session }) => session, maxLength: 25 });
    fc.assert(
      fc.property(
        sessions.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, other]) => {
          const first = list(all.map(shelved));
          expect(list(other.map(shelved))).toEqual(first);
          expect(new Set(first).size).toBe(first.length);
          expect(first.length).toBe(Math.min(4, all.length));
        },
      ),
    );
  });

  it("prefers the better rank, then the smaller fingerprint", () => {
    const all = [
      { session: 9, task: 1, rank: 2 },
      { session: 5, task: 2, rank: 1 },
      { session: 3, task: 3, rank: 1 },
      { session: 1, task: 1, rank: 3 },
      { session: 8, task: 4, rank: 0 },
    ];
    expect(list(all.map(shelved))).toEqual(["sesn_8", "sesn_3", "sesn_5", "sesn_9"]);
  });

  it("shows one of every task before a second one of any", () => {
    const all = [
      { session: 1, task: 1, rank: 0 },
      { session: 2, task: 1, rank: 0 },
      { session: 3, task: 1, rank: 0 },
      { session: 4, task: 2, rank: 9 },
    ];
    expect(list(all.map(shelved))).toEqual(["sesn_1", "sesn_4", "sesn_2", "sesn_3"]);
  });
});
