/** What the form "Edit configuration" sends, as the command takes it. */
import { z } from "zod";
import { UpdateAgentInput } from "@/lib/agents/inputs";
import { type AgentId, isId } from "@/lib/ids";

// Browsers send the lines of a field ended by CR LF.
const Text = z
  .string()
  .default("")
  .transform((text) => text.replaceAll("\r\n", "\n"));

export const ConfigForm = z
  .object({
    agent_id: z.custom<AgentId>((value) => isId("agent", value), "Not an agent id."),
    version: z.coerce.number().int().min(1),
    name: Text,
    model: Text,
    description: Text,
    system: Text,
    tools: Text,
    metadata: Text,
    message: z.string().optional(),
  })
  .transform(({ agent_id, ...form }, check) => {
    const json = (field: "tools" | "metadata" | "model", text: string): unknown => {
      try {
        return JSON.parse(text);
      } catch (error) {
        check.addIssue({ code: "custom", path: [field], message: `Not JSON: ${error instanceof Error ? error.message : "unreadable"}` });
        return undefined;
      }
    };
    const fields = {
      ...form,
      description: form.description || null,
      system: form.system || null,
      model: form.model.trim().startsWith("{") ? json("model", form.model) : form.model.trim(),
      tools: form.tools.trim() === "" ? null : json("tools", form.tools),
      metadata: form.metadata.trim() === "" ? {} : json("metadata", form.metadata),
    };
    const parsed = UpdateAgentInput.safeParse(fields);
    if (parsed.success) return { agentId: agent_id, update: parsed.data };
    for (const { path, message } of parsed.error.issues) check.addIssue({ code: "custom", path: path.slice(0, 1), message });
    return z.NEVER;
  });
