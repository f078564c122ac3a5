"use server";

import { z } from "zod";
import type { Ctx } from "@/lib/context";
import { removeSample, startSample } from "@/lib/demo/commands";
import { defineAction } from "@/lib/web/define-action";
import { getRuntime } from "@/lib/web/runtime";

/** Nothing is asked: there is one sample. */
const Nothing = z.object({});

/** Records that sample data is wanted and hands the work to a worker; pressed again, it hands it over again. */
export const loadSampleAction = defineAction({
  input: Nothing,
  command: async (ctx: Ctx) => {
    const { run } = await startSample(ctx);
    const { jobs } = await getRuntime();
    await jobs.enqueueSample({ workspaceId: ctx.workspaceId, run });
    return null;
  },
  revalidates: () => ["/"],
});

export const removeSampleAction = defineAction({
  input: Nothing,
  command: (ctx: Ctx) => removeSample(ctx),
  revalidates: () => ["/"],
});
