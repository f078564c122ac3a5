import { KeyValues } from "@/components/layout/aside-section";
import { Chip } from "@/components/ui/chip";
import { Code } from "@/components/ui/code";
import { formatCount } from "@/components/ui/format";
import { UntrustedText } from "@/components/ui/untrusted-text";
import { VisibleText } from "@/components/ui/visible-text";
import type { AgentConfig } from "@/lib/agents/types";

/** What an agent is made of, to be read. */
export function Configuration({ config }: { config: AgentConfig }) {
  const { model, description, system, metadata } = config;
  const facts = [
    { label: "Model", value: <Code>{model.id}</Code> },
    ...(model.speed ? [{ label: "Speed", value: model.speed }] : []),
    ...(model.effort ? [{ label: "Effort", value: model.effort.type }] : []),
    ...(description ? [{ label: "Description", value: <VisibleText text={description} /> }] : []),
    ...Object.entries(metadata).map(([key, value]) => ({ label: key, value: <VisibleText text={value} /> })),
  ];
  return (
    <div className="grid gap-4">
      <KeyValues items={facts} />
      <Tools config={config} />
      <SystemPrompt text={system} />
    </div>
  );
}

/** The names of what the agent may call. */
export function Tools({ config }: { config: Pick<AgentConfig, "tools"> }) {
  const names = config.tools.map((tool) => String(tool.name ?? tool.mcp_server_name ?? tool.type));
  if (names.length === 0) return <p className="text-ink-3">No tools are recorded.</p>;
  return (
    <div>
      <p className="label mb-1">{formatCount(names.length, "tool")}</p>
      <ul className="flex flex-wrap gap-1.5">
        {[...new Set(names)].map((name) => (
          <li key={name} className="min-w-0">
            <Chip isCode>
              <span className="truncate">
                <VisibleText text={name} />
              </span>
            </Chip>
          </li>
        ))}
      </ul>
    </div>
  );
}

function SystemPrompt({ text }: { text: string | null }) {
  if (text === null) return <p className="text-ink-3">No system prompt is recorded.</p>;
  return (
    <figure aria-label="System prompt" className="rounded-md border border-line bg-sunken">
      <figcaption className="label px-3 pt-2">System prompt</figcaption>
      <UntrustedText text={text} fold={{ lines: 12, characters: 2400 }} className="max-w-[80ch] px-3 pt-1 pb-2" />
    </figure>
  );
}
