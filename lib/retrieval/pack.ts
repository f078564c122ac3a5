/** Fills a token budget with whole learnings, best first. Pure. */
import { type Quotable, renderContext, renderLearning } from "@/lib/retrieval/render";
import { estimateTokens } from "@/lib/retrieval/tokens";

/** No learning takes fewer: once so little is left, the rest need not be rendered. */
const FEWEST_TOKENS = 20;
/** As many figures as the number of the last learning can have. */
const WIDEST_NUMBER = 999;

/**
 * Takes each learning that still fits, in the order given; one that is too large is passed over, never cut. What is rendered of those taken,
 * or of any of them, stays within the budget: its tokens are at most the sum of the parts'. O(total text).
 */
export function packLearnings<T extends Quotable>(ranked: readonly T[], tokenBudget: number): { packed: T[]; tooLarge: T[] } {
  const packed: T[] = [];
  const tooLarge: T[] = [];
  let left = tokenBudget;
  for (const learning of ranked) {
    if (left < FEWEST_TOKENS) {
      tooLarge.push(learning);
      continue;
    }
    const alone = packed.length === 0 ? renderContext([learning]) : `\n\n${renderLearning(learning, WIDEST_NUMBER)}`;
    const cost = estimateTokens(alone) + (packed.length === 0 ? estimateTokens(String(WIDEST_NUMBER)) : 0);
    if (cost > left) {
      tooLarge.push(learning);
      continue;
    }
    left -= cost;
    packed.push(learning);
  }
  return { packed, tooLarge };
}
