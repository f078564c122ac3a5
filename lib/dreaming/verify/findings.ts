/** What a scan of a text found: what it is, and on which line. Never the text itself, so that a check's detail leaks nothing. Pure. */
export type Finding = { what: string; line: number };

export type Rule = {
  what: string;
  pattern: RegExp;
  /** Says no to a match that only looks like one. `groups` are the named groups. */
  accepts?: (match: string, groups: Record<string, string>) => boolean;
};

/** Every rule's matches, by line, each kind once per line. Patterns need the flag `g`. */
export function findAll(text: string, rules: readonly Rule[]): Finding[] {
  const starts = lineStarts(text);
  const findings = new Map<string, Finding>();
  for (const { what, pattern, accepts } of rules) {
    for (const match of text.matchAll(pattern)) {
      if (accepts && !accepts(match[0], match.groups ?? {})) continue;
      // A pattern may begin with what stands before: the line is that of the first letter or digit.
      const finding = { what, line: lineAt(starts, match.index + Math.max(0, match[0].search(/\S/))) };
      findings.set(`${finding.line} ${what}`, finding);
    }
  }
  return [...findings.values()].sort((a, b) => a.line - b.line || (a.what < b.what ? -1 : 1));
}

/** "an email address on line 4, a phone number on lines 5 and 9" */
export function inWords(findings: readonly Finding[]): string {
  const lines = new Map<string, number[]>();
  for (const { what, line } of findings) lines.set(what, [...new Set([...(lines.get(what) ?? []), line])]);
  return [...lines]
    .map(
      ([what, on]) =>
        `${what} on line${on.length === 1 ? "" : "s"} ${on.length === 1 ? on[0] : `${on.slice(0, -1).join(", ")} and ${on.at(-1)}`}`,
    )
    .join(", ");
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
