import { EditLearning } from "@/components/learnings/edit-learning";
import { LearningCard } from "@/components/learnings/learning-card";
import { Markdown } from "@/components/learnings/markdown";
import { whoWrote } from "@/components/learnings/version-words";
import { VersionsAside } from "@/components/learnings/versions-aside";
import { readForm } from "@/lib/learnings/edit-document";
import { getLearningBlame, listLearningVersions } from "@/lib/learnings/history";
import { findNextLearning } from "@/lib/learnings/queries";
import type { LearningView } from "@/lib/learnings/types";
import type { Visitor } from "@/lib/web/current-user";
import { whyNot } from "@/lib/web/why-not";
import { restoreVersionAction, saveLearningAction } from "./actions";
import { learningHref } from "./search-params";

const SHOWN_VERSIONS = 8;

/** The learning as a form and as a text, with its last versions beside it. */
export async function EditTab({ learning, visitor: { ctx, membership } }: { learning: LearningView; visitor: Visitor }) {
  const { content, contentSha256, headVersionId } = learning;
  if (content === null || contentSha256 === null || headVersionId === null) {
    return (
      <p className="px-4 py-4 md:px-6">
        There is no text to edit: it was taken out of the store. Revive it, or restore a version in its history.
      </p>
    );
  }
  const [blamed, versions, next] = await Promise.all([
    getLearningBlame(ctx, learning.id),
    listLearningVersions(ctx, learning.id, { limit: SHOWN_VERSIONS }),
    findNextLearning(ctx, learning),
  ]);
  const origins = blamed.lines.map(({ versionId }) => {
    const version = blamed.versions.get(versionId);
    return { key: versionId, short: `v${version?.number ?? "?"}`, who: version ? whoWrote(version, ctx.actor) : "" };
  });
  const locked = learning.isLocked ? `Locked${learning.lockedBy ? ` by ${learning.lockedBy}` : ""}. Unlock it first` : null;
  const now = ctx.clock.now();
  return (
    <EditLearning
      key={learning.id}
      memoryId={learning.id}
      kind={learning.kind}
      title={learning.title}
      path={learning.path}
      base={{ content, sha256: contentSha256, versionId: headVersionId, number: learning.version, author: learning.authorName }}
      origins={origins}
      initial={{ form: readForm(content), problems: learning.problems }}
      preview={
        learning.frontMatter ? (
          <LearningCard frontMatter={learning.frontMatter} body={learning.body ?? ""} now={now} zone={membership.timeZone} />
        ) : (
          <Markdown text={content} />
        )
      }
      save={saveLearningAction}
      restore={restoreVersionAction}
      nextHref={next ? learningHref(next, {}) : null}
      disabledReason={whyNot(ctx.actor, "memory.write") ?? locked}
      now={now}
      zone={membership.timeZone}
    >
      <VersionsAside
        versions={versions.items}
        total={versions.total}
        historyHref={learningHref(learning.id, { tab: "history" })}
        compareHref={(from, to) => learningHref(learning.id, { tab: "history", from, to })}
        me={ctx.actor}
        now={now}
        zone={membership.timeZone}
      />
    </EditLearning>
  );
}
