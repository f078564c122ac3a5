"use client";

import { Calendar } from "lucide-react";
import dynamic from "next/dynamic";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, useId, useRef, useState } from "react";
import { buttonClasses } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Icon } from "@/components/ui/icon";
import { Input } from "@/components/ui/input";
import { Mark } from "@/components/ui/mark";
import { DEFAULT_RANGE, daysOfRange, parseTimeRange, RANGE_PRESETS, readTypedRange, shiftRange, zoomOutRange } from "@/lib/time-range";
import { RANGE_PAGES } from "./nav";

const RangeCalendar = dynamic(() => import("./range-calendar"), {
  ssr: false,
  loading: () => <div className="h-64" />,
});

/** Other places in the address that a new range makes meaningless. */
const FORGOTTEN = ["cursor", "page", "after", "before"];

/** The time that a page looks at: chosen, typed or moved, and always in the address. Only on pages that look at a time. */
export function TimeRange({ now: nowText, zone }: { now: string; zone: string }) {
  const pathname = usePathname();
  if (!RANGE_PAGES.includes(pathname)) return null;
  return <Picker now={new Date(nowText)} zone={zone} pathname={pathname} />;
}

function Picker({ now, zone, pathname }: { now: Date; zone: string; pathname: string }) {
  const router = useRouter();
  const params = useSearchParams();
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const range = params.get("range");
  const { words } = parseTimeRange(range, now, zone);

  const go = (next: string | null) => {
    if (next === null) return;
    const query = new URLSearchParams(params);
    for (const name of FORGOTTEN) query.delete(name);
    if (next === DEFAULT_RANGE) query.delete("range");
    else query.set("range", next);
    panel.current?.hidePopover();
    setProblem(null);
    router.push(query.size > 0 ? `${pathname}?${query}` : pathname);
  };
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get("typed") ?? "");
    const next = readTypedRange(typed, now, zone);
    if (next === null) setProblem("Write it as “last 7d”, “yesterday” or “2026-11-01 to 2026-11-08”.");
    else go(next);
  };

  const earlier = shiftRange(range, -1, now, zone);
  const later = shiftRange(range, 1, now, zone);
  const wider = zoomOutRange(range, now, zone);
  return (
    <fieldset aria-label="Time range" className="flex min-w-0 items-center max-md:flex-none">
      <Step label="Earlier" mark="chevron-left" next={earlier} go={go} why="All time has nothing before it" />
      <button
        type="button"
        data-shortcut="t"
        popoverTarget={`${id}-panel`}
        aria-label={`Time range: ${words}`}
        title={`${words}. Press T`}
        className={cx(buttonClasses({ variant: "outlined" }), "min-w-0 max-md:w-(--control) max-md:flex-none max-md:px-0!")}
      >
        <Mark name="clock" size={14} />
        <span className="truncate max-md:sr-only">{words}</span>
        <Mark name="chevron-down" size={14} className="max-md:hidden" />
      </button>
      <div
        ref={panel}
        id={`${id}-panel`}
        popover="auto"
        className="menu-panel menu-panel-start w-72 max-w-[calc(100vw-16px)]! p-2!"
        onToggle={(event) => setIsOpen(event.newState === "open")}
      >
        <form onSubmit={apply} noValidate>
          <label htmlFor={`${id}-typed`} className="label mb-1 block px-1">
            Range
          </label>
          <Input
            id={`${id}-typed`}
            name="typed"
            key={range ?? ""}
            defaultValue={typedForm(range)}
            placeholder="last 7d, or 2026-11-01 to 2026-11-08"
            autoComplete="off"
            spellCheck={false}
            aria-invalid={problem ? true : undefined}
            aria-describedby={`${id}-zone`}
          />
          <p
            id={`${id}-zone`}
            className={cx("mt-1 px-1 text-xs", problem ? "text-failure" : "text-ink-3")}
            role={problem ? "alert" : undefined}
          >
            {problem ?? `Days are those of ${zone}.`}
          </p>
        </form>
        <ul className="mt-2 grid grid-cols-2 gap-0.5 border-t border-line pt-2">
          {RANGE_PRESETS.map((preset) => (
            <li key={preset}>
              <button
                type="button"
                aria-current={preset === (range ?? DEFAULT_RANGE) ? "true" : undefined}
                onClick={() => go(preset)}
                className="h-8 w-full rounded-sm px-2 text-left hover:bg-hover aria-[current]:bg-selected pointer-coarse:h-11"
              >
                {parseTimeRange(preset, now, zone).words}
              </button>
            </li>
          ))}
        </ul>
        <div className="mt-2 border-t border-line pt-2">
          {isOpen && (
            <RangeCalendar days={daysOfRange(range, now, zone)} now={now} zone={zone} onPick={(from, to) => go(`${from}..${to}`)} />
          )}
        </div>
        <div className="mt-2 flex items-center justify-between border-t border-line pt-2">
          <span className="flex">
            <Step label="Earlier" mark="chevron-left" next={earlier} go={go} why="All time has nothing before it" isInPanel />
            <Step label="Later" mark="chevron-right" next={later} go={go} why="This reaches up to now" isInPanel />
          </span>
          <button
            type="button"
            onClick={() => go(wider)}
            aria-disabled={wider === null || undefined}
            className={buttonClasses({ variant: "quiet", size: "sm" }, wider === null)}
          >
            <Icon icon={Calendar} size={14} />
            Zoom out
          </button>
        </div>
      </div>
      <Step label="Later" mark="chevron-right" next={later} go={go} why="This reaches up to now" />
    </fieldset>
  );
}

type StepProps = {
  label: string;
  mark: "chevron-left" | "chevron-right";
  next: string | null;
  go: (next: string | null) => void;
  why: string;
  isInPanel?: boolean;
};

function Step({ label, mark, next, go, why, isInPanel = false }: StepProps) {
  const isOff = next === null;
  return (
    <button
      type="button"
      aria-label={label}
      title={isOff ? why : label}
      aria-disabled={isOff || undefined}
      onClick={() => go(next)}
      className={cx(
        buttonClasses({ variant: "quiet", isIcon: true, size: isInPanel ? "sm" : "md" }),
        !isInPanel && "max-lg:hidden",
        isOff && "cursor-not-allowed opacity-45",
      )}
    >
      <Mark name={mark} />
    </button>
  );
}

/** As a person would write it. */
function typedForm(range: string | null): string {
  const text = range ?? DEFAULT_RANGE;
  if (text === "all") return "all time";
  return text.includes("..") ? text.replace("..", " to ") : `last ${text}`;
}
