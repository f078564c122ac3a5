/** What the shell says on every page: the numbers beside the navigation, and what the bell holds. */
import type { Attention, AttentionItem } from "@/components/layout/attention";
import { formatNumber } from "@/components/ui/format";
import type { Ctx } from "@/lib/context";
import { countOpenDreams, listFailedDreams } from "@/lib/dreaming/attention";
import { countReviewQueue } from "@/lib/dreaming/queries";
import { listFailedImports } from "@/lib/interop/attention";

/** What failed longer ago is history. */
const FRESH_MS = 7 * 24 * 60 * 60_000;

export async function readAttention(ctx: Ctx): Promise<Attention> {
  const since = new Date(ctx.clock.now().getTime() - FRESH_MS);
  const [queue, running, dreams, imports] = await Promise.all([
    countReviewQueue(ctx),
    countOpenDreams(ctx),
    listFailedDreams(ctx, since),
    listFailedImports(ctx, since),
  ]);
  const waiting = queue.open - queue.held;
  const items: AttentionItem[] = [];
  if (queue.held > 0) {
    items.push({
      id: "held",
      tone: "held",
      title: queue.held === 1 ? "1 change is held" : `${formatNumber(queue.held)} changes are held`,
      note: "A check found something: it needs a reviewer's reason.",
      href: "/review",
    });
  }
  if (waiting > 0) {
    items.push({
      id: "review",
      tone: "review",
      title: waiting === 1 ? "1 change waits for a decision" : `${formatNumber(waiting)} changes wait for a decision`,
      note: "Nothing goes live before it.",
      href: "/review",
    });
  }
  for (const dream of dreams) {
    items.push({
      id: dream.id,
      tone: "failure",
      title: `A dream of ${dream.agentName} failed`,
      note: dream.message ?? "Open it to see at which stage.",
      href: `/dreams/${dream.id}`,
    });
  }
  for (const one of imports) {
    items.push({
      id: one.id,
      tone: "failure",
      title: one.fileName ? `Import of ${one.fileName} failed` : "An import failed",
      note: one.failure ?? "Open it to see how far it came.",
      href: `/imports/${one.id}`,
    });
  }
  return {
    notes: {
      "/review": queue.open > 0 ? formatNumber(queue.open) : null,
      "/dreams": running > 0 ? `${formatNumber(running)} running` : null,
    },
    items,
  };
}
