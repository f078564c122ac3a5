"use server";

import { z } from "zod";
import { verifyAudit } from "@/lib/audit/queries";
import { defineAction } from "@/lib/web/define-action";

export const verifyAuditAction = defineAction({
  input: z.object({}),
  command: (ctx) => verifyAudit(ctx),
  returns: (verdict) => verdict,
});
