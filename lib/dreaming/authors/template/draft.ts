/** What the text of one family has to say; the author adds the figures and writes it down. Types and small words shared by the families. Pure. */
import { bareName, code, errorWords } from "@/lib/dreaming/authors/template/quote";
import type { LearningKind, PlaybookStep } from "@/lib/learnings/types";

export type Draft = {
  kind: LearningKind;
  title: string;
  tools: string[];
  errors: string[];
  steps: PlaybookStep[];
  avoid: string[];
  /** What was seen, in plain sentences, without a figure. */
  situation: string;
  /** Counts of this family, as clauses of the evidence sentence. */
  counts: string[];
};

/** One thing a text can have or lack, as the miner writes it: `contains "group by"`, `3 items`, a kind of value, or a value itself. */
export type Form =
  | { kind: "contains" | "starts"; word: string }
  | { kind: "items"; text: string }
  | { kind: "named" }
  | { kind: "pattern" | "value"; text: string };

export function readForm(text: string): Form {
  const quoted = /^(contains|starts with) "([\s\S]*)"$/.exec(text);
  if (quoted?.[2] !== undefined) return { kind: quoted[1] === "contains" ? "contains" : "starts", word: quoted[2] };
  if (/^\d+ items?$/.test(text)) return { kind: "items", text };
  if (text === "<value named in the error>") return { kind: "named" };
  return { kind: /<\w{1,12}>/.test(text) ? "pattern" : "value", text };
}

/** "`query` containing `group by`", "`items[]` with 3 items", "`payment_id` like `gift_card_<n>`" */
export function argumentWithForm(argument: string, form: Form): string {
  switch (form.kind) {
    case "contains":
      return `${code(argument)} containing ${code(form.word)}`;
    case "starts":
      return `${code(argument)} starting with ${code(form.word)}`;
    case "items":
      return `${code(argument)} with ${form.text}`;
    case "named":
      return `${code(argument)} with the value that the error names`;
    case "pattern":
      return `${code(argument)} like ${code(form.text)}`;
    case "value":
      return `${code(argument)} set to ${code(form.text)}`;
  }
}

/** The same in a title. */
export function titleWithForm(argument: string, form: Form): string {
  const name = bareName(argument);
  switch (form.kind) {
    case "contains":
      return `${name} containing ${bareName(form.word)}`;
    case "starts":
      return `${name} starting with ${bareName(form.word)}`;
    case "items":
      return `${name} with ${form.text}`;
    case "named":
      return `${name} named in the error`;
    case "pattern":
      return `${name} like ${bareName(form.text)}`;
    case "value":
      return `${name} as ${bareName(form.text)}`;
  }
}

/** "says “flight … not available”", or "reports an error" where the error has no words. */
export function says(errorTemplate: string): string {
  const words = errorWords(errorTemplate);
  return words === null ? "reports an error" : `says ${words}`;
}
