import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authorWithTemplate } from "@/lib/dreaming/authors/template/author";
import { reconcile } from "@/lib/dreaming/reconcile/reconcile";
import type {
  Candidate,
  CandidateStats,
  GuardFacts,
  PatternFacts,
  ProposedChange,
  RecoveryFacts,
  StoredLearning,
  StoreSnapshot,
  Tombstone,
} from "@/lib/dreaming/types";
import type { MemoryId } from "@/lib/ids";
import { parseDocument } from "@/lib/learnings/document";
import { candidateOf, LOWERING, OBSERVED, PROVEN } from "@/lib/testing/candidates";

const RECOVERY: RecoveryFacts = {
  family: "recovery",
  tool: "book_reservation",
  errorTemplate: "Error: payment amount does not add up, total price is <n>, but paid <n>",
  errorExample: "Error: payment amount does not add up, total price is 375, but paid 299",
  change: { kind: "argument_changed", argument: "amount", from: null, to: null },
  sessionsWithError: 25,
  recovered: 18,
  recoveredOtherwise: 4,
  medianCalls: 2,
};
const GUARD: GuardFacts = {
  family: "guard",
  tool: "search",
  feature: { kind: "argument_absent", argument: "date" },
  sessions: 30,
  failures: 21,
};
const EMPTY: StoreSnapshot = { learnings: [], tombstones: [], takenPaths: [] };

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const withSupport = (stats: CandidateStats, support: number): CandidateStats => ({ ...stats, support });

function dream(candidates: Candidate[], store: StoreSnapshot) {
  return reconcile(authorWithTemplate(candidates, { wallKey: "matter" }), candidates, store);
}

/** What publication does: every change applied, a retirement leaves a tombstone, a merge does not. */
function apply(changes: ProposedChange[], store: StoreSnapshot): StoreSnapshot {
  let learnings = [...store.learnings];
  const tombstones = [...store.tombstones];
  for (const change of changes) {
    const { patternKey, stats, path, kind, title } = change;
    if (change.action === "add" && change.after !== null) {
      const memoryId = `mem_${path}` as MemoryId;
      learnings.push({
        memoryId,
        path,
        kind,
        title,
        content: change.after,
        contentSha256: sha256(change.after),
        status: "published",
        isLocked: false,
        patternKey,
        isEditedByPerson: false,
        stats,
      });
    } else if (change.action === "merge" || change.action === "retire") {
      learnings = learnings.filter((learning) => learning.memoryId !== change.memoryId);
      if (change.action === "retire") tombstones.push({ patternKey, reasonCode: "retired", reason: change.rationale, stats });
    } else {
      const { after } = change;
      if (after === null) throw new Error(`${change.action} without a text`);
      learnings = learnings.map((learning) =>
        learning.memoryId === change.memoryId
          ? { ...learning, kind, title, content: after, contentSha256: sha256(after), stats }
          : learning,
      );
    }
  }
  return { learnings, tombstones, takenPaths: learnings.map((learning) => learning.path) };
}

/** A store that published these candidates, changed as a test needs. */
function storeOf(candidates: Candidate[], change: (learning: StoredLearning) => Partial<StoredLearning> = () => ({})): StoreSnapshot {
  const store = apply(dream(candidates, EMPTY).changes, EMPTY);
  const learnings = store.learnings.map((learning) => {
    const next = { ...learning, ...change(learning) };
    return { ...next, contentSha256: sha256(next.content) };
  });
  return { ...store, learnings };
}

const actionsOf = (changes: ProposedChange[]) => changes.map((change) => [change.action, change.path]);

