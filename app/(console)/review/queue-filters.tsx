import { FilterMenu } from "@/components/dreams/filter-menu";
import type { Assignee } from "@/lib/dreaming/assign";
import { narrowingOf, type ReviewSearch, reviewHref } from "./search-params";

export type QueueFiltersProps = {
  params: ReviewSearch;
  agents: readonly { id: string; config: { name: string } }[];
  people: readonly Assignee[];
  me: string;
};

/** What narrows the queue, each in the address. */
export function QueueFilters({ params, agents, people, me }: QueueFiltersProps) {
  const current = narrowingOf(params);
  const filter = (
    label: string,
    key: "agent" | "kind" | "held" | "assigned",
    options: readonly (readonly [value: string, label: string])[],
  ) => (
    <FilterMenu
      label={label}
      current={current[key] ?? null}
      removeHref={reviewHref({ ...current, [key]: null })}
      options={options.map(([value, words]) => ({ value, label: words, href: reviewHref({ ...current, [key]: value }) }))}
    />
  );
  return (
    <>
      {filter(
        "Agent",
        "agent",
        agents.map((agent) => [agent.id, agent.config.name]),
      )}
      {filter("Kind", "kind", [
        ["playbook", "Playbook"],
        ["note", "Note"],
      ])}
      {filter("Held", "held", [
        ["yes", "Held only"],
        ["no", "Not held"],
      ])}
      {filter("Assigned", "assigned", [
        ["me", "Me"],
        ["nobody", "Nobody"],
        ...people.filter((one) => one.id !== me).map((one) => [one.id, one.name] as const),
      ])}
    </>
  );
}
