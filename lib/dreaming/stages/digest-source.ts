import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { DIGEST_VERSION, type Digest, type DigestSource, type LabelledDigest } from "@/lib/dreaming/types";
import type { DreamId } from "@/lib/ids";

const PAGE = 100;

type Row = { ordinal: number; digest: Digest; outcome_success: boolean | null; wall: string | null };

/**
 * A fresh pass over a dream's digests with the best label known now, a page at a time in reading order. The wall value is read here and not
 * from the digest: an agent's wall key may change after a digest was stored.
 */
export function digestSource(ctx: Ctx, dreamId: DreamId, wallKey: string | null): DigestSource {
  return async function* pass(): AsyncIterable<LabelledDigest> {
    let after = 0;
    for (;;) {
      const rows = await inWorkspace(ctx, (tx) =>
        tx.execute<Row>(sql`
          select ds.ordinal, sd.digest, s.outcome_success, s.metadata ->> ${wallKey ?? ""} as wall
          from dream_sessions ds
          join sessions s on s.workspace_id = ds.workspace_id and s.id = ds.session_id
          join session_digests sd on sd.workspace_id = ds.workspace_id and sd.session_id = ds.session_id and sd.version = ${DIGEST_VERSION}
          where ds.workspace_id = ${ctx.workspaceId} and ds.dream_id = ${dreamId} and ds.ordinal > ${after}
          order by ds.ordinal limit ${PAGE}`),
      );
      for (const row of rows) {
        const label = row.outcome_success === null ? null : { success: row.outcome_success };
        yield { digest: { ...row.digest, wall: wallKey === null ? null : row.wall }, label };
        after = row.ordinal;
      }
      if (rows.length < PAGE) return;
    }
  };
}
