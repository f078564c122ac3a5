import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, type Option, Select } from "@/components/ui/input";

export type SessionFiltersProps = {
  agents: readonly Option[];
  outcomes: readonly Option[];
  values: { agent: string | null; outcome: string | null; external: string | null };
};

/** A plain form: it leads to the same list with its filters in the address. */
export function SessionFilters({ agents, outcomes, values }: SessionFiltersProps) {
  return (
    <search aria-label="Filter sessions">
      <form
        // The fields keep what was typed; a filter taken off elsewhere makes them new.
        key={JSON.stringify(values)}
        action="/sessions"
        className="grid items-end gap-2 sm:grid-cols-2 lg:flex"
      >
        <Field id="filter-agent" label="Agent" className="lg:w-52">
          {(wiring) => <Select {...wiring} name="agent" defaultValue={values.agent ?? ""} emptyLabel="Any" options={agents} />}
        </Field>
        <Field id="filter-outcome" label="Outcome" className="lg:w-36">
          {(wiring) => <Select {...wiring} name="outcome" defaultValue={values.outcome ?? ""} emptyLabel="Any" options={outcomes} />}
        </Field>
        <Field id="filter-external" label="External id" className="lg:w-64">
          {(wiring) => (
            <Input
              {...wiring}
              name="external"
              defaultValue={values.external ?? ""}
              isCode
              autoComplete="off"
              spellCheck={false}
              maxLength={512}
            />
          )}
        </Field>
        <Button type="submit" className="min-h-[30px]">
          Filter
        </Button>
      </form>
    </search>
  );
}
