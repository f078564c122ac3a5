import { LogList } from "@/components/dreams/log-list";
import { RuledSection } from "@/components/layout/ruled-section";
import { formatCount } from "@/components/ui/format";
import { readDreamLog } from "@/lib/dreaming/dream-log";
import type { DreamView } from "@/lib/dreaming/types";
import type { Visitor } from "@/lib/web/current-user";

/** Who did what, and when each stage began and ended; newest first. */
export async function LogTab({ visitor: { ctx, membership }, dream }: { visitor: Visitor; dream: DreamView }) {
  const { entries, isCut } = await readDreamLog(ctx, dream.id);
  return (
    <RuledSection title="Log" note={<>{formatCount(entries.length, "entry", "entries")}, newest first</>}>
      <LogList entries={entries} dream={dream} now={ctx.clock.now()} zone={membership.timeZone} />
      {isCut && <p className="mt-2 text-ink-3">Older entries are left out here. The audit log has all of them.</p>}
    </RuledSection>
  );
}
