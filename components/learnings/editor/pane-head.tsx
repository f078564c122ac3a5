import type { ReactNode } from "react";

export function PaneHead({ title, note, children }: { title: ReactNode; note?: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-2.5 border-b border-line px-4 py-1.5 text-xs md:px-6">
      <h2 className="text-sm">{title}</h2>
      {note && <span className="min-w-0 text-ink-3">{note}</span>}
      <span className="ml-auto">{children}</span>
    </div>
  );
}
