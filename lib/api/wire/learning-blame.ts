/** Where the lines of a learning come from, on the wire. */
import { z } from "@hono/zod-openapi";
import { idOf, instant, toInstant } from "@/lib/api/responses";
import type { LearningBlame } from "@/lib/learnings/history";

export const WireBlame = z
  .object({
    type: z.literal("learning_blame"),
    runs: z.array(
      z.object({
        from_line: z.number().int().openapi({ description: "Counts from 1." }),
        lines: z.array(z.string()).openapi({ description: "Each with its line break." }),
        memory_version_id: idOf("memoryVersion", "The version that put them there."),
        version: z.number().int().openapi({ description: "Its number among the learning's versions, from 1." }),
        revision: z.number().int().openapi({ description: "The store revision that it came with." }),
        author_name: z.string().nullable(),
        dream_id: z.string().nullable(),
        reason: z.string().nullable(),
        created_at: instant("When that version was written."),
      }),
    ),
  })
  .openapi("LearningBlame");

export function toWireBlame({ lines, versions }: LearningBlame): z.infer<typeof WireBlame> {
  const runs: z.infer<typeof WireBlame>["runs"] = [];
  for (const [index, { text, versionId }] of lines.entries()) {
    const last = runs.at(-1);
    if (last?.memory_version_id === versionId) {
      last.lines.push(text);
      continue;
    }
    const version = versions.get(versionId);
    if (!version) continue;
    runs.push({
      from_line: index + 1,
      lines: [text],
      memory_version_id: versionId,
      version: version.number,
      revision: version.revision,
      author_name: version.author.name,
      dream_id: version.dreamId,
      reason: version.reason,
      created_at: toInstant(version.createdAt),
    });
  }
  return { type: "learning_blame", runs };
}