describe("reconcile adds", () => {
  it("what is not published, under its own path", () => {
    const { changes, dropped } = dream([candidateOf(RECOVERY), candidateOf(GUARD)], EMPTY);
    expect(actionsOf(changes)).toEqual([
      ["add", "/notes/watch-the-first-search-call-without-date.md"],
      ["add", "/playbooks/correct-amount-when-book-reservation-says-payment-amount-does-not-add-up-total.md"],
    ]);
    expect(changes[0]).toMatchObject({
      memoryId: null,
      before: null,
      beforeSha256: null,
      family: "guard",
      rationale: "Seen in 18 sessions over 12 tasks; effect not proven.",
    });
    expect(dropped).toEqual({});
  });

  it("proven effects first", () => {
    const { changes } = dream([candidateOf(RECOVERY), candidateOf(GUARD, { stats: LOWERING })], EMPTY);
    expect(changes.map((change) => change.family)).toEqual(["guard", "recovery"]);
    expect(changes[0]?.rationale).toBe(
      "Seen in 52 sessions over 31 tasks; they met their outcome 23.4 pp less often, 95 % [−36.1, −10.7] pp.",
    );
  });

  it("beside a path that is taken", () => {
    const { changes } = dream([candidateOf(GUARD)], { ...EMPTY, takenPaths: ["/notes/watch-the-first-search-call-without-date.md"] });
    expect(changes[0]?.path).toBe("/notes/watch-the-first-search-call-without-date-2.md");
  });

  it("two lessons of one title under two paths", () => {
    const long = (end: string): Candidate =>
      candidateOf({ ...RECOVERY, errorTemplate: `Error: payment amount does not add up, total price is <n>, ${end}` });
    const { changes } = dream([long("but paid <n>"), long("but nothing was paid")], EMPTY);
    expect(new Set(changes.map((change) => change.title)).size).toBe(1);
    expect(new Set(changes.map((change) => change.path)).size).toBe(2);
  });

  it("one of two patterns that are the same lesson, the stronger", () => {
    const absent = candidateOf(GUARD, { stats: LOWERING });
    const present = candidateOf({ ...GUARD, feature: { kind: "argument_present", argument: "date" } }, { stats: PROVEN });
    const { changes, dropped } = dream([present, absent], EMPTY);
    expect(changes.map((change) => change.patternKey)).toEqual([absent.key]);
    expect(dropped).toEqual({ duplicate: 1 });
    const published = storeOf([absent]);
    expect(dream([present], published)).toEqual({ changes: [], dropped: { duplicate: 1 } });
  });

  it("nothing without a text or a candidate", () => {
    const [recovery, guard] = [candidateOf(RECOVERY), candidateOf(GUARD)];
    expect(reconcile(authorWithTemplate([guard]), [recovery], EMPTY)).toEqual({ changes: [], dropped: { no_candidate: 1, no_text: 1 } });
    const unreadable = authorWithTemplate([guard]).map((one) => ({ ...one, content: "no front matter" }));
    expect(reconcile(unreadable, [guard], EMPTY)).toEqual({ changes: [], dropped: { no_text: 1 } });
  });
});

