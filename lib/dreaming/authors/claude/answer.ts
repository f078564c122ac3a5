/** What came back, item by item: the model's words where they may stand, else the template's and why. Pure. */
import { z } from "zod";
import { type Fault, findFault, isSuspicious } from "@/lib/dreaming/authors/claude/fault";
import { type Item, refOf } from "@/lib/dreaming/authors/claude/prompt";
import { Wording, withWording } from "@/lib/dreaming/authors/claude/wording";
import type { Draft } from "@/lib/dreaming/authors/template/draft";
import { visible } from "@/lib/dreaming/authors/template/quote";

export type Refusal = Fault | "not_answered" | "wrong_form" | "refused" | "cut_off" | "not_json";
export type Worded = { draft: Draft; refusal: Refusal | null };
export type Read = { worded: Worded[]; overview: string | null };

export type Answered = { text: string; stopReason: string | null };

const MAX_OVERVIEW = 1_200;

const Outer = z.strictObject({ items: z.array(z.unknown()), overview: z.string().optional() });
const Ref = z.looseObject({ ref: z.string() });

/** `keepsTitle`: titles stay the template's, where a text is known again by its title. */
export function readAnswer(answer: Answered, items: readonly Item[], keepsTitle: boolean): Read {
  const whole = parseWhole(answer);
  if (typeof whole === "string") return { worded: items.map(({ draft }) => ({ draft, refusal: whole })), overview: null };
  const byRef = new Map<string, unknown>();
  for (const one of whole.items) {
    const ref = Ref.safeParse(one);
    if (ref.success && !byRef.has(ref.data.ref)) byRef.set(ref.data.ref, one);
  }
  return { worded: items.map((item, i) => wordedAs(item, byRef.get(refOf(i)), keepsTitle)), overview: overviewOf(whole.overview) };
}

function parseWhole({ text, stopReason }: Answered): z.infer<typeof Outer> | Refusal {
  if (stopReason === "refusal") return "refused";
  if (stopReason === "max_tokens") return "cut_off";
  try {
    const parsed = Outer.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : "wrong_form";
  } catch {
    return "not_json";
  }
}

function wordedAs({ candidate, draft }: Item, said: unknown, keepsTitle: boolean): Worded {
  if (said === undefined) return { draft, refusal: "not_answered" };
  const { ref: _ref, ...rest } = said as Record<string, unknown>;
  const parsed = Wording.safeParse(rest);
  if (!parsed.success) return { draft, refusal: "wrong_form" };
  const wording = keepsTitle ? { ...parsed.data, title: draft.title } : parsed.data;
  const fault = findFault(wording, draft, candidate);
  return fault === null ? { draft: withWording(draft, wording), refusal: null } : { draft, refusal: fault };
}

/** Shown in the stage's log and nowhere else; what looks like more than plain prose is left out. */
function overviewOf(said: string | undefined): string | null {
  const text = said?.trim() ?? "";
  const isPlain = text.length > 0 && text.length <= MAX_OVERVIEW && visible(text) === text && !/[\p{N}`<>/\\@_]/u.test(text);
  return isPlain && !isSuspicious(text) ? text : null;
}
