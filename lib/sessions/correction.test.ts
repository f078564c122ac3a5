import { describe, expect, it } from "vitest";
import { readsLikeCorrection } from "@/lib/sessions/correction";

describe("corrections", () => {
  it.each([
    "No, I meant the morning flight.",
    "That's not what I asked.",
    "You said 412 euros a minute ago and now it is 187?",
    "Actually, use the other card.",
    "I already told you my user id.",
    "It is wrong, look again.",
  ])("hears one in %j", (words) => expect(readsLikeCorrection(words, false)).toBe(true));

  it.each(["Yes, book it.", "I need to cancel my trip.", "Nothing else, thank you.", "Normal shipping is fine.", "Now the refund."])(
    "hears none in %j",
    (words) => expect(readsLikeCorrection(words, false)).toBe(false),
  );

  it("hears none in what opens a session", () => expect(readsLikeCorrection("No, wait.", true)).toBe(false));
});
