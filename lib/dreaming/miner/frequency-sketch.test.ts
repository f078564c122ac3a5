import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrequencySketch } from "@/lib/dreaming/miner/frequency-sketch";

describe("FrequencySketch", () => {
  it("never loses a key that was added often enough", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }), fc.integer({ min: 1, max: 5 }), (keys, threshold) => {
        const sketch = new FrequencySketch();
        for (const key of keys) sketch.add(key);
        for (const key of new Set(keys)) {
          if (keys.filter((other) => other === key).length >= threshold) expect(sketch.mayReach(key, threshold)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("keeps nearly all rare keys out", () => {
    const sketch = new FrequencySketch();
    for (let i = 0; i < 20_000; i++) sketch.add(`word ${i}`);
    let passed = 0;
    for (let i = 0; i < 20_000; i++) if (sketch.mayReach(`word ${i}`, 3)) passed += 1;
    expect(passed).toBeLessThan(200);
  });
});
