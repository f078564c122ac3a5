import Link from "next/link";
import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";

export type StartOptionsProps = {
  /** The form that loads sample data, or how far it is. */
  sample: ReactNode;
  /** Where this installation is reached. */
  origin: string;
  /** Says when the first session is there. */
  waiting: ReactNode;
};

/** The three ways to begin. */
export function StartOptions({ sample, origin, waiting }: StartOptionsProps) {
  const snippet = snippetFor(origin);
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
        text={
          <>
            Send sessions as they end. Make a key under{" "}
            <Link href="/settings/api-keys" className="link">
              API keys
            </Link>
            , then:
          </>
        }
      >
        <div className="relative">
          <pre className="overflow-x-auto rounded-md border border-line-2 bg-sunken p-3 pr-10 font-mono text-xs">{snippet}</pre>
          <span className="absolute top-1.5 right-1.5">
            <CopyButton text={snippet} label="Copy the call" />
          </span>
        </div>
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

function snippetFor(origin: string): string {
  const session = {
    external_id: "run-1",
    task_id: "refund-policy",
    messages: [
      { role: "user", content: "Can I get my money back?" },
      { role: "assistant", content: "Yes, within 14 days." },
    ],
    outcome: { label: "success" },
  };
  return [
    `curl '${origin}/v1/imports?agent_name=Support' \\`,
    `  -H "x-api-key: $REVERIE_API_KEY" \\`,
    `  --data-binary '${JSON.stringify(session)}'`,
  ].join("\n");
}