describe("reconcile on what is published", () => {
  it("leaves alone what is known", () => {
    const candidates = [candidateOf(RECOVERY), candidateOf(GUARD)];
    expect(dream(candidates, storeOf(candidates))).toEqual({ changes: [], dropped: { already_known: 2 } });
  });

  it("reinforces when only figures moved, and keeps the models it was validated with", () => {
    const store = storeOf([candidateOf(RECOVERY)]);
    const more = candidateOf(
      { ...RECOVERY, recovered: 30, sessionsWithError: 41 },
      { stats: withSupport(OBSERVED, 30), models: ["claude-sonnet-4-5"] },
    );
    const [change, ...rest] = dream([more], store).changes;
    expect(rest).toEqual([]);
    expect(change).toMatchObject({
      action: "reinforce",
      memoryId: store.learnings[0]?.memoryId,
      before: store.learnings[0]?.content,
      beforeSha256: store.learnings[0]?.contentSha256,
      models: ["claude-sonnet-4-5", "gpt-4o"],
      rationale: "The same words; now seen in 30 sessions, 18 before.",
    });
    const lines = (text: string | null | undefined) => (text ?? "").split("\n");
    const moved = lines(change?.after).filter((line) => !lines(change?.before).includes(line));
    expect(moved.map((line) => line.split(":")[0])).toEqual(["support", "model_validated", "Evidence"]);
  });

  it("keeps the better supported figures", () => {
    const store = storeOf([candidateOf(RECOVERY)]);
    expect(dream([candidateOf(RECOVERY, { stats: withSupport(OBSERVED, 17) })], store)).toEqual({
      changes: [],
      dropped: { weaker_evidence: 1 },
    });
    const proven = storeOf([candidateOf(GUARD, { stats: LOWERING })]);
    expect(dream([candidateOf(GUARD, { stats: withSupport(OBSERVED, 30) })], proven)).toEqual({
      changes: [],
      dropped: { weaker_evidence: 1 },
    });
  });

  it("revises when an effect is proven since, in place", () => {
    const store = storeOf([candidateOf(GUARD)]);
    const [change] = dream([candidateOf(GUARD, { stats: { ...LOWERING, support: 10 } })], store).changes;
    expect(change).toMatchObject({
      action: "revise",
      path: store.learnings[0]?.path,
      memoryId: store.learnings[0]?.memoryId,
      kind: "playbook",
      title: "Give date in the first search call",
      rationale:
        "Its effect is proven since it was published: sessions with it met their outcome 23.4 pp less often, 95 % [−36.1, −10.7] pp.",
    });
    expect(parseDocument(change?.after ?? "").document?.frontMatter.kind).toBe("playbook");
  });

  it("keeps scope and expiry, which are people's decisions", () => {
    const store = storeOf([candidateOf(GUARD)], ({ content }) => ({
      content: content.replace("scope: private", 'scope: federated\nexpires_at: "2027-05-31"'),
    }));
    const [change] = dream([candidateOf(GUARD, { stats: LOWERING })], store).changes;
    expect(parseDocument(change?.after ?? "").document?.frontMatter).toMatchObject({ scope: "federated", expires_at: "2027-05-31" });
  });

  it("never touches a locked learning", () => {
    const store = storeOf([candidateOf(RECOVERY), candidateOf(GUARD)], () => ({ isLocked: true }));
    const candidates = [candidateOf(RECOVERY, { stats: LOWERING }), candidateOf(GUARD, { stats: LOWERING })];
    expect(dream(candidates, store)).toEqual({ changes: [], dropped: { locked: 2 } });
  });

  it.each(["held", "quarantined"] as const)("does not propose again what is %s", (status) => {
    const store = storeOf([candidateOf(GUARD)], () => ({ status }));
    const { changes, dropped } = dream([candidateOf(GUARD, { stats: LOWERING })], store);
    expect(changes).toEqual([]);
    expect(dropped).toEqual({ [status === "held" ? "awaits_person" : "quarantined"]: 1 });
  });

  it("ignores what only waits in another dream", () => {
    const store = storeOf([candidateOf(GUARD)], () => ({ status: "proposed" }));
    expect(dream([candidateOf(GUARD)], { ...store, takenPaths: [] }).changes[0]).toMatchObject({ action: "add" });
  });
});

describe("reconcile on a text that a person edited", () => {
  const edit = ({ content }: StoredLearning) => ({
    isEditedByPerson: true,
    content: content
      .replace("scope: private", "scope: private\nowner: Mary   # keep")
      .replace(/In some sessions.*\n/, "Dates matter here.\n"),
  });

  it("moves its figures and no other character", () => {
    const store = storeOf([candidateOf(GUARD)], edit);
    const [change, ...rest] = dream([candidateOf(GUARD, { stats: { ...LOWERING, support: 40 } })], store).changes;
    expect(rest).toEqual([]);
    expect(change).toMatchObject({ action: "reinforce", kind: "note", title: "Watch the first search call without date" });
    const withoutSupport = (text: string | null | undefined) => (text ?? "").split("\n").filter((line) => !line.startsWith("support:"));
    expect(withoutSupport(change?.after)).toEqual(withoutSupport(store.learnings[0]?.content));
    expect(change?.after).toContain("support: {sessions: 40,");
    expect(change?.after).toContain("owner: Mary   # keep");
    expect(change?.after).toContain("Dates matter here.");
  });

  it("is not retired by a dream", () => {
    const store = storeOf([candidateOf(RECOVERY)], edit);
    expect(dream([candidateOf(RECOVERY, { stats: LOWERING })], store)).toEqual({ changes: [], dropped: { edited_by_person: 1 } });
  });

  it("is left alone where it has no front matter", () => {
    const store = storeOf([candidateOf(GUARD)], () => ({ isEditedByPerson: true, content: "Just my words." }));
    expect(dream([candidateOf(GUARD, { stats: withSupport(OBSERVED, 40) })], store)).toEqual({
      changes: [],
      dropped: { edited_by_person: 1 },
    });
  });
});

