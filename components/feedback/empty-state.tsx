import type { ReactNode } from "react";

export type EmptyStateProps = {
  /** One sentence, in bold: "No sessions in this range." */
  title: string;
  /** What would be here, or the nearest thing that is. */
  children?: ReactNode;
  /** One or two buttons: the next act. */
  actions?: ReactNode;
};

export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className="max-w-[72ch] py-1">
      <p className="font-semibold">{title}</p>
      {children && <div className="text-ink-2">{children}</div>}
      {actions && <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">{actions}</div>}
    </div>
  );
}
