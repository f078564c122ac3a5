/** What of a learning the model may put in other words, and nothing else: no figure, no trigger, no tool, no evidence. Pure. */
import { z } from "zod";
import type { Draft } from "@/lib/dreaming/authors/template/draft";
import { withoutEvidence } from "@/lib/dreaming/reconcile/lesson";
import { parseDocument } from "@/lib/learnings/document";

// Bounds that a readable learning stays far below; the schema that is sent can't say them, the check of the answer does.
const MAX_TITLE = 180;
const MAX_SITUATION = 1_200;
const MAX_LINE = 400;

const line = (max: number) => z.string().trim().min(1).max(max);

export const Wording = z.strictObject({
  title: line(MAX_TITLE),
  situation: line(MAX_SITUATION),
  steps: z.array(z.strictObject({ do: line(MAX_LINE), why: z.string().trim().max(MAX_LINE) })),
  avoid: z.array(line(MAX_LINE)),
});
export type Wording = z.infer<typeof Wording>;

const text = { type: "string" };
const strict = (properties: Record<string, unknown>) => ({
  type: "object",
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});

/** `Wording` as the API takes schemas: without lengths. */
export const WORDING_SCHEMA = {
  title: text,
  situation: text,
  steps: { type: "array", items: strict({ do: text, why: text }) },
  avoid: { type: "array", items: text },
};

/** The schema of a whole answer. `overview` only where it is asked for. */
export function answerSchema(hasOverview: boolean): Record<string, unknown> {
  return strict({ items: { type: "array", items: strict({ ref: text, ...WORDING_SCHEMA }) }, ...(hasOverview ? { overview: text } : {}) });
}

export function wordingOf({ title, situation, steps, avoid }: Draft): Wording {
  return { title, situation, steps: steps.map((step) => ({ do: step.do, why: step.why ?? "" })), avoid };
}

/** The draft in other words. Steps keep their tools, and have as many as before: `findFault` saw to it. */
export function withWording(draft: Draft, wording: Wording): Draft {
  return {
    ...draft,
    title: wording.title,
    situation: wording.situation,
    steps: draft.steps.map(({ why: _why, ...step }, i) => {
      const said = wording.steps[i];
      return { ...step, do: said?.do ?? step.do, ...(said?.why ? { why: said.why } : {}) };
    }),
    avoid: wording.avoid,
  };
}

/** The words of a published learning; null for what doesn't read as one. */
export function wordingOfPublished(content: string): Wording | null {
  const { document } = parseDocument(content);
  if (document === null) return null;
  const { title, steps, avoid } = document.frontMatter;
  const parsed = Wording.safeParse({
    title,
    situation: withoutEvidence(document.body),
    steps: steps.map((step) => ({ do: step.do, why: step.why ?? "" })),
    avoid,
  });
  return parsed.success ? parsed.data : null;
}
