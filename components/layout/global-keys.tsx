"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { buttonClasses } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { areSingleKeysOff } from "./appearance";
import {
  findShortcut,
  focusFilter,
  GO_TO,
  goBack,
  hasOpenPanel,
  isControl,
  isInRow,
  isTyping,
  moveInRows,
  press,
  selectRow,
} from "./key-press";
import { currentKeys, type PageKey, subscribeToKeys } from "./key-registry";
import { closePalette, isPaletteOpen, openPalette, typeAhead } from "./palette-store";

const SECOND_KEY_WITHIN_MS = 1_500;
const NONE: readonly PageKey[] = [];

/** The console's keys, on every page: listens once and shows the help. */
export function GlobalKeys() {
  const router = useRouter();
  const help = useRef<HTMLDialogElement>(null);
  const [found, setFound] = useState<readonly PageKey[]>(NONE);
  const keys = useSyncExternalStore(subscribeToKeys, currentKeys, () => NONE);
  const [areOff, setAreOff] = useState(false);

  useEffect(() => {
    let goUntil = 0;
    const showHelp = () => {
      setAreOff(areSingleKeysOff());
      setFound(listShortcuts());
      help.current?.showModal();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      const target = event.target instanceof HTMLElement ? event.target : document.body;
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        openPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey) return;
      if (isPaletteOpen() && !hasOpenPanel()) {
        if (event.key === "Escape") closePalette();
        else if ([...event.key].length === 1) typeAhead(event.key);
        event.preventDefault();
        return;
      }
      if (event.key === "Escape") {
        leave(event, target);
        return;
      }
      if (isTyping(target) || hasOpenPanel() || areSingleKeysOff()) return;
      if (goUntil > event.timeStamp) {
        goUntil = 0;
        const place = GO_TO.find(([key]) => key === event.key.toLowerCase());
        if (place) {
          event.preventDefault();
          router.push(place[1]);
          return;
        }
      }
      if (handle(event, target, showHelp)) {
        event.preventDefault();
        return;
      }
      if (event.key === "g") goUntil = event.timeStamp + SECOND_KEY_WITHIN_MS;
    };
    const onHelp = () => showHelp();
    document.addEventListener("keydown", onKey);
    document.addEventListener("reverie:keys", onHelp);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("reverie:keys", onHelp);
    };
  }, [router]);

  const close = () => help.current?.close();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog; the click only adds the pointer's way.
    <dialog
      ref={help}
      aria-labelledby="keys-title"
      className="dialog dialog-wide"
      onClick={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <div className="flex items-center justify-between gap-2">
        <h2 id="keys-title" className="text-lg">
          Keys
        </h2>
        <button type="button" aria-label="Close" onClick={close} className={buttonClasses({ variant: "quiet", isIcon: true })}>
          <Mark name="cross" />
        </button>
      </div>
      {areOff && <p className="mt-1 text-ink-2">Single keys are switched off in Appearance. Ctrl K works always.</p>}
      <div className="mt-2 grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <div>
          <KeyList label="This page" keys={merge(keys, found)} none="This page has no keys of its own." />
          <KeyList label="Lists" keys={LISTS} />
        </div>
        <div>
          <KeyList label="Everywhere" keys={EVERYWHERE} />
          <KeyList label="Go to" keys={GO_TO.map(([key, , label]) => [`g ${key}`, label])} />
        </div>
      </div>
    </dialog>
  );
}

/** Opens the help from anywhere. */
export function showKeys(): void {
  document.dispatchEvent(new CustomEvent("reverie:keys"));
}

const EVERYWHERE: readonly PageKey[] = [
  ["Ctrl K", "Search or run a command"],
  ["/", "Filter this page"],
  ["t", "Time range"],
  ["?", "Show these keys"],
  ["Esc", "Close, or back to the list"],
];
const LISTS: readonly PageKey[] = [
  ["j", "Next row"],
  ["k", "Previous row"],
  ["Enter", "Open"],
  ["x", "Select"],
];

function KeyList({ label, keys, none }: { label: string; keys: readonly PageKey[]; none?: string }) {
  return (
    <section className="mb-4 last:mb-0" aria-label={label}>
      <h3 className="label mb-1">{label}</h3>
      {keys.length === 0 && none && <p className="text-ink-3">{none}</p>}
      <dl className="grid grid-cols-[72px_minmax(0,1fr)] gap-y-1">
        {keys.map(([key, what]) => (
          <div key={key + what} className="contents">
            <dt className="flex items-center gap-1">
              {key.split(" ").map((one) => (
                <kbd
                  key={one}
                  className="min-w-[20px] rounded-sm border border-b-2 border-line-2 bg-raised px-1 text-center font-sans text-2xs/[16px] font-medium text-ink-2"
                >
                  {one}
                </kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Named keys first; then those that only a control carries. */
function merge(named: readonly PageKey[], found: readonly PageKey[]): readonly PageKey[] {
  const known = new Set(named.map(([key]) => key.toLowerCase()));
  return [...named, ...found.filter(([key]) => !known.has(key.toLowerCase()))];
}

function listShortcuts(): PageKey[] {
  const keys = new Map<string, string>();
  for (const carrier of document.querySelectorAll<HTMLElement>("main [data-shortcut]")) {
    const { shortcut } = carrier.dataset;
    const control = carrier.matches("a, button, input") ? carrier : carrier.querySelector<HTMLElement>("a, button, input");
    if (!shortcut || shortcut === "?" || !control || keys.has(shortcut)) continue;
    const words = control.getAttribute("aria-label") ?? visibleWords(control);
    if (words) keys.set(shortcut, words);
  }
  return [...keys];
}

/** A control's words without the key that stands on it. */
function visibleWords(control: HTMLElement): string {
  const copy = control.cloneNode(true) as HTMLElement;
  for (const hidden of copy.querySelectorAll("[aria-hidden=true], kbd")) hidden.remove();
  return copy.textContent?.replace(/\s+/g, " ").trim() ?? "";
}

function handle(event: KeyboardEvent, target: HTMLElement, showHelp: () => void): boolean {
  const { key } = event;
  if (key === "Enter" && isControl(target)) return false;
  if (key !== " " && key !== "Tab") {
    const control = findShortcut(event.shiftKey && key.length > 1 ? `Shift+${key}` : key);
    if (control) {
      press(control);
      return true;
    }
  }
  switch (key) {
    case "?":
      showHelp();
      return true;
    case "/":
      return focusFilter();
    case "j":
      return moveInRows(1);
    case "k":
      return moveInRows(-1);
    case "ArrowDown":
      return isInRow(target) && !event.shiftKey && moveInRows(1);
    case "ArrowUp":
      return isInRow(target) && !event.shiftKey && moveInRows(-1);
    case "x":
      return selectRow();
    default:
      return false;
  }
}

/** Escape first leaves the field, then the page. */
function leave(event: KeyboardEvent, target: HTMLElement): void {
  if (hasOpenPanel()) return;
  if (isTyping(target)) {
    target.blur();
    event.preventDefault();
  } else if (!areSingleKeysOff() && goBack()) event.preventDefault();
}
