import { foldText } from "@/components/ui/fold-text";
import { formatBytes, formatCount } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { TrustMark } from "@/components/ui/trust-mark";
import { UntrustedText } from "@/components/ui/untrusted-text";

/** What the agent was told before anything was said; folded, because it is long and the same every time. */
export function SystemPromptFold({ text }: { text: string | null }) {
  if (text === null || text === "") return null;
  const { totalLines, bytes } = foldText(text);
  return (
    <details className="group/prompt border-b border-line">
      <summary className="flex min-h-9 flex-wrap items-center gap-x-2 px-4 hover:bg-hover md:px-6 md:pl-[calc(var(--margin-col)-4px)]">
        <Mark name="chevron-right" size={14} className="text-ink-3 group-open/prompt:rotate-90" />
        System prompt
        <span className="text-ink-3">
          {formatCount(totalLines, "line")}, {formatBytes(bytes)}
        </span>
        <TrustMark trust="operator" />
      </summary>
      <UntrustedText text={text} fold={null} className="max-w-[80ch] px-4 pt-1 pb-3 md:pr-6 md:pl-[calc(var(--margin-col)+14px)]" />
    </details>
  );
}
