import { expect, it } from "vitest";
import { snakeKeys } from "@/lib/api/snake-case";

it("spells keys in snake case at every depth and leaves values alone", () => {
  expect(snakeKeys({ nWith: 1, outOfSample: { successesWith: [{ qValue: "keepMe" }] }, plain: null })).toEqual({
    n_with: 1,
    out_of_sample: { successes_with: [{ q_value: "keepMe" }] },
    plain: null,
  });
});
