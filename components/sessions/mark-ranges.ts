/** Finds quotes in a text and cuts it there. Pure. */

export type QuoteMark = {
  quote: string;
  polarity: "supports" | "contradicts";
  /** Where to look first, for words that occur earlier too. */
  from?: number;
};
export type TextPiece = { text: string; polarity: QuoteMark["polarity"] | "both" | null };

type Range = { from: number; to: number; polarity: "supports" | "contradicts" | "both" };

/** The text in pieces, those that are quoted with their side. Joined they are the text. A quote that is not in it marks nothing. */
export function cutAtQuotes(text: string, marks: readonly QuoteMark[]): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const { from, to, polarity } of findRanges(text, marks)) {
    if (from > at) pieces.push({ text: text.slice(at, from), polarity: null });
    pieces.push({ text: text.slice(from, to), polarity });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), polarity: null });
  return pieces;
}

/** The same pieces, parted at a place of the text. */
export function splitPieces(pieces: readonly TextPiece[], at: number): { head: TextPiece[]; rest: TextPiece[] } {
  const head: TextPiece[] = [];
  const rest: TextPiece[] = [];
  let from = 0;
  for (const piece of pieces) {
    const cut = Math.min(Math.max(at - from, 0), piece.text.length);
    if (cut > 0) head.push({ ...piece, text: piece.text.slice(0, cut) });
    if (cut < piece.text.length) rest.push({ ...piece, text: piece.text.slice(cut) });
    from += piece.text.length;
  }
  return { head, rest };
}

function findRanges(text: string, marks: readonly QuoteMark[]): Range[] {
  const found = marks.flatMap(({ quote, polarity, from = 0 }): Range[] => {
    const place = placeOf(text, quote, from) ?? placeOf(text, quote, 0);
    return place ? [{ ...place, polarity }] : [];
  });
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  const ranges: Range[] = [];
  for (const next of found) {
    const last = ranges.at(-1);
    if (!last || next.from >= last.to) ranges.push(next);
    else {
      last.to = Math.max(last.to, next.to);
      if (last.polarity !== next.polarity) last.polarity = "both";
    }
  }
  return ranges;
}

/** As it is, or as it is written inside JSON: arguments that are no text are shown so. */
function placeOf(text: string, quote: string, from: number): { from: number; to: number } | null {
  if (quote === "") return null;
  for (const written of [quote, JSON.stringify(quote).slice(1, -1)]) {
    const at = text.indexOf(written, from);
    if (at !== -1) return { from: at, to: at + written.length };
  }
  return null;
}
