import Link from "next/link";
import { Code } from "@/components/ui/code";
import { shortenId } from "@/components/ui/format";
import { VisibleText } from "@/components/ui/visible-text";
import type { SessionListItem } from "@/lib/sessions/types";

export type NamedSession = Pick<SessionListItem, "id" | "title" | "externalId">;

/** What a session is called where it has no title: how it began, else its id elsewhere, else its id here. */
export function sessionTitle({ id, title, externalId }: NamedSession, firstWords?: string): string {
  return title?.trim() || firstWords || externalId || shortenId(id);
}

/** A session's name as the link to it, with its id elsewhere behind it. */
export function SessionName({ session, firstWords }: { session: NamedSession; firstWords?: string }) {
  const name = sessionTitle(session, firstWords);
  return (
    <span className="flex min-w-0 flex-wrap items-baseline gap-x-2 text-left">
      <Link href={`/sessions/${session.id}`} className="link wrap-anywhere">
        <VisibleText text={name} />
      </Link>
      {session.externalId && session.externalId !== name && (
        <Code className="font-normal text-ink-3">
          <VisibleText text={session.externalId} />
        </Code>
      )}
    </span>
  );
}
