"use server";

import { z } from "zod";
import { archiveDeployment, pauseDeployment, unpauseDeployment } from "@/lib/deployments/commands";
import { runDeployment } from "@/lib/deployments/run";
import { type DeploymentId, isId } from "@/lib/ids";
import { defineAction } from "@/lib/web/define-action";

const input = z.object({ id: z.custom<DeploymentId>((value) => isId("deployment", value), "Not a deployment.") });
const revalidates = (_result: unknown, { id }: z.output<typeof input>) => ["/deployments", `/deployments/${id}`];

export const runDeploymentAction = defineAction({ input, command: (ctx, { id }) => runDeployment(ctx, id), revalidates });

export const pauseDeploymentAction = defineAction({ input, command: (ctx, { id }) => pauseDeployment(ctx, id), revalidates });

export const unpauseDeploymentAction = defineAction({ input, command: (ctx, { id }) => unpauseDeployment(ctx, id), revalidates });

export const archiveDeploymentAction = defineAction({ input, command: (ctx, { id }) => archiveDeployment(ctx, id), revalidates });
