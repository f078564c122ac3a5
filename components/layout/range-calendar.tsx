"use client";

import { useState } from "react";
import { type DateRange, DayPicker } from "react-day-picker";
import { buttonClasses } from "@/components/ui/button";
import { dayInZone } from "@/lib/day-in-zone";

type RangeCalendarProps = {
  days: { from: string; to: string } | null;
  now: Date;
  zone: string;
  onPick: (from: string, to: string) => void;
};

const NAV = buttonClasses({ variant: "quiet", isIcon: true, size: "sm" });

/** Two days, first and last. Arrow keys walk, Page Up and Page Down turn the month; it is the library's keyboard. */
export default function RangeCalendar({ days, now, zone, onPick }: RangeCalendarProps) {
  const [picked, setPicked] = useState<DateRange | undefined>(days ? { from: toLocal(days.from), to: toLocal(days.to) } : undefined);
  const [isBetween, setIsBetween] = useState(false);
  const today = toLocal(dayInZone(now, zone));
  return (
    <DayPicker
      mode="range"
      selected={picked}
      onSelect={(_, day) => {
        // The first press begins anew; the second ends it.
        if (!isBetween || !picked?.from) {
          setPicked({ from: day, to: undefined });
          setIsBetween(true);
          return;
        }
        const [from, to] = picked.from <= day ? [picked.from, day] : [day, picked.from];
        setPicked({ from, to });
        setIsBetween(false);
        onPick(toDay(from), toDay(to));
      }}
      today={today}
      disabled={{ after: today }}
      defaultMonth={picked?.to ?? today}
      endMonth={today}
      weekStartsOn={1}
      className="relative"
      classNames={{
        month_caption: "flex h-6 items-center px-1 font-medium pointer-coarse:h-9",
        nav: "absolute end-0 top-0 flex",
        button_previous: NAV,
        button_next: NAV,
        chevron: "size-4 fill-current",
        month_grid: "mt-1 w-full border-collapse text-center",
        weekday: "h-6 text-2xs font-normal text-ink-3",
        day: "range-day p-0",
        day_button: "h-7 w-full rounded-sm tabular-nums hover:bg-hover pointer-coarse:h-10",
        selected: "range-day-in",
        range_start: "range-day-end",
        range_end: "range-day-end",
        today: "font-semibold text-accent",
        outside: "invisible",
        disabled: "text-ink-3 opacity-50",
      }}
      footer={isBetween ? <p className="mt-1 px-1 text-xs text-ink-3">Now the last day.</p> : undefined}
    />
  );
}

function toLocal(day: string): Date {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date);
}

function toDay(at: Date): string {
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;
}
