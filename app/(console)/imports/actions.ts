"use server";

import { z } from "zod";
import { startImport } from "@/lib/interop/commands";
import { StartImportInput } from "@/lib/interop/inputs";
import { defineAction } from "@/lib/web/define-action";

const File = z.object({ file_name: z.string().trim().min(1).max(255).optional() });

/** Opens an import; its file follows to /imports/upload. Answers the import's id. */
export const startImportAction = defineAction({
  input: StartImportInput.and(File),
  command: (ctx, { file_name, ...input }) => startImport(ctx, input, file_name ?? null),
  revalidates: () => ["/imports"],
  returns: ({ id }) => ({ id }),
});
