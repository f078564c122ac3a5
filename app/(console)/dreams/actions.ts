"use server";

import { z } from "zod";
import { cancelDreams } from "@/lib/dreaming/cancel-many";
import { type DreamId, isId } from "@/lib/ids";
import { MAX_LIMIT } from "@/lib/paging";
import { defineAction } from "@/lib/web/define-action";

const DreamIds = z.preprocess(
  (value) => (typeof value === "string" ? [value] : value),
  z
    .array(
      z.custom<DreamId>((value) => isId("dream", value), "Not a dream id."),
      "Choose at least one dream.",
    )
    .min(1, "Choose at least one dream.")
    .max(MAX_LIMIT),
);

export const cancelDreamsAction = defineAction({
  input: z.object({ dream_ids: DreamIds }),
  command: (ctx, { dream_ids: dreamIds }) => cancelDreams(ctx, dreamIds),
  revalidates: () => ["/dreams"],
  returns: (counts) => counts,
});
