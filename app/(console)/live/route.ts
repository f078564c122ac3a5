/**
 * The stream of news for one open console: ids of what was made or changed in the visitor's workspace, and with `?session=` what happens in that
 * one. It is one stream, since a browser has only six connections to a site.
 */
import { isUserSessionOpen } from "@/lib/auth/sign-in";
import { isAppError } from "@/lib/errors";
import { liveFeed, type NumberedNews } from "@/lib/web/live-feed";
import { forVisitor } from "@/lib/web/route-visitor";
import { listMemberships } from "@/lib/workspaces/queries";
import { followSession } from "./follow-session";

export const dynamic = "force-dynamic";

const BEAT_MS = 20_000;
/** What waits for the browser before the session's own stream is read on. */
const HELD_BYTES = 64 * 1024;
/** Who was signed out or lost the workspace hears no more after this. */
const CHECK_MS = 45_000;

export async function GET(request: Request): Promise<Response> {
  return forVisitor(request, async ({ ctx, user, membership }) => {
    const feed = liveFeed(ctx.db);
    const { searchParams } = new URL(request.url);
    const after = request.headers.get("last-event-id") ?? searchParams.get("after");
    const followed = searchParams.get("session");
    const encoder = new TextEncoder();
    const gone = new AbortController();
    let end = () => {};
    let pulled = () => {};
    const stream = new ReadableStream<Uint8Array>(
      {
        async start(controller) {
          let isOpen = true;
          let unsubscribe = () => {};
          const send = (text: string) => {
            if (isOpen) controller.enqueue(encoder.encode(text));
          };
          end = () => {
            if (!isOpen) return;
            isOpen = false;
            gone.abort();
            pulled();
            unsubscribe();
            clearInterval(beat);
            clearInterval(check);
            request.signal.removeEventListener("abort", end);
            try {
              controller.close();
            } catch {
              // The reader has gone already.
            }
          };
          const beat = setInterval(() => send(": beat\n\n"), BEAT_MS);
          const check = setInterval(async () => {
            const [isSignedIn, memberships] = await Promise.all([
              isUserSessionOpen(ctx, user.sessionId),
              listMemberships(ctx, user.userId),
            ]).catch(() => [true, [membership]] as const);
            if (!isSignedIn || !memberships.some((one) => one.workspaceId === ctx.workspaceId)) end();
          }, CHECK_MS);
          request.signal.addEventListener("abort", end);
          send(": ok\nretry: 2000\n\n");
          try {
            unsubscribe = await feed.subscribe(ctx.workspaceId, (news) =>
              send(news ? toEvent(news, feed.position(news.number)) : gap(feed.position())),
            );
            if (!isOpen) unsubscribe();
          } catch {
            end();
            return;
          }
          const missed = after === null ? [] : feed.since(ctx.workspaceId, after);
          if (missed === null) send(gap(feed.position()));
          else if (missed.length === 0) send(`id: ${feed.position()}\nevent: here\ndata: {}\n\n`);
          else for (const news of missed) send(toEvent(news, feed.position(news.number)));
          if (followed === null) return;
          const room = async () => {
            while (isOpen && (controller.desiredSize ?? 0) < 0) {
              await new Promise<void>((resolve) => {
                pulled = resolve;
              });
            }
          };
          // Not awaited: the stream has begun. One that is not there is the page's to say; a broken stream makes the browser come again.
          followSession(ctx, followed, { send, room, signal: gone.signal }).catch((error: unknown) => {
            if (!isAppError(error)) end();
          });
        },
        pull() {
          pulled();
        },
        cancel() {
          end();
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: HELD_BYTES }),
    );
    return new Response(stream, {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
      },
    });
  });
}

function toEvent(news: NumberedNews, position: string): string {
  return `id: ${position}\nevent: news\ndata: ${JSON.stringify({ topic: news.topic, id: news.id, count: news.count })}\n\n`;
}

function gap(position: string): string {
  return `id: ${position}\nevent: gap\ndata: {}\n\n`;
}
