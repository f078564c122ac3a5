import { describe, expect, it } from "vitest";
import { mine } from "@/lib/dreaming/miner/mine";
import { surveySessions } from "@/lib/dreaming/miner/survey";
import { bookingWorld, permuteLabels, sourceOf } from "@/lib/dreaming/miner/synthetic-sessions";
import type { LabelledDigest, MinerSettings } from "@/lib/dreaming/types";
import { collectEvidence, validate } from "@/lib/dreaming/validate/validate";

const SETTINGS: MinerSettings = { minSupport: 3, seed: 1, maxCandidates: 40 };
const KEY = "guard|book|not_used_before|get_account";
const ITEMS = bookingWorld({ tasks: 40, attempts: 8, effect: 0.5 }, 7);

async function minedClaims(items: LabelledDigest[]) {
  const { candidates } = await mine(sourceOf(items), SETTINGS);
  return candidates.filter(({ stats }) => stats.claim === "effect");
}

/** The sessions with the held-back part changed. Labels may be turned round and steps left out: the split stays what it was. */
async function withHeldBack(change: (item: LabelledDigest) => LabelledDigest): Promise<LabelledDigest[]> {
  const survey = await surveySessions(sourceOf(ITEMS), SETTINGS.seed);
  return ITEMS.map((item) => (survey.sideOf(item.digest) === "held_back" ? change(item) : item));
}

describe("validate", () => {
  it("lets an effect stand that the held-back tasks repeat, and says so in numbers", async () => {
    const { candidates, funnel } = await validate(await minedClaims(ITEMS), sourceOf(ITEMS), SETTINGS);
    expect(candidates.map(({ key, stats }) => [key, stats.claim])).toEqual([[KEY, "effect"]]);
    const { nWith, nWithout, effect } = candidates[0]?.stats.outOfSample ?? { nWith: 0, nWithout: 0, effect: null };
    expect(nWith).toBeGreaterThan(10);
    expect(nWithout).toBeGreaterThan(10);
    expect(effect).toBeLessThan(0);
    expect(funnel.sessions).toBeLessThan(ITEMS.length / 2);
  });

  it("drops an effect that points the other way on the held-back tasks", async () => {
    const turned = await withHeldBack(({ digest, label }) => ({ digest, label: label === null ? null : { success: !label.success } }));
    const claims = await minedClaims(turned);
    expect(claims.map(({ key }) => key)).toEqual([KEY]);
    const { candidates, funnel } = await validate(claims, sourceOf(turned), SETTINGS);
    expect(candidates).toEqual([]);
    expect(funnel.dropped).toEqual({ not_repeated_on_held_back: 1 });
  });

  it("makes an observation of an effect that the held-back tasks repeat in sign only", async () => {
    const claims = await minedClaims(ITEMS);
    const found = [];
    // Chance gives effects of all sizes: labels of the held-back tasks are drawn anew until one is small and of the same sign.
    for (let seed = 1; seed <= 30; seed++) {
      const drawn = permuteLabels(ITEMS, seed);
      const labels = new Map(drawn.map(({ digest, label }) => [digest.sessionId, label]));
      const items = await withHeldBack(({ digest }) => ({ digest, label: labels.get(digest.sessionId) ?? null }));
      const { candidates } = await validate(claims, sourceOf(items), SETTINGS);
      for (const { stats } of candidates)
        found.push({ inSample: stats.effect ?? 0, heldBack: stats.outOfSample?.effect ?? 0, claim: stats.claim });
    }
    expect(found.some(({ claim }) => claim === "observation")).toBe(true);
    for (const { inSample, heldBack, claim } of found) expect(claim).toBe(heldBack <= inSample / 3 ? "effect" : "observation");
  });

  it("makes an observation of an effect that the held-back tasks can neither repeat nor refute", async () => {
    const alike = await withHeldBack(({ digest, label }) => ({
      digest: { ...digest, steps: digest.steps.filter(({ tool }) => tool !== "get_account").map((step, index) => ({ ...step, index })) },
      label,
    }));
    const { candidates } = await validate(await minedClaims(alike), sourceOf(alike), SETTINGS);
    expect(candidates.map(({ key, stats }) => [key, stats.claim, stats.direction])).toEqual([[KEY, "observation", null]]);
  });

  it("keeps the numbers of the mined part and counts support over all sessions", async () => {
    const { candidates: mined } = await mine(sourceOf(ITEMS), SETTINGS);
    const { candidates } = await validate(mined, sourceOf(ITEMS), SETTINGS);
    for (const candidate of candidates) {
      const before = mined.find(({ key }) => key === candidate.key);
      const { effect, interval, pValue, qValue, groups, nWith } = candidate.stats;
      expect(before?.stats).toMatchObject({ effect, interval, pValue, qValue, groups, nWith });
      expect(candidate.stats.support).toBeGreaterThanOrEqual(before?.stats.support ?? Number.POSITIVE_INFINITY);
    }
  });
});

describe("collectEvidence", () => {
  it("reads sessions one at a time and stops reading when nobody asks on", async () => {
    const { candidates } = await validate(await minedClaims(ITEMS), sourceOf(ITEMS), SETTINGS);
    let passes = 0;
    let read = 0;
    const counting = async function* pass() {
      passes += 1;
      for (const item of ITEMS) {
        read += 1;
        yield item;
      }
    };
    for await (const { evidence } of collectEvidence(candidates, counting)) {
      expect(evidence.quote.length).toBeGreaterThan(0);
      break;
    }
    expect(passes).toBe(2);
    expect(read).toBeLessThan(ITEMS.length * 2);
  });

  it("needs no pass for no candidates", async () => {
    const never = (): AsyncIterable<LabelledDigest> => {
      throw new Error("was read");
    };
    const found = [];
    for await (const item of collectEvidence([], never)) found.push(item);
    expect(found).toEqual([]);
  });
});
