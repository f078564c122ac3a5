import { Code } from "@/components/ui/code";
import { splitCode } from "@/components/ui/diff-rows";
import { VisibleText } from "@/components/ui/visible-text";

/** A learning's words: what stands between back ticks is a machine's. Nothing else of Markdown is read, nothing in it is live. */
export function Prose({ text }: { text: string }) {
  let at = 0;
  return splitCode([{ text, marked: false }]).map((part) => {
    const key = at++;
    if (!part.isCode) return <VisibleText key={key} text={part.text} />;
    return (
      <Code key={key}>
        <VisibleText text={part.text.replaceAll("`", "")} />
      </Code>
    );
  });
}
