import { Tabs } from "@/components/layout/tabs";

/** Everything of the API that has no screen of its own. */
export const RESOURCE_KINDS = ["environments", "memory-stores", "files", "skills", "vaults"] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

const LABELS: Record<ResourceKind, string> = {
  environments: "Environments",
  "memory-stores": "Memory stores",
  files: "Files",
  skills: "Skills",
  vaults: "Vaults",
};

export function ResourceTabs({ current }: { current: ResourceKind }) {
  const items = RESOURCE_KINDS.map((kind) => ({ href: `/resources/${kind}`, label: LABELS[kind], isCurrent: kind === current }));
  return <Tabs label="Kinds of resources" items={items} />;
}
