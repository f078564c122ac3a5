import { LearningCard } from "@/components/learnings/learning-card";
import { NumberedText } from "@/components/learnings/numbered-text";
import { UntrustedText } from "@/components/ui/untrusted-text";
import type { LearningView } from "@/lib/learnings/types";

/** The learning as it reads, beside its text as it is stored. */
export function TextTab({ learning, now, zone }: { learning: LearningView; now: Date; zone: string }) {
  const { content, frontMatter, body, path, problems } = learning;
  if (content === null) return <p className="px-4 py-4 md:px-6">Its text is not in the store any more. The history has every version.</p>;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] 2xl:grid-cols-2">
      <section aria-labelledby="reads" className="min-w-0 px-4 py-4 md:px-6">
        <h2 id="reads" className="mb-3">
          As it reads
        </h2>
        {frontMatter ? (
          <LearningCard frontMatter={frontMatter} body={body ?? ""} now={now} zone={zone} />
        ) : (
          <UntrustedText text={content} fold={null} className="max-w-[72ch]" />
        )}
      </section>
      <section aria-labelledby="stored" className="min-w-0 border-line px-4 py-4 max-2xl:border-t md:px-6 2xl:border-l">
        <h2 id="stored" className="mb-3 flex flex-wrap items-baseline gap-x-3">
          As it is stored <span className="font-mono text-xs font-normal wrap-anywhere text-ink-3">{path}</span>
        </h2>
        <NumberedText text={content} label="Stored text" problems={problems} />
      </section>
    </div>
  );
}
