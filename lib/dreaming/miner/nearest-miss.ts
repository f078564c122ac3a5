/** What came closest to a finding for want of sessions. Pure. */
import { compareText } from "@/lib/dreaming/statistics/hash";

export type ShortSupport = { key: string; sessions: number };

/** The one seen in more sessions; ties by key. */
export function nearerMiss(one: ShortSupport | null, other: ShortSupport | null): ShortSupport | null {
  if (one === null || other === null) return one ?? other;
  return (other.sessions - one.sessions || compareText(one.key, other.key)) > 0 ? other : one;
}

/** "recovery|…: needs 5 sessions, saw 4"; null for none. */
export function describeShortSupport(miss: ShortSupport | null, minSupport: number): string | null {
  return miss && `${miss.key}: needs ${minSupport} sessions, saw ${miss.sessions}`;
}
