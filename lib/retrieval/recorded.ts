/** What a session was answered, read back: the one way in which recorded answers become text again. Call inside `inWorkspace`. */
import { and, eq, inArray } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import type { ExposureId } from "@/lib/ids";
import { parseDocument } from "@/lib/learnings/document";
import { learnings } from "@/lib/learnings/schema";
import { memoryVersions } from "@/lib/memory/schema";
import { refusalOf } from "@/lib/retrieval/candidates";
import type { Quotable } from "@/lib/retrieval/render";
import { type AnsweredLearning, exposureAnswers, exposureItems } from "@/lib/retrieval/schema";
import type { Arm, ServedLearning } from "@/lib/retrieval/types";

export type RecordedLearning = ServedLearning & Quotable & { arm: Arm };
export type Asked = { exposureId: ExposureId; questionHash: string; metadata: Record<string, string> };

/**
 * The recorded answer in its order, each learning at the version it had then; null when this was not asked yet. What must not be served any
 * more (quarantined, expired, redacted) is left out: safety goes before sameness.
 */
export async function readRecorded(tx: Tx, ctx: Ctx, asked: Asked): Promise<RecordedLearning[] | null> {
  const [answer] = await tx
    .select({ learnings: exposureAnswers.learnings })
    .from(exposureAnswers)
    .where(
      and(
        eq(exposureAnswers.workspaceId, ctx.workspaceId),
        eq(exposureAnswers.exposureId, asked.exposureId),
        eq(exposureAnswers.questionHash, asked.questionHash),
      ),
    );
  if (!answer) return null;
  if (answer.learnings.length === 0) return [];
  const known = new Map((await readItems(tx, ctx, asked.exposureId, answer.learnings)).map((row) => [row.id, row]));
  return answer.learnings.flatMap(({ memoryId, ...said }) => {
    const row = known.get(memoryId);
    if (!row || row.content === null || row.path === null || refusalOf(row, asked.metadata, ctx.clock.now()) !== null) return [];
    const { content, path } = row;
    const title = parseDocument(content).document?.frontMatter.title ?? row.title;
    return [{ ...row, ...said, content, path, title }];
  });
}

function readItems(tx: Tx, ctx: Ctx, exposureId: ExposureId, answered: AnsweredLearning[]) {
  const versionIds = answered.map((one) => one.versionId);
  return tx
    .select({
      id: exposureItems.memoryId,
      versionId: memoryVersions.id,
      arm: exposureItems.arm,
      kind: learnings.kind,
      status: learnings.status,
      title: learnings.title,
      appliesTo: learnings.appliesTo,
      expiresAt: learnings.expiresAt,
      path: memoryVersions.path,
      content: memoryVersions.content,
    })
    .from(exposureItems)
    .innerJoin(learnings, and(eq(learnings.workspaceId, exposureItems.workspaceId), eq(learnings.memoryId, exposureItems.memoryId)))
    .innerJoin(
      memoryVersions,
      and(eq(memoryVersions.workspaceId, exposureItems.workspaceId), eq(memoryVersions.memoryId, exposureItems.memoryId)),
    )
    .where(
      and(eq(exposureItems.workspaceId, ctx.workspaceId), eq(exposureItems.exposureId, exposureId), inArray(memoryVersions.id, versionIds)),
    );
}
