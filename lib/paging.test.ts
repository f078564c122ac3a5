import { describe, expect, it } from "vitest";
import { toTwoWayPage } from "./paging";

const cursorOf = (row: number, side: "after" | "before") => `${side}:${row}`;
const page = (rows: number[], isBackward: boolean, isFirst: boolean) => toTwoWayPage(rows, { limit: 2, isBackward, isFirst }, cursorOf);

describe("toTwoWayPage", () => {
  it("leads on from the first page only where there is more", () => {
    expect(page([9, 8, 7], false, true)).toEqual({ items: [9, 8], nextCursor: "after:8", previousCursor: null });
    expect(page([9, 8], false, true)).toEqual({ items: [9, 8], nextCursor: null, previousCursor: null });
  });

  it("leads both ways from the middle", () => {
    expect(page([7, 6, 5], false, false)).toEqual({ items: [7, 6], nextCursor: "after:6", previousCursor: "before:7" });
  });

  it("turns a page round that was read backward, and knows that it came from somewhere", () => {
    expect(page([8, 9], true, false)).toEqual({ items: [9, 8], nextCursor: "after:8", previousCursor: null });
    expect(page([7, 8, 9], true, false)).toEqual({ items: [8, 7], nextCursor: "after:7", previousCursor: "before:8" });
  });

  it("leads nowhere from an empty page", () => {
    expect(page([], false, false)).toEqual({ items: [], nextCursor: null, previousCursor: null });
  });
});