describe("reconcile and tombstones", () => {
  const tombstone = (stats: CandidateStats | null, reasonCode: Tombstone["reasonCode"] = "wrong"): StoreSnapshot => ({
    ...EMPTY,
    tombstones: [{ patternKey: candidateOf(GUARD).key, reasonCode, reason: "no", stats }],
  });

  it.each<[string, StoreSnapshot, CandidateStats, string | null]>([
    ["the same evidence", tombstone(OBSERVED), OBSERVED, null],
    ["a little more", tombstone(OBSERVED), withSupport(OBSERVED, 35), null],
    ["twice the sessions", tombstone(OBSERVED), withSupport(OBSERVED, 36), "Rejected before as wrong; now seen in 36 sessions, 18 then."],
    [
      "an effect proven since",
      tombstone(OBSERVED, "unsafe"),
      LOWERING,
      "Rejected before as unsafe; its effect is proven since (52 sessions, 18 then).",
    ],
    ["an effect that was known", tombstone(LOWERING), withSupport(LOWERING, 60), null],
    [
      "twice the sessions of an effect",
      tombstone(LOWERING, "retired"),
      withSupport(LOWERING, 104),
      "Retired before; now seen in 104 sessions, 52 then.",
    ],
    ["unknown figures", tombstone(null), LOWERING, null],
  ])("with %s", (_name, store, stats, rationale) => {
    const { changes, dropped } = dream([candidateOf(GUARD, { stats })], store);
    expect(changes.map((change) => change.rationale)).toEqual(rationale === null ? [] : [rationale]);
    expect(dropped).toEqual(rationale === null ? { rejected_before: 1 } : {});
  });

  it("needs to outgrow every tombstone of the pattern", () => {
    const [older, newer] = [tombstone(OBSERVED, "not_useful"), tombstone(withSupport(OBSERVED, 30))];
    const store = { ...EMPTY, tombstones: [...older.tombstones, ...newer.tombstones] };
    expect(dream([candidateOf(GUARD, { stats: withSupport(OBSERVED, 40) })], store).changes).toEqual([]);
    expect(dream([candidateOf(GUARD, { stats: withSupport(OBSERVED, 60) })], store).changes[0]?.rationale).toBe(
      "Rejected before as not useful; Rejected before as wrong; now seen in 60 sessions, 30 then.",
    );
  });

  it("takes a learning that was retired in place for a tombstone", () => {
    const store = storeOf([candidateOf(GUARD)], () => ({ status: "retired" }));
    expect(dream([candidateOf(GUARD)], store)).toEqual({ changes: [], dropped: { retired_before: 1 } });
    const [again] = dream([candidateOf(GUARD, { stats: withSupport(OBSERVED, 36) })], store).changes;
    expect(again).toMatchObject({ action: "add", path: "/notes/watch-the-first-search-call-without-date-2.md" });
  });

  it("lets what is published be reinforced although the pattern was once rejected", () => {
    const store = { ...storeOf([candidateOf(GUARD)]), tombstones: tombstone(OBSERVED).tombstones };
    expect(dream([candidateOf(GUARD, { stats: withSupport(OBSERVED, 20) })], store).changes[0]?.action).toBe("reinforce");
  });
});

