import { Button, ButtonLink } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/input";
import { Menu } from "@/components/ui/menu";

export type ColumnChooserProps = {
  action: string;
  columns: readonly { key: string; label: string }[];
  chosen: readonly string[];
  /** Parameters that stay: filters, order, range. */
  kept: Readonly<Record<string, string>>;
  /** The address with the columns as they are by default. */
  defaultHref: string;
};

/** Which columns show, kept in the address as `cols`. A plain form. */
export function ColumnChooser({ action, columns, chosen, kept, defaultHref }: ColumnChooserProps) {
  return (
    <Menu trigger="Columns" size="md" align="end" className="w-60">
      <form action={action} key={chosen.join()} aria-label="Columns" className="grid gap-2 p-2">
        {Object.entries(kept).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {columns.map(({ key, label }) => (
          <Checkbox key={key} id={`column-${key}`} name="cols" value={key} label={label} defaultChecked={chosen.includes(key)} />
        ))}
        <div className="mt-1 flex gap-2 border-t border-line pt-2">
          <Button type="submit" size="sm">
            Show these
          </Button>
          <ButtonLink href={defaultHref} scroll={false} size="sm" variant="quiet">
            Default
          </ButtonLink>
        </div>
      </form>
    </Menu>
  );
}
