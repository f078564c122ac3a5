import Link from "next/link";
import { NumberedText } from "@/components/learnings/numbered-text";
import { cx } from "@/components/ui/cx";
import { formatBytes, formatCount } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { VisibleText } from "@/components/ui/visible-text";
import { type Folder, type StoreFile, toTree } from "./file-tree";

export type FilesProps = { files: readonly StoreFile[]; openPath: string | null; hrefOf: (path: string | null) => string };

/** The folders and files of a revision beside the text of the one that is open. Folders fold without JavaScript. */
export function Files({ files, openPath, hrefOf }: FilesProps) {
  if (files.length === 0) return <p className="text-ink-2">The store was empty.</p>;
  const open = files.find((file) => file.path === openPath);
  return (
    <div className={cx("grid items-start gap-4", open && "lg:grid-cols-[260px_minmax(0,1fr)]")}>
      <nav aria-label="Files" className="min-w-0">
        <Branch folder={toTree(files)} openPath={openPath} hrefOf={hrefOf} />
      </nav>
      {open && (
        <div className="grid min-w-0 gap-1.5">
          <p className="flex flex-wrap items-baseline gap-x-3">
            <span className="font-mono text-xs wrap-anywhere">
              <VisibleText text={open.path} />
            </span>
            <Link href={`/learnings/${open.memoryId}`} className="link">
              Open the learning
            </Link>
          </p>
          <NumberedText text={open.content} label={`Text of ${open.path}`} />
        </div>
      )}
    </div>
  );
}

type BranchProps = { folder: Folder; openPath: string | null; hrefOf: FilesProps["hrefOf"] };

function Branch({ folder, openPath, hrefOf }: BranchProps) {
  return (
    <ul className="min-w-0">
      {folder.folders.map((inside) => (
        <li key={inside.name}>
          <details open className="group/folder">
            <summary className="flex items-center gap-1.5 rounded-sm px-1 py-0.5 hover:bg-hover pointer-coarse:py-2">
              <Mark name="chevron-right" size={14} className="text-ink-3 [details[open]>summary>&]:rotate-90" />
              <span className="font-mono text-xs/5 wrap-anywhere">
                <VisibleText text={inside.name} />
              </span>
              <span className="text-xs text-ink-3">{formatCount(inside.count, "file")}</span>
            </summary>
            <div className="ml-[10px] border-l border-line pl-2">
              <Branch folder={inside} openPath={openPath} hrefOf={hrefOf} />
            </div>
          </details>
        </li>
      ))}
      {folder.files.map(({ name, file }) => (
        <li key={file.path}>
          <Link
            href={hrefOf(file.path === openPath ? null : file.path)}
            scroll={false}
            aria-current={file.path === openPath ? "true" : undefined}
            className={cx(
              "flex items-baseline justify-between gap-3 rounded-sm px-2 py-0.5 font-mono text-xs/5 hover:bg-hover pointer-coarse:py-2",
              file.path === openPath && "bg-selected font-medium",
            )}
          >
            <span className="min-w-0 wrap-anywhere">
              <VisibleText text={name} />
            </span>
            <span className="flex-none font-sans font-normal text-ink-3">{formatBytes(new TextEncoder().encode(file.content).length)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