describe("reconcile retires", () => {
  it("advice that a proven effect turns round, and does not propose it again", () => {
    const store = storeOf([candidateOf(RECOVERY)]);
    const against = candidateOf(RECOVERY, { stats: LOWERING });
    const { changes } = dream([against], store);
    expect(changes).toMatchObject([
      {
        action: "retire",
        after: null,
        before: store.learnings[0]?.content,
        rationale: "The published text takes it the other way: sessions with this pattern met their outcome 23.4 pp less often.",
      },
    ]);
    expect(dream([against], apply(changes, store))).toEqual({ changes: [], dropped: { retired_before: 1 } });
  });

  it("a note about failures when most such sessions succeed", () => {
    const store = storeOf([candidateOf(GUARD)]);
    const [change] = dream([candidateOf({ ...GUARD, sessions: 40, failures: 10 }, { stats: withSupport(OBSERVED, 40) })], store).changes;
    expect(change).toMatchObject({
      action: "retire",
      rationale: "It no longer holds: 30 of 40 sessions with this pattern met their outcome.",
    });
    expect(
      dream([candidateOf({ ...GUARD, sessions: 39, failures: 10 }, { stats: withSupport(OBSERVED, 39) })], store).changes[0]?.action,
    ).toBe("reinforce");
    expect(
      dream([candidateOf({ ...GUARD, sessions: 11, failures: 2 }, { stats: withSupport(OBSERVED, 18) })], store).changes[0]?.action,
    ).not.toBe("retire");
  });

  it("nothing on the word of an observation against a proven effect", () => {
    const store = storeOf([candidateOf(GUARD, { stats: LOWERING })]);
    const against = candidateOf({ ...GUARD, sessions: 60, failures: 10 }, { stats: withSupport(OBSERVED, 60) });
    expect(dream([against], store)).toEqual({ changes: [], dropped: { contradicted: 1 } });
    expect(dream([against], EMPTY)).toEqual({ changes: [], dropped: { contradicted: 1 } });
  });

  it("nothing on the word of an effect from far fewer sessions", () => {
    const store = storeOf([candidateOf(GUARD, { stats: withSupport(LOWERING, 300) })]);
    expect(dream([candidateOf(GUARD, { stats: PROVEN })], store)).toEqual({ changes: [], dropped: { weaker_evidence: 1 } });
  });
});

describe("reconcile merges", () => {
  const twins = (part: (learning: StoredLearning, copy: boolean) => Partial<StoredLearning> = () => ({})): StoreSnapshot => {
    const store = storeOf([candidateOf(GUARD)]);
    const learnings = store.learnings.flatMap((learning) => [
      { ...learning, ...part(learning, false) },
      { ...learning, memoryId: "mem_copy" as MemoryId, path: "/notes/copy.md", stats: withSupport(OBSERVED, 9), ...part(learning, true) },
    ]);
    return { ...store, learnings, takenPaths: learnings.map((learning) => learning.path) };
  };

  it("two published learnings of one pattern into the better supported", () => {
    const store = twins();
    const { changes } = dream([candidateOf(GUARD)], store);
    expect(changes).toMatchObject([
      {
        action: "merge",
        memoryId: "mem_copy",
        path: "/notes/copy.md",
        before: store.learnings[1]?.content,
        after: store.learnings[0]?.content,
        rationale: "Says the same as /notes/watch-the-first-search-call-without-date.md, which stays.",
      },
    ]);
    expect(dream([candidateOf(GUARD)], apply(changes, store)).changes).toEqual([]);
  });

  it("keeps the one that is locked or in a person's words, and never lets such a one go", () => {
    for (const part of [{ isLocked: true }, { isEditedByPerson: true }]) {
      const { changes } = dream(
        [candidateOf(GUARD)],
        twins((_, copy) => (copy ? part : {})),
      );
      expect(changes.filter((change) => change.action === "merge").map((change) => change.path)).toEqual([
        "/notes/watch-the-first-search-call-without-date.md",
      ]);
      const both = dream(
        [candidateOf(GUARD)],
        twins(() => part),
      );
      expect(both.changes.filter((change) => change.action === "merge")).toEqual([]);
    }
  });

  it("not across walls, nor what no candidate of this dream is about", () => {
    const walled = twins(({ content }, copy) =>
      copy ? { content: content.replace("scope: private", "scope: private\napplies_to: {matter: A}") } : {},
    );
    expect(dream([candidateOf(GUARD)], walled).changes).toEqual([]);
    expect(dream([candidateOf(RECOVERY)], twins()).changes.map((change) => change.action)).toEqual(["add"]);
  });

  it("two patterns that are the same lesson word by word", () => {
    const absent = candidateOf(GUARD, { stats: LOWERING });
    const present = candidateOf({ ...GUARD, feature: { kind: "argument_present", argument: "date" } }, { stats: PROVEN });
    const one = storeOf([absent]);
    const other = storeOf([present], () => ({ memoryId: "mem_other" as MemoryId, path: "/playbooks/other.md" }));
    const store = { ...EMPTY, learnings: [...one.learnings, ...other.learnings] };
    const { changes } = dream([absent, present], store);
    expect(changes).toMatchObject([{ action: "merge", memoryId: "mem_other", patternKey: present.key, after: one.learnings[0]?.content }]);
    expect(dream([absent, present], apply(changes, store))).toEqual({ changes: [], dropped: { already_known: 1, duplicate: 1 } });
  });
});

