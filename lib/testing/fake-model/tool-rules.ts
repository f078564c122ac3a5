/** Rules of `tools`, `tool_choice` and the answer's format that no single field shows. */
import { invalid } from "@/lib/testing/fake-model/api-error";
import { walkSchema } from "@/lib/testing/fake-model/json-schema-check";
import { checkToolShape } from "@/lib/testing/fake-model/request-shape";
import type { Json } from "@/lib/testing/fake-model/types";

const PROPERTY = /^[a-zA-Z0-9_.-]{1,64}$/;
const AT_THE_TOP = ["oneOf", "allOf", "anyOf"];
const MOST_TOOLS = 10_000;

function checkInputSchema(tool: Json, at: string): void {
  const schema = tool.input_schema as Json;
  if (AT_THE_TOP.some((keyword) => keyword in schema)) {
    throw invalid(`${at}.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level`);
  }
  const wrong = walkSchema(schema, "", () => {});
  if (wrong !== null) {
    throw invalid(`${at}.input_schema: JSON schema is invalid (${wrong.slice(1)}). It must match JSON Schema draft 2020-12`);
  }
  for (const name of Object.keys((schema.properties as Json | null | undefined) ?? {})) {
    if (!PROPERTY.test(name)) throw invalid(`${at}.input_schema.properties: Property keys should match pattern '${PROPERTY.source}'`);
  }
}

/** The names that the model may call. */
export function checkTools(body: Json): Set<string> {
  const tools = (body.tools as Json[] | undefined) ?? [];
  if (tools.length > MOST_TOOLS) throw invalid(`tools: List should have at most ${MOST_TOOLS} items`);
  const names = new Set<string>();
  for (const [index, tool] of tools.entries()) {
    checkToolShape(tool, `tools.${index}`);
    if (tool.input_schema !== undefined) checkInputSchema(tool, `tools.${index}.custom`);
    const name = String(tool.name);
    if (names.has(name)) throw invalid("tools: Tool names must be unique.");
    names.add(name);
  }
  checkChoice(body, names);
  return names;
}

function checkChoice(body: Json, names: ReadonlySet<string>): void {
  const choice = body.tool_choice as { type: string; name?: string } | undefined;
  if (!choice) return;
  if (names.size === 0) throw invalid("tool_choice: `tool_choice` may only be specified while providing `tools`.");
  if (choice.name !== undefined && !names.has(choice.name)) throw invalid(`Tool '${choice.name}' not found in provided tools`);
  const thinking = (body.thinking as { type: string } | undefined)?.type;
  if ((choice.type === "any" || choice.type === "tool") && (thinking === "enabled" || thinking === "adaptive")) {
    throw invalid("Thinking may not be enabled when tool_choice forces tool use.");
  }
}

/** The schema that the answer must follow, by `output_config.format` or the older beta field. */
export function checkFormat(body: Json): Json | null {
  const config = (body.output_config as { format?: { schema: Json } | null } | undefined)?.format;
  const older = body.output_format as { schema: Json } | null | undefined;
  if (config && older) throw invalid("output_format: Only one of `output_format` and `output_config.format` may be set");
  const format = config ?? older;
  if (!format) return null;
  const at = config ? "output_config.format.schema" : "output_format.schema";
  const wrong = walkSchema(format.schema, "", (schema) => {
    if (schema.type === "object" && schema.additionalProperties !== false) {
      throw invalid(`${at}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
    }
  });
  if (wrong !== null) throw invalid(`${at}: Invalid schema${wrong}`);
  return format.schema;
}
