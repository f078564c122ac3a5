import Link from "next/link";
import { NumberedText } from "@/components/learnings/numbered-text";
import { cx } from "@/components/ui/cx";
import { formatCount } from "@/components/ui/format";
import { VisibleText } from "@/components/ui/visible-text";

export type StoreFile = { memoryId: string; path: string; content: string };
export type FilesProps = { files: readonly StoreFile[]; openPath: string | null; hrefOf: (path: string | null) => string };

/** Every file of a revision by folder, and the text of the one that is open. */
export function Files({ files, openPath, hrefOf }: FilesProps) {
  if (files.length === 0) return <p className="text-ink-2">The store was empty.</p>;
  const open = files.find((file) => file.path === openPath);
  return (
    <div className="grid gap-3">
      <ul aria-label="Files" className="grid gap-2">
        {byFolder(files).map(({ folder, files: inside }) => (
          <li key={folder}>
            <p className="label">
              {folder} <span className="font-normal">{formatCount(inside.length, "file")}</span>
            </p>
            <ul>
              {inside.map((file) => (
                <li key={file.path}>
                  <Link
                    href={hrefOf(file.path === openPath ? null : file.path)}
                    scroll={false}
                    aria-current={file.path === openPath ? "true" : undefined}
                    className={cx(
                      "block rounded-sm px-2 py-0.5 font-mono text-xs/5 wrap-anywhere hover:bg-hover pointer-coarse:py-2",
                      file.path === openPath && "bg-selected font-medium",
                    )}
                  >
                    <VisibleText text={file.path.slice(folder.length + (folder === "/" ? 0 : 1))} />
                  </Link>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {open && (
        <div className="grid gap-1.5">
          <p className="flex flex-wrap items-baseline gap-x-3">
            <span className="font-mono text-xs wrap-anywhere">{open.path}</span>
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

function byFolder(files: readonly StoreFile[]): { folder: string; files: StoreFile[] }[] {
  const folders = new Map<string, StoreFile[]>();
  for (const file of files) {
    const folder = file.path.slice(0, Math.max(1, file.path.lastIndexOf("/")));
    const inside = folders.get(folder) ?? [];
    inside.push(file);
    folders.set(folder, inside);
  }
  return [...folders].map(([folder, inside]) => ({ folder, files: inside }));
}
