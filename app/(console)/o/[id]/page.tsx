import { notFound, redirect } from "next/navigation";
import type { Ctx } from "@/lib/context";
import { getDeploymentRun } from "@/lib/deployments/queries";
import { getDreamOfChange } from "@/lib/dreaming/queries";
import { idKindOf, isId } from "@/lib/ids";
import { findEvents } from "@/lib/sessions/queries";
import { requireCtx } from "@/lib/web/current-user";
import { orNotFound } from "@/lib/web/or-not-found";

/** Leads from any object's id to the page that shows it. */
export default async function ObjectPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  redirect(await addressOf(await requireCtx(), id));
}

async function addressOf(ctx: Ctx, id: string): Promise<string> {
  switch (idKindOf(id)) {
    case "agent":
      return `/agents/${id}`;
    case "session":
      return `/sessions/${id}`;
    case "dream":
      return `/dreams/${id}`;
    case "memory":
      return `/learnings/${id}`;
    case "memoryStore":
      return `/stores/${id}`;
    case "import":
      return `/imports/${id}`;
    case "deployment":
      return `/deployments/${id}`;
    case "webhookEndpoint":
      return `/settings/webhooks/${id}`;
    case "apiKey":
      return "/settings/api-keys";
  }
  if (isId("event", id)) {
    const event = (await findEvents(ctx, [id])).get(id);
    return event ? `/sessions/${event.sessionId}?event=${id}#${id}` : notFound();
  }
  if (isId("deploymentRun", id)) return `/deployments/${(await orNotFound(getDeploymentRun(ctx, id))).deploymentId}`;
  if (isId("change", id)) return `/dreams/${await orNotFound(getDreamOfChange(ctx, id))}/changes/${id}`;
  notFound();
}
