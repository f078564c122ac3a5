/** What the shell shows beside the page: notes of navigation entries by address, and what the bell holds. */
export type AttentionItem = { id: string; tone: "held" | "review" | "failure"; title: string; note: string; href: string };
export type Attention = { notes: Readonly<Record<string, string | null>>; items: readonly AttentionItem[] };