describe("reconcile and walls", () => {
  it("does not widen a learning by evidence from one wall, and widens it by evidence from several", () => {
    const store = storeOf([candidateOf(GUARD, { wall: "A" })]);
    expect(store.learnings[0]?.content).toContain("applies_to: {matter: A}");
    const more = { stats: withSupport(OBSERVED, 30) };
    const [same] = dream([candidateOf(GUARD, { ...more, wall: "A" })], store).changes;
    expect(same).toMatchObject({ action: "reinforce", wall: "A" });
    expect(same?.after).toContain("applies_to: {matter: A}");
    const [several] = dream([candidateOf(GUARD, { ...more, wall: null })], store).changes;
    expect(several).toMatchObject({ action: "revise" });
    expect(several?.after).not.toContain("applies_to");
  });

  it("adds for another wall beside it, and leaves a learning for all as it is", () => {
    const store = storeOf([candidateOf(GUARD, { wall: "A" })]);
    const [other] = dream([candidateOf(GUARD, { wall: "B" })], store).changes;
    expect(other).toMatchObject({ action: "add", wall: "B", path: "/notes/watch-the-first-search-call-without-date-2.md" });
    expect(dream([candidateOf(GUARD, { wall: "A" })], storeOf([candidateOf(GUARD)]))).toEqual({
      changes: [],
      dropped: { already_known: 1 },
    });
  });
});

// ------------------------------------------------------------------------------------------------ on any store

const pool: PatternFacts[] = [
  RECOVERY,
  { ...RECOVERY, change: { kind: "argument_added", argument: "amount", to: null } },
  { ...RECOVERY, change: { kind: "other_call_first", via: "get_user_details" } },
  GUARD,
  { ...GUARD, feature: { kind: "argument_present", argument: "date" } },
  { ...GUARD, feature: { kind: "used_before", before: "list" } },
  { ...GUARD, feature: { kind: "not_used_before", before: "list" } },
  {
    family: "waste",
    tool: "search",
    pattern: "identical_call",
    errorTemplate: null,
    form: null,
    sessions: 9,
    wastedCalls: 20,
    medianRepeats: 2,
  },
];
const stats = fc
  .tuple(fc.constantFrom(OBSERVED, PROVEN, LOWERING), fc.constantFrom(5, 17, 18, 36, 52, 110))
  .map(([base, support]) => withSupport(base, support));
