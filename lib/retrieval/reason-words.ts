/** Why a learning was chosen, in words. Pure. */
import type { Reason } from "@/lib/retrieval/types";

export function reasonInWords({ part, detail, points }: Reason): string {
  return points === 0 ? WORDS[part](detail) : `${WORDS[part](detail)} (+${points})`;
}

const WORDS: Record<Reason["part"], (detail: string) => string> = {
  pinned: () => "It is pinned: always considered, before others",
  always: () => "It has no trigger: it always applies",
  tool: (detail) => `Its trigger names tools at hand: ${detail}`,
  error: (detail) => `Its trigger fits a recent error: ${detail}`,
  intent: (detail) => `Its trigger names what the task is about: ${detail}`,
  file_type: (detail) => `Its trigger names the type of file: ${detail}`,
  keyword: (detail) => `Its trigger's words are in the task: ${detail}`,
  text: (detail) => `Its text shares words with the task: ${detail}`,
  recency: (detail) => `It was ${detail}`,
};
