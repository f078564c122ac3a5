"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { type ReactNode, useId, useSyncExternalStore } from "react";
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import { useHydrated } from "@/components/ui/use-hydrated";
import { CONTRAST_COOKIE, type Contrast, contrastAttribute, DENSITY_COOKIE, type Density, densityAttribute } from "./appearance";

const THEMES = [
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
  { value: "system", label: "As the system", icon: Monitor },
] as const;

/** Theme, contrast and density. Each takes effect at once and is remembered on this machine. */
export function AppearanceMenu() {
  const isHydrated = useHydrated();
  const { theme, resolvedTheme, setTheme } = useTheme();
  const contrast = useHtmlAttribute("data-contrast", (value) => contrastAttribute(value) ?? "system") as Contrast;
  const density = useHtmlAttribute("data-density", (value) => densityAttribute(value) ?? "comfortable") as Density;
  return (
    <Menu
      label="Appearance"
      variant="quiet"
      isIcon
      align="end"
      className="w-56"
      trigger={<Icon icon={isHydrated && resolvedTheme === "dark" ? Moon : Sun} />}
    >
      <div className="grid gap-3 p-2.5">
        <Choice label="Theme" isDisabled={!isHydrated} value={isHydrated ? (theme ?? "system") : "system"} onChange={setTheme}>
          {THEMES.map((option) => ({ value: option.value, label: option.label, icon: <Icon icon={option.icon} /> }))}
        </Choice>
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
        {!isHydrated && <p className="text-xs text-ink-3">Needs JavaScript. Until then the system decides.</p>}
      </div>
    </Menu>
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