const candidates = fc.uniqueArray(
  fc
    .record({
      facts: fc.constantFrom(...pool),
      stats,
      wall: fc.constantFrom(null, null, "A", "B"),
      models: fc.constantFrom("gpt-4o", "claude-sonnet-4-5").map((model) => [model]),
    })
    .chain(({ facts, ...part }) =>
      fc.nat(40).map((failures) => candidateOf(facts.family === "guard" ? { ...facts, sessions: 40, failures } : facts, part)),
    ),
  { selector: (candidate) => candidate.key, maxLength: 6 },
);
const meddling = fc.array(
  fc.record({
    at: fc.nat(7),
    part: fc.constantFrom<Partial<StoredLearning>>(
      { isLocked: true },
      { isEditedByPerson: true },
      { status: "held" },
      { status: "retired" },
      { status: "quarantined" },
      { stats: null },
    ),
    copy: fc.boolean(),
  }),
  { maxLength: 5 },
);
const anyStore = fc.tuple(candidates, candidates, meddling, fc.boolean()).map(([first, second, changes, isFirst]) => {
  let store = storeOf(first);
  store = apply(dream(second, store).changes, store);
  const learnings = [...store.learnings];
  for (const [i, { at, part, copy }] of changes.entries()) {
    const learning = learnings[at];
    if (learning === undefined) continue;
    if (copy) learnings.push({ ...learning, memoryId: `mem_copy_${i}` as MemoryId, path: `/notes/copy-${i}.md`, ...part });
    else learnings[at] = { ...learning, ...part };
  }
  const rejected = isFirst ? first.slice(0, 2) : [];
  const tombstones = [
    ...store.tombstones,
    ...rejected.map((candidate): Tombstone => ({ patternKey: candidate.key, reasonCode: "wrong", reason: null, stats: candidate.stats })),
  ];
  return { learnings, tombstones, takenPaths: learnings.map((learning) => learning.path) };
});

describe("reconcile on any store", () => {
  it("proposes nothing when its result is applied and it runs again", () => {
    fc.assert(
      fc.property(candidates, anyStore, (found, store) => {
        const { changes } = dream(found, store);
        expect(actionsOf(dream(found, apply(changes, store)).changes)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it("does not depend on the order of its inputs", () => {
    const shuffled = <T>(items: T[], seed: number) =>
      items
        .map((item, i) => ({ item, at: (i * 7919 + seed * 104729) % 101 }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item);
    fc.assert(
      fc.property(candidates, anyStore, fc.nat(100), (found, store, seed) => {
        const texts = authorWithTemplate(found, { wallKey: "matter" });
        const mixed = {
          learnings: shuffled(store.learnings, seed),
          tombstones: shuffled(store.tombstones, seed + 1),
          takenPaths: shuffled(store.takenPaths, seed + 2),
        };
        expect(reconcile(shuffled(texts, seed), shuffled(found, seed + 3), mixed)).toEqual(reconcile(texts, found, store));
      }),
      { numRuns: 60 },
    );
  });

  it("changes no input, no locked learning, and no word of a person", () => {
    fc.assert(
      fc.property(candidates, anyStore, (found, store) => {
        const copy = structuredClone(store);
        const { changes } = dream(found, store);
        expect(store).toEqual(copy);
        for (const change of changes) {
          const target = store.learnings.find((learning) => learning.memoryId === change.memoryId);
          if (target === undefined) continue;
          expect(target.status).toBe("published");
          expect(target.isLocked).toBe(false);
          if (target.isEditedByPerson) expect(change.action).toBe("reinforce");
        }
      }),
      { numRuns: 60 },
    );
  });

  it("touches a learning at most once and a path never twice, in order, with a reason, and accounts for every candidate", () => {
    fc.assert(
      fc.property(candidates, anyStore, (found, store) => {
        const { changes, dropped } = dream(found, store);
        const touched = changes.map((change) => change.path);
        expect(new Set(touched).size).toBe(touched.length);
        for (const change of changes) {
          if (change.action === "add") expect(store.takenPaths).not.toContain(change.path);
          expect(change.rationale).toMatch(/^[A-Z].*\.$/);
          expect(change.after === null).toBe(change.action === "retire");
          if (change.action !== "merge") expect(change.after).not.toBe(change.before);
        }
        const order = ["add", "revise", "reinforce", "merge", "retire"];
        const ranks = changes.map((change) => order.indexOf(change.action));
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
        const keys = new Set(changes.map((change) => change.patternKey));
        const droppedCount = Object.values(dropped).reduce((sum, n) => sum + n, 0);
        expect(droppedCount + found.filter((candidate) => keys.has(candidate.key)).length).toBeGreaterThanOrEqual(found.length);
      }),
      { numRuns: 60 },
    );
  });
});
