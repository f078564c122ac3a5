import type { ReactNode } from "react";
import { VisibleText } from "./visible-text";

/** A text with each place marked where `words` stands, whatever the case. */
export function MarkedWords({ text, words }: { text: string; words: string }) {
  const wanted = words.trim().toLowerCase();
  const lower = text.toLowerCase();
  // Lower case may change a text's length in some scripts: then nothing is marked, rather than the wrong place.
  if (wanted === "" || lower.length !== text.length) return <VisibleText text={text} />;
  const parts: ReactNode[] = [];
  let at = 0;
  for (let found = lower.indexOf(wanted); found !== -1; found = lower.indexOf(wanted, at)) {
    if (found > at) parts.push(<VisibleText key={at} text={text.slice(at, found)} />);
    at = found + wanted.length;
    parts.push(
      <mark key={`m${found}`}>
        <VisibleText text={text.slice(found, at)} />
      </mark>,
    );
  }
  if (at < text.length) parts.push(<VisibleText key={`${at}-end`} text={text.slice(at)} />);
  return parts;
}
