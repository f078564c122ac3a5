/** Somebody saved a newer version while one was typing: what both did is joined field by field. Pure. */
import type { ConfigField, ConfigTexts } from "@/lib/agents/config-fields";
import { mergeText } from "@/lib/learnings/merge";

export type EditedFields = Partial<ConfigTexts>;
export type FieldConflict = { field: ConfigField; mine: string; theirs: string };
export type MergedConfig = {
  /** What the form goes on with: mine where both changed the same place. */
  texts: EditedFields;
  /** Fields where the newer version's change came in. */
  taken: ConfigField[];
  conflicts: FieldConflict[];
};

/** Line by line where both changed a text; JSON and names are taken whole. Nothing that was typed is lost. */
export function mergeConfig(base: EditedFields, mine: EditedFields, theirs: EditedFields): MergedConfig {
  const merged: MergedConfig = { texts: {}, taken: [], conflicts: [] };
  for (const field of Object.keys(mine) as ConfigField[]) {
    const [was, typed, now] = [base[field] ?? "", mine[field] ?? "", theirs[field] ?? ""];
    merged.texts[field] = typed;
    if (now === was || now === typed) continue;
    if (typed === was) {
      merged.texts[field] = now;
      merged.taken.push(field);
      continue;
    }
    const lines = field === "system" || field === "description" ? mergeText(was, typed, now) : null;
    if (lines?.ok) {
      merged.texts[field] = lines.text;
      merged.taken.push(field);
    } else merged.conflicts.push({ field, mine: typed, theirs: now });
  }
  return merged;
}
