import { z } from "zod";
import { isId } from "@/lib/ids";
import { type SavedViewId, SCREENS } from "@/lib/saved-views/types";

export const SaveViewInput = z.object({
  screen: z.enum(SCREENS),
  name: z.string().trim().min(1, "Give the view a name.").max(80, "At most 80 characters."),
  query: z.string().max(4000),
  is_shared: z
    .union([z.boolean(), z.literal("on").transform(() => true)])
    .optional()
    .default(false),
});
export type SaveViewInput = z.infer<typeof SaveViewInput>;

export const DeleteViewInput = z.object({ view_id: z.custom<SavedViewId>((value) => isId("savedView", value), "Not a view's id.") });
export type DeleteViewInput = z.infer<typeof DeleteViewInput>;
