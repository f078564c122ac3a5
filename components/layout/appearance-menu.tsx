"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { type ReactNode, useId, useSyncExternalStore } from "react";
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import { TIME_COOKIE, type TimeStyle, timeStyle } from "@/components/ui/time-styles";
import { useHydrated } from "@/components/ui/use-hydrated";
import {
  CONTRAST_COOKIE,
  type Contrast,
  contrastAttribute,
  DENSITY_COOKIE,
  type Density,
  densityAttribute,
  KEYS_COOKIE,
  keysAttribute,
} from "./appearance";

const THEMES = [
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
  { value: "system", label: "As the system", icon: Monitor },
] as const;

/** Theme, contrast, density, times and keys. Each takes effect at once and is remembered on this machine. */
export function AppearanceMenu({ className }: { className?: string }) {
  const isHydrated = useHydrated();
  const { resolvedTheme } = useTheme();
  return (
    <span className={className}>
      <Menu
        label="Appearance"
        variant="quiet"
        isIcon
        align="end"
        className="w-72"
        trigger={<Icon icon={isHydrated && resolvedTheme === "dark" ? Moon : Sun} />}
      >
        <AppearanceFields />
      </Menu>
    </span>
  );
}

/** The choices themselves; on a phone they stand in the user's menu. */
export function AppearanceFields() {
  const isHydrated = useHydrated();
  const { theme, setTheme } = useTheme();
  const contrast = useHtmlAttribute("data-contrast", (value) => contrastAttribute(value) ?? "system") as Contrast;
  const density = useHtmlAttribute("data-density", (value) => densityAttribute(value) ?? "comfortable") as Density;
  const time = useHtmlAttribute("data-time", timeStyle) as TimeStyle;
  const keys = useHtmlAttribute("data-keys", (value) => keysAttribute(value) ?? "on");
  return (
    <div className="grid gap-3 p-2.5">
      <Choice label="Theme" isDisabled={!isHydrated} value={isHydrated ? (theme ?? "system") : "system"} onChange={setTheme}>
        {THEMES.map((option) => ({ value: option.value, label: option.label, icon: <Icon icon={option.icon} /> }))}
      </Choice>
      <div className="grid grid-cols-2 gap-3">
        <Choice
          label="Contrast"
          isDisabled={!isHydrated}
          value={contrast}
          onChange={(value) => keep("data-contrast", CONTRAST_COOKIE, contrastAttribute(value))}
        >
          {[
            { value: "system", label: "As the system" },
            { value: "more", label: "More" },
            { value: "standard", label: "Standard" },
          ]}
        </Choice>
        <Choice
          label="Times"
          isDisabled={!isHydrated}
          value={time}
          onChange={(value) => keep("data-time", TIME_COOKIE, value === "relative" ? undefined : value)}
        >
          {[
            { value: "relative", label: "3 min ago" },
            { value: "local", label: "Local time" },
            { value: "utc", label: "UTC" },
          ]}
        </Choice>
        <Choice
          label="Density"
          isDisabled={!isHydrated}
          value={density}
          onChange={(value) => keep("data-density", DENSITY_COOKIE, densityAttribute(value))}
        >
          {[
            { value: "comfortable", label: "Comfortable" },
            { value: "compact", label: "Compact" },
          ]}
        </Choice>
        <Choice
          label="Single keys"
          isDisabled={!isHydrated}
          value={keys}
          onChange={(value) => keep("data-keys", KEYS_COOKIE, keysAttribute(value))}
        >
          {[
            { value: "on", label: "On" },
            { value: "off", label: "Off" },
          ]}
        </Choice>
      </div>
      {!isHydrated && <p className="text-xs text-ink-3">Needs JavaScript. Until then the system decides.</p>}
    </div>
  );
}

type ChoiceProps = {
  label: string;
  value: string;
  isDisabled: boolean;
  onChange: (value: string) => void;
  children: readonly { value: string; label: string; icon?: ReactNode }[];
};

function Choice({ label, value, isDisabled, onChange, children }: ChoiceProps) {
  const name = useId();
  return (
    <fieldset disabled={isDisabled}>
      <legend className="label mb-1">{label}</legend>
      {children.map((option) => (
        <label
          key={option.value}
          className="flex min-h-7 cursor-pointer items-center gap-2 rounded-sm px-1.5 hover:bg-hover has-checked:bg-selected pointer-coarse:min-h-10"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            onChange={() => onChange(option.value)}
            className="size-4 accent-accent"
          />
          {option.icon}
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

const YEAR_S = 365 * 24 * 60 * 60;

function keep(attribute: string, cookie: string, value: string | undefined): void {
  const html = document.documentElement;
  if (value === undefined) html.removeAttribute(attribute);
  else html.setAttribute(attribute, value);
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari before 18.4.
  document.cookie = `${cookie}=${value ?? ""}; path=/; max-age=${value === undefined ? 0 : YEAR_S}; samesite=lax`;
}

function useHtmlAttribute(attribute: string, read: (value: string | undefined) => string): string {
  return useSyncExternalStore(
    (listener) => {
      const observer = new MutationObserver(listener);
      observer.observe(document.documentElement, { attributeFilter: [attribute] });
      return () => observer.disconnect();
    },
    () => read(document.documentElement.getAttribute(attribute) ?? undefined),
    () => read(undefined),
  );
}
