import { z } from "zod";
import { isId } from "@/lib/ids";
import { IMPORT_FORMATS } from "@/lib/interop/types";

const Target = z.object({
  agent_id: z.custom<import("@/lib/ids").AgentId>((value) => isId("agent", value), "Not an agent id.").optional(),
  agent_name: z.string().trim().min(1).max(256).optional(),
  format: z.enum(IMPORT_FORMATS, `One of ${IMPORT_FORMATS.join(", ")}.`).default("auto"),
});

/** Exactly one of agent_id and agent_name. */
export const StartImportInput = Target.refine((value) => (value.agent_id === undefined) !== (value.agent_name === undefined), {
  message: "Name the agent: either agent_id or agent_name.",
  path: ["agent_name"],
});
export type StartImportInput = z.infer<typeof StartImportInput>;
