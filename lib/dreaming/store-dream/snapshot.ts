/** The output store as reconcile sees it. A store that no agent learns into has no columns of learnings: there a text is known by its title. */
import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import type { StoreDreamRow } from "@/lib/dreaming/store-dream/input";
import { outputOf } from "@/lib/dreaming/store-dream/output";
import { readStoreSnapshot } from "@/lib/dreaming/store-snapshot";
import type { Authored, StoredLearning, StoreSnapshot } from "@/lib/dreaming/types";
import type { MemoryId } from "@/lib/ids";
import { parseDocument } from "@/lib/learnings/document";

type Row = { id: MemoryId; input_id: MemoryId | null; path: string; content: string; content_sha256: string; revision: number };

/** What is known of the input's learnings counts for their copies, which stand at the same paths. Call inside `inWorkspace`. */
export async function readOutputSnapshot(
  tx: Tx,
  ctx: Ctx,
  dream: StoreDreamRow,
  authored: readonly Authored[],
): Promise<{ snapshot: StoreSnapshot; revision: number }> {
  const outputId = outputOf(dream);
  const input = await readStoreSnapshot(tx, ctx, dream.storeId);
  const rows = await tx.execute<Row>(sql`
    select m.id, i.id as input_id, m.path, m.content, m.content_sha256, s.head_revision as revision
    from memory_stores s
    join memories m on m.workspace_id = s.workspace_id and m.store_id = s.id
    left join memories i on i.workspace_id = m.workspace_id and i.store_id = ${dream.storeId} and i.path = m.path
    where s.workspace_id = ${ctx.workspaceId} and s.id = ${outputId}
    order by m.path`);
  const known = new Map(input.snapshot.learnings.map((learning) => [learning.memoryId, learning]));
  const byTitle = new Map(authored.map((one) => [titleKey(one), one]));
  return {
    snapshot: {
      learnings: rows.flatMap((row): StoredLearning[] => {
        const { id: memoryId, path, content, content_sha256: contentSha256 } = row;
        const learning = row.input_id === null ? undefined : known.get(row.input_id);
        if (learning) return [{ ...learning, memoryId, path, content, contentSha256 }];
        const said = saidBefore(content, byTitle);
        return said === null ? [] : [{ ...said, memoryId, path, content, contentSha256 }];
      }),
      tombstones: input.snapshot.tombstones,
      takenPaths: rows.map((row) => row.path),
    },
    revision: rows[0]?.revision ?? 0,
  };
}

type Said = Omit<StoredLearning, "memoryId" | "path" | "content" | "contentSha256">;

/** A text whose title and kind this dream would write again is the same lesson: it is brought up to date, not doubled. */
function saidBefore(content: string, byTitle: ReadonlyMap<string, Authored>): Said | null {
  const front = parseDocument(content).document?.frontMatter;
  const again = front && byTitle.get(titleKey(front));
  if (!again) return null;
  const { kind, title, candidateKey: patternKey } = again;
  return { kind, title, status: "published", isLocked: false, patternKey, isEditedByPerson: false, stats: null };
}

const titleKey = ({ kind, title }: { kind: string; title: string }) => `${kind}\n${title}`;
