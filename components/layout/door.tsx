import type { ReactNode } from "react";
import { Main } from "@/components/layout/main";
import { Logo } from "@/components/ui/logo";

export type DoorProps = {
  title: string;
  /** One sentence under the title. */
  lead?: ReactNode;
  /** The margin beside the form: what this is, what happens next. */
  side?: ReactNode;
  children: ReactNode;
};

/** The pages before the console: sign-in and set-up. A ruled page with its margin, like every other. */
export function Door({ title, lead, side, children }: DoorProps) {
  return (
    <Main className="grid min-h-dvh place-items-start bg-page md:place-items-center">
      <div className="w-full max-w-[720px] border-line-2 bg-surface md:border">
        <header className="flex items-center gap-2 border-b border-line-2 px-4 py-3 md:px-6">
          <Logo />
          <span className="text-base font-semibold tracking-[-0.01em]">Reverie</span>
        </header>
        <div className="grid md:grid-cols-[minmax(0,1fr)_240px]">
          <div className="px-4 py-6 md:px-6">
            <h1 className="text-balance">{title}</h1>
            {lead && <p className="mt-1 mb-5 max-w-[48ch] text-ink-2">{lead}</p>}
            {children}
          </div>
          {side && <aside className="border-t border-line px-4 py-6 text-ink-2 md:border-t-0 md:border-l md:px-5">{side}</aside>}
        </div>
      </div>
    </Main>
  );
}
