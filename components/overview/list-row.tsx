import Link from "next/link";
import type { ReactNode } from "react";
import { Mark, type MarkName } from "@/components/ui/mark";
import { TONE_INK, type Tone } from "@/components/ui/status-pill";

export type ListRowProps = {
  mark: MarkName;
  tone: Tone | "accent";
  title: ReactNode;
  href: string;
  note: ReactNode;
  /** At the right: an age, a figure. */
  end?: ReactNode;
  children?: ReactNode;
};

/** One thing that waits or runs: mark, title, a line about it. */
export function ListRow({ mark, tone, title, href, note, end, children }: ListRowProps) {
  return (
    <li data-row="" className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-2.5 border-b border-line py-2 last:border-b-0">
      <Mark name={mark} className={`mt-0.5 ${tone === "accent" ? "text-accent" : TONE_INK[tone]}`} />
      <div className="min-w-0">
        <Link href={href} className="font-medium wrap-anywhere text-pretty hover:underline">
          {title}
        </Link>
        <p className="mt-px text-xs wrap-anywhere text-ink-3">{note}</p>
        {children}
      </div>
      {end && <span className="text-xs whitespace-nowrap text-ink-3">{end}</span>}
    </li>
  );
}
