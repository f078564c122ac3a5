import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button";

export type StartOptionsProps = {
  /** The form that loads sample data, or how far it is. */
  sample: ReactNode;
  /** The lines that point the SDK here. */
  snippet: ReactNode;
  /** Says when the first session is there. */
  waiting: ReactNode;
};

/** The three ways to begin. */
export function StartOptions({ sample, snippet, waiting }: StartOptionsProps) {
  return (
    <ol className="divide-y divide-line">
      <Option
        title="Load sample data"
        text="Three agents with four weeks of made-up sessions, dreams on them, learnings published and some left for you to review. It is marked as sample data and goes again in one act."
      >
        {sample}
      </Option>
      <Option
        title="Import past sessions"
        text="JSON lines of your agent's sessions: messages, tool calls, results, and how each ended. A file that is sent twice is stored once."
      >
        <ButtonLink href="/imports">Import sessions</ButtonLink>
      </Option>
      <Option
        title="Connect an agent"
        text="Point the official Anthropic SDK at this address: Reverie runs the agent, keeps what it did and gives it what it learned."
      >
        {snippet}
        <div className="mt-2 text-ink-2">{waiting}</div>
      </Option>
    </ol>
  );
}

function Option({ title, text, children }: { title: string; text: ReactNode; children: ReactNode }) {
  return (
    <li className="grid gap-x-8 gap-y-2 py-4 first:pt-1 @min-[640px]:grid-cols-[minmax(0,38ch)_minmax(0,1fr)]">
      <div>
        <h3 className="text-sm">{title}</h3>
        <p className="mt-0.5 text-ink-2">{text}</p>
      </div>
      <div className="min-w-0">{children}</div>
    </li>
  );
}
