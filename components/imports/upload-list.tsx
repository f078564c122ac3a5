"use client";

import Link from "next/link";
import { formatBytes } from "@/components/ui/format";
import { Progress } from "@/components/ui/progress";
import { VisibleText } from "@/components/ui/visible-text";
import { countsInWords, sentInWords } from "./import-progress";
import { ImportStatusPill } from "./import-status";
import type { Upload } from "./use-uploads";

/** The files that are being sent or were, each with how far it is. */
export function UploadList({ uploads }: { uploads: readonly Upload[] }) {
  const ended = uploads.filter(({ phase }) => phase === "ended");
  return (
    <>
      {uploads.length > 0 && (
        <ul aria-label="Uploads" className="border-t border-line">
          {uploads.map((upload) => (
            <li key={upload.key} className="border-b border-line py-2.5">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="min-w-0 font-medium wrap-anywhere">
                  <VisibleText text={upload.name} />
                </span>
                <span className="text-ink-3">{formatBytes(upload.size)}</span>
                {upload.phase === "ended" && <ImportStatusPill status={hasFailed(upload) ? "failed" : "completed"} />}
                {upload.importId && (
                  <span className="ml-auto flex gap-3">
                    {upload.phase === "ended" && upload.progress?.agentId && (
                      <Link href={`/agents/${upload.progress.agentId}`} className="link">
                        Open the agent
                      </Link>
                    )}
                    <Link href={`/imports/${upload.importId}`} className="link">
                      Open the import
                    </Link>
                  </span>
                )}
              </div>
              <UploadState upload={upload} />
            </li>
          ))}
        </ul>
      )}
      <p role="status" className="sr-only">
        {ended.map((upload) => `${upload.name}: ${resultInWords(upload)}`).join(" ")}
      </p>
    </>
  );
}

function UploadState({ upload }: { upload: Upload }) {
  const { phase, sent, size, progress } = upload;
  if (phase === "waiting") return <p className="text-ink-3">Waits for the file before it.</p>;
  if (phase === "ended") return <p className={hasFailed(upload) ? "text-failure" : "text-ink-2"}>{resultInWords(upload)}</p>;
  const words = [sentInWords(sent, size), progress && countsInWords(progress)].filter(Boolean).join(". ");
  return (
    <div className="mt-1">
      <Progress label="Import progress" value={size === 0 ? null : sent / size} text={words} withText />
    </div>
  );
}

function hasFailed({ refusal, progress }: Upload): boolean {
  return refusal !== null || progress?.status === "failed";
}

function resultInWords({ refusal, progress }: Upload): string {
  const counts = progress && progress.received > 0 ? `${countsInWords(progress)}.` : null;
  return [refusal ?? progress?.failure, counts].filter(Boolean).join(" ");
}
