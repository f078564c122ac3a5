import { formatBytes } from "./format";
import { splitVisible, type TextPart } from "./visible-characters";

/** A stranger's text on one line or inside other text: nothing in it is hidden, nothing in it is live. */
export function VisibleText({ text }: { text: string }) {
  const parts = splitVisible(text);
  if (parts.length === 1 && parts[0]?.kind === "text") return text;
  let at = 0;
  return parts.map((part) => {
    const key = at++;
    return part.kind === "text" ? part.text : <Shown key={key} part={part} />;
  });
}

const BOX = "mx-px rounded-sm border border-held-line bg-held-soft px-[3px] font-mono text-[0.78em] font-medium text-held";

function Shown({ part }: { part: Exclude<TextPart, { kind: "text" }> }) {
  switch (part.kind) {
    case "hidden":
      return (
        <span title={part.name} className={BOX}>
          {part.code}
          {part.count > 1 && ` ×${part.count}`}
        </span>
      );
    case "smuggled":
      return (
        <span title={`${part.count} invisible tag characters`} className={BOX}>
          hidden text: {part.text}
        </span>
      );
    case "blob":
      return (
        <span className="rounded-sm border border-line-2 bg-sunken px-1 font-mono text-[0.85em] text-ink-3">
          {part.head}… base64, {formatBytes(part.bytes)}
        </span>
      );
  }
}
