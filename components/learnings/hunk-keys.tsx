"use client";

import { useEffect } from "react";

/** Alt and the arrows go to the next and previous changed place: of a comparison, or of a merge. */
export function HunkKeys() {
  useEffect(() => {
    document.addEventListener("keydown", step);
    return () => document.removeEventListener("keydown", step);
  }, []);
  return null;
}

function step(event: KeyboardEvent): void {
  if (event.defaultPrevented || !event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const places = placesOf();
  if (places.length === 0) return;
  event.preventDefault();
  const line = window.innerHeight / 3;
  const below = event.key === "ArrowDown";
  const focused = places.indexOf(document.activeElement as HTMLElement);
  const index =
    focused !== -1
      ? focused + (below ? 1 : -1)
      : below
        ? places.findIndex((place) => place.getBoundingClientRect().top > line)
        : places.findLastIndex((place) => place.getBoundingClientRect().top < line);
  const target = places[index];
  if (!target) return;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
}

/** Places of a merge, else the first row of each changed run of the comparison. */
function placesOf(): HTMLElement[] {
  const merge = [...document.querySelectorAll<HTMLElement>("[data-hunk]")];
  if (merge.length > 0) return merge;
  const rows = [...document.querySelectorAll<HTMLElement>("main figure table tbody tr")].filter((row) => row.checkVisibility());
  return rows.filter((row, index) => {
    const before = rows[index - 1];
    return isChangedRow(row) && !(before && isChangedRow(before));
  });
}

function isChangedRow(row: HTMLElement): boolean {
  return row.matches(".bg-diff-add, .bg-diff-del") || row.querySelector(".bg-diff-add, .bg-diff-del") !== null;
}
