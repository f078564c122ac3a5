import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";

export type FilterFormProps = {
  /** Names the landmark: "Filter sessions". */
  label: string;
  /** The list's path; the form leads to it with `filter=`. */
  action: string;
  /** The filters in force, as they are typed. */
  text: string;
  placeholder: string;
  /** What can't be read, and where in the text. */
  error?: { message: string; at: number; length: number } | null;
  /** Parameters that stay: range, order, columns. */
  kept: Readonly<Record<string, string>>;
  id?: string;
};

/** One line in which all filters are typed, `agent:triage errors:>2 "refund"`. A plain form: it works without JavaScript. */
export function FilterForm({ label, action, text, placeholder, error, kept, id = "page-filter" }: FilterFormProps) {
  return (
    <search aria-label={label} className="min-w-0 flex-1">
      <form key={text} action={action} className="flex min-w-0 gap-2">
        {Object.entries(kept).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <div className="relative min-w-0 flex-1">
          <input
            id={id}
            type="search"
            name="filter"
            data-page-filter=""
            aria-label={label}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? `${id}-error` : undefined}
            defaultValue={text}
            placeholder={placeholder}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={2000}
            className="block min-h-[30px] w-full min-w-0 rounded-md border border-control bg-raised px-[9px] py-1 font-mono text-xs text-ink placeholder:font-sans placeholder:text-ink-3 aria-invalid:border-failure pointer-coarse:min-h-(--control)"
          />
        </div>
        <Button type="submit" className="min-h-[30px]">
          Filter
        </Button>
      </form>
      {error && (
        <div id={`${id}-error`} role="alert" className="mt-1.5 flex items-start gap-1.5 text-failure">
          <Mark name="warning" size={14} className="mt-[3px]" />
          <div className="min-w-0">
            <p>{error.message}</p>
            <p className="font-mono text-xs wrap-anywhere text-ink-3">
              {text.slice(Math.max(0, error.at - 40), error.at)}
              <mark className="bg-failure-soft text-failure underline decoration-wavy underline-offset-2">
                {text.slice(error.at, error.at + error.length)}
              </mark>
              {text.slice(error.at + error.length, error.at + error.length + 40)}
            </p>
          </div>
        </div>
      )}
    </search>
  );
}
