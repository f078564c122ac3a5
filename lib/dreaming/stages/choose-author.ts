/** Who writes a dream's prose: decided when it begins to run, by the agent's setting and whether the worker has a key. */
import { and, eq } from "drizzle-orm";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { failDream } from "@/lib/dreaming/commands";
import { dreamStages, dreams } from "@/lib/dreaming/schema";
import { dreamKey, lockRunningDream, type StageContext, stageKey } from "@/lib/dreaming/stages/stage-run";

/**
 * `auto` is Claude with a key, else the template. False, and the dream failed, when its agent insists on Claude and there is no key. Once its
 * texts are written a dream keeps its author. Safe to repeat.
 */
export async function chooseAuthor(stage: StageContext): Promise<boolean> {
  const { ctx, dreamId } = stage;
  const isFit = await inWorkspace(ctx, async (tx, inner) => {
    const dream = await lockRunningDream(tx, inner, stage);
    const [written] = await tx
      .select({ stage: dreamStages.stage })
      .from(dreamStages)
      .where(and(stageKey(inner, dreamId, "author"), eq(dreamStages.state, "completed")));
    if (written) return true;
    const { author: asked } = dream.settings;
    if (asked === "claude" && !stage.model) return false;
    const author = asked !== "template" && stage.model ? "claude" : "template";
    await tx.update(dreams).set({ author }).where(dreamKey(inner, dreamId));
    return true;
  });
  if (!isFit) {
    const message =
      "This agent's dreams are to be written by Claude, but the worker has no model key. Set ANTHROPIC_API_KEY where Reverie is started, or choose another author in the agent's dreaming settings.";
    await failDream(ctx, dreamId, { type: "model_key_missing", message }, stage.run);
  }
  return isFit;
}
