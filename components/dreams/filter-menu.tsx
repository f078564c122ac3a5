import Link from "next/link";
import { FilterChip } from "@/components/ui/chip";
import { Mark } from "@/components/ui/mark";
import { MENU_ITEM, Menu } from "@/components/ui/menu";

export type FilterOption = { value: string; label: string; href: string };
export type FilterMenuProps = {
  /** The key of the filter: "Agent". */
  label: string;
  options: readonly FilterOption[];
  /** The value in force. */
  current: string | null;
  /** Where the list stands without this filter. */
  removeHref: string;
};

/** A filter of few values: a menu of links until one is chosen, then a chip that takes it off. Works without JavaScript. */
export function FilterMenu({ label, options, current, removeHref }: FilterMenuProps) {
  if (current !== null) {
    return (
      <FilterChip label={label} value={options.find((option) => option.value === current)?.label ?? current} removeHref={removeHref} />
    );
  }
  return (
    <Menu
      trigger={
        <>
          {label}
          <Mark name="chevron-down" size={14} />
        </>
      }
      triggerClassName="inline-flex h-[22px] items-center gap-1 rounded-sm border border-line-2 bg-raised px-[7px] text-xs text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:h-9"
    >
      {options.length === 0 && <p className="px-2.5 py-1.5 text-ink-3">Nothing to choose from</p>}
      <ul>
        {options.map((option) => (
          <li key={option.value}>
            <Link href={option.href} scroll={false} className={MENU_ITEM}>
              {option.label}
            </Link>
          </li>
        ))}
      </ul>
    </Menu>
  );
}
