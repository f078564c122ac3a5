/** Formats of import files by their names. */
export const FORMAT_WORDS: Record<string, string> = { auto: "Recognised", reverie: "Reverie", openai: "OpenAI" };
