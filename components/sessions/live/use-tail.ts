"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

type Parts = {
  /** Grows when rows come or get their real heights. */
  column: RefObject<HTMLElement | null>;
  /** The end of what is read. */
  end: RefObject<HTMLElement | null>;
  /** What covers the foot of the window. */
  dock: RefObject<HTMLElement | null>;
};

/** So far from the end counts as at the end. */
const NEAR_PX = 64;

/** Keeps the end in sight while the reader is there, and moves nothing once they have scrolled up; counts what they have not seen. */
export function useTail({ column, end, dock }: Parts, count: number, startsAtEnd: boolean) {
  const isFollowing = useRef(startsAtEnd);
  const [leftAt, setLeftAt] = useState<number | null>(startsAtEnd ? null : count);
  const countNow = useRef(count);
  useEffect(() => {
    countNow.current = count;
  });

  const below = useCallback(() => {
    const [last, foot] = [end.current, dock.current];
    return last ? last.getBoundingClientRect().bottom - (window.innerHeight - (foot?.offsetHeight ?? 0)) : 0;
  }, [end, dock]);
  const stay = useCallback(() => {
    if (!isFollowing.current) return;
    const distance = below();
    if (distance > 1) window.scrollBy({ top: distance, behavior: "instant" });
  }, [below]);
  const toEnd = useCallback(() => {
    isFollowing.current = true;
    setLeftAt(null);
    stay();
  }, [stay]);

  useEffect(() => {
    let before = window.scrollY;
    const onScroll = () => {
      const isUp = window.scrollY < before - 2;
      before = window.scrollY;
      if (below() <= NEAR_PX) {
        isFollowing.current = true;
        setLeftAt(null);
      } else if (isUp && isFollowing.current) {
        isFollowing.current = false;
        setLeftAt(countNow.current);
      }
    };
    window.addEventListener("scroll", onScroll, { passive: true });
    const observer = new ResizeObserver(stay);
    if (column.current) observer.observe(column.current);
    if (dock.current) observer.observe(dock.current);
    stay();
    return () => {
      window.removeEventListener("scroll", onScroll);
      observer.disconnect();
    };
  }, [below, stay, column, dock]);

  return { toEnd, missed: leftAt === null ? 0 : Math.max(0, count - leftAt) };
}
