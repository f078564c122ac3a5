import Link from "next/link";
import { Mark } from "@/components/ui/mark";
import { MENU_ITEM, Menu } from "@/components/ui/menu";

export type AgentMenuProps = {
  agents: readonly { id: string; name: string }[];
  /** None chosen: all. */
  chosen: readonly string[];
  hrefOf: (chosen: string[]) => string;
};

/** Which agents the page is about: a chip that opens their list. */
export function AgentMenu({ agents, chosen, hrefOf }: AgentMenuProps) {
  const one = chosen.length === 1 ? agents.find((agent) => agent.id === chosen[0])?.name : undefined;
  return (
    <Menu
      trigger={
        <>
          Agents:{" "}
          <b className="max-w-40 truncate font-medium text-ink">{chosen.length === 0 ? `all ${agents.length}` : (one ?? chosen.length)}</b>
          <Mark name="chevron-down" size={14} />
        </>
      }
      triggerClassName="inline-flex h-[22px] items-center gap-1 rounded-sm border border-line-2 bg-raised px-[7px] text-xs text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:h-9"
    >
      <ul>
        <li>
          <Link href={hrefOf([])} scroll={false} aria-current={chosen.length === 0 || undefined} className={MENU_ITEM}>
            All agents
          </Link>
        </li>
        {agents.map((agent) => {
          const isChosen = chosen.includes(agent.id);
          const next = isChosen ? chosen.filter((id) => id !== agent.id) : [...chosen, agent.id];
          return (
            <li key={agent.id}>
              <Link href={hrefOf(next)} scroll={false} aria-current={isChosen || undefined} className={MENU_ITEM}>
                <span className="inline-flex size-4 flex-none">{isChosen && <Mark name="check" />}</span>
                <span className="wrap-anywhere">{agent.name}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Menu>
  );
}
