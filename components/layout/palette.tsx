"use client";

import { Command } from "cmdk";
import { Search } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Icon } from "@/components/ui/icon";
import { VisibleText } from "@/components/ui/visible-text";
import { showKeys } from "./global-keys";
import { press } from "./key-press";
import { currentKeys, type PageKey } from "./key-registry";
import { currentLiveState, pauseLive, resumeLive } from "./live-store";
import type { NavGroup } from "./nav";
import { fits, navEntries, type PaletteAction, type PaletteAnswer, readTyped } from "./palette-items";
import { closePalette, paletteText } from "./palette-store";
import { readRecent } from "./recent";

const ASK_AFTER_MS = 70;
const EMPTY: PaletteAnswer = { groups: [], actions: [] };

type PaletteProps = { groups: readonly NavGroup[]; actions: readonly PaletteAction[]; workspaceId: string };
type PageAction = { label: string; key: string; control: HTMLElement };

/** Anything in two keystrokes: what was open lately, what this page can do, every page and every object. */
export default function Palette({ groups, actions, workspaceId }: PaletteProps) {
  const router = useRouter();
  const pathname = usePathname();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState(paletteText);
  const { resolvedTheme, setTheme } = useTheme();
  // What the page offers is asked while the palette opens: it can't change below it.
  const [pageActions] = useState(readPageActions);
  const [recent] = useState(() => readRecent(workspaceId).filter((one) => one.href !== pathname));
  const { mode, words } = readTyped(typed);
  const { answer, answered, isAsking } = useAnswer(typed, mode !== "keys");
  // The choice moves by arrow or pointer; new letters and a new answer take it back to the first line.
  const shownFor = `${typed}\n${answered}`;
  const [chosen, setChosen] = useState({ for: "", value: "" });

  useEffect(() => {
    const shown = dialog.current;
    if (!shown || shown.open) return;
    shown.showModal();
    shown.querySelector<HTMLInputElement>("input")?.focus();
    // Letters that came between the drawing and the focus.
    setTyped(paletteText());
  }, []);

  const close = () => dialog.current?.close();
  const run = (act: () => void) => {
    close();
    act();
  };
  const go = (href: string) => run(() => router.push(href));

  const commands = useMemo(
    () => [
      {
        label: resolvedTheme === "dark" ? "Use the light theme" : "Use the dark theme",
        act: () => setTheme(resolvedTheme === "dark" ? "light" : "dark"),
      },
      {
        label: currentLiveState() === "paused" ? "Resume live updates" : "Pause live updates",
        act: currentLiveState() === "paused" ? resumeLive : pauseLive,
      },
      { label: "Show the keys of this page", act: showKeys, key: "?" },
    ],
    [resolvedTheme, setTheme],
  );

  const showsAll = mode === "all";
  const showsActions = showsAll || mode === "actions";
  const own = showsActions ? pageActions.filter((one) => fits(one.label, words)) : [];
  const general = showsActions ? [...answer.actions, ...actions.filter((one) => fits(one.label, words))] : [];
  const said = showsActions && words !== "" ? commands.filter((one) => fits(one.label, words)) : mode === "actions" ? commands : [];
  const places = showsAll ? navEntries(groups).filter((one) => fits(one.label, words)) : [];
  const lately = showsAll ? recent.filter((one) => fits(one.title, words)).slice(0, words === "" ? 5 : 3) : [];
  const objects = mode === "actions" || mode === "keys" ? [] : answer.groups.filter((group) => group.objects.length > 0);
  const keys = mode === "keys" ? allKeys().filter(([key, what]) => fits(`${key} ${what}`, words)) : [];
  const isNothing =
    own.length + general.length + said.length + places.length + lately.length + objects.length + keys.length === 0 && !isAsking;

  const first = [
    ...lately.map((one) => `recent ${one.href}`),
    ...own.map((one) => `page ${one.key}`),
    ...objects.flatMap((group) => group.objects.map((one) => one.id)),
    ...places.map((one) => `go ${one.href}`),
    ...general.map((one) => `do ${one.label}`),
    ...said.map((one) => `say ${one.label}`),
    ...keys.map(([key, what]) => `key ${key} ${what}`),
    "search everywhere",
  ][0];

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog; the click only adds the pointer's way.
    <dialog
      ref={dialog}
      aria-label="Command palette"
      className="palette dialog p-0!"
      onClose={closePalette}
      onClick={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <Command
        label="Search or run a command"
        shouldFilter={false}
        loop
        value={chosen.for === shownFor ? chosen.value : first}
        onValueChange={(value) => setChosen({ for: shownFor, value })}
        onKeyDown={(event) => {
          // While an input method composes, Enter and Escape are its own.
          if (event.nativeEvent.isComposing && (event.key === "Enter" || event.key === "Escape")) event.stopPropagation();
        }}
      >
        <div className="flex items-center gap-2 border-b border-line px-3">
          <Icon icon={Search} className="text-ink-3" />
          <Command.Input
            autoFocus
            value={typed}
            onValueChange={setTyped}
            placeholder="Search or run a command"
            className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-3"
          />
          {isAsking && (
            <span className="size-3 flex-none animate-spin rounded-full border-2 border-line-2 border-t-accent motion-reduce:hidden" />
          )}
        </div>
        <Command.List className="max-h-[min(420px,calc(100dvh-200px))] scroll-py-2 overflow-y-auto p-1.5">
          {isNothing && words === "" && <p className="px-2.5 py-3 text-ink-2">Nothing here yet.</p>}
          {lately.length > 0 && (
            <Group heading="Recent">
              {lately.map((one) => (
                <Item key={one.href} value={`recent ${one.href}`} onSelect={() => go(one.href)} label={one.title} note={kindOf(one.href)} />
              ))}
            </Group>
          )}
          {own.length > 0 && (
            <Group heading="This page">
              {own.map((one) => (
                <Item
                  key={one.key}
                  value={`page ${one.key}`}
                  onSelect={() => run(() => press(one.control))}
                  label={one.label}
                  keys={one.key}
                />
              ))}
            </Group>
          )}
          {objects.map((group) => (
            <Group key={group.label} heading={group.label}>
              {group.objects.map((one) => (
                <Item key={one.id} value={one.id} onSelect={() => go(one.href)} label={one.title} note={one.note} words={words} />
              ))}
            </Group>
          ))}
          {places.length > 0 && (
            <Group heading="Go to">
              {places.map((one) => (
                <Item
                  key={one.href}
                  value={`go ${one.href}`}
                  onSelect={() => go(one.href)}
                  label={one.label}
                  keys={one.key}
                  words={words}
                />
              ))}
            </Group>
          )}
          {general.length + said.length > 0 && (
            <Group heading="Actions">
              {general.map((one) => (
                <Item key={one.label} value={`do ${one.label}`} onSelect={() => go(one.href)} label={one.label} words={words} />
              ))}
              {said.map((one) => (
                <Item
                  key={one.label}
                  value={`say ${one.label}`}
                  onSelect={() => run(one.act)}
                  label={one.label}
                  keys={one.key}
                  words={words}
                />
              ))}
            </Group>
          )}
          {keys.length > 0 && (
            <Group heading="Keys">
              {keys.map(([key, what]) => (
                <Item key={key + what} value={`key ${key} ${what}`} onSelect={() => run(showKeys)} label={what} keys={key} words={words} />
              ))}
            </Group>
          )}
          {showsAll && words.length >= 2 && (
            <Group heading={isNothing ? "Nothing by that name" : "More"}>
              <Item
                value="search everywhere"
                onSelect={() => go(`/search?q=${encodeURIComponent(words)}`)}
                label={`Search all text for “${words}”`}
              />
              <Item
                value="search sessions"
                onSelect={() => go(`/search?q=${encodeURIComponent(words)}&kind=sessions`)}
                label={`Search the text of sessions for “${words}”`}
              />
            </Group>
          )}
          {isNothing && !showsAll && <p className="px-2.5 py-3 text-ink-2">Nothing fits “{words}”.</p>}
        </Command.List>
        <p className="flex flex-wrap gap-x-4 gap-y-1 border-t border-line px-3 py-2 text-xs text-ink-3 max-sm:hidden">
          <Hint sign=">">actions</Hint>
          <Hint sign="#">ids</Hint>
          <Hint sign="?">keys</Hint>
          <span className="ml-auto">
            <Hint sign="↵">open</Hint>
          </span>
        </p>
      </Command>
    </dialog>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="mb-1 last:mb-0 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-1.5 [&_[cmdk-group-heading]]:pb-0.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}

type ItemProps = { value: string; label: string; note?: string; keys?: string | null; words?: string; onSelect: () => void };

function Item({ value, label, note, keys, words = "", onSelect }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-8 cursor-pointer items-center gap-3 rounded-sm px-2.5 py-1 data-[selected=true]:bg-selected pointer-coarse:min-h-11"
    >
      <span className="min-w-0 flex-1 truncate">{marked(label, words)}</span>
      {note && <span className="max-w-[45%] flex-none truncate text-xs text-ink-3">{note}</span>}
      {keys && (
        <span aria-hidden="true" className="flex flex-none gap-1 max-sm:hidden">
          {keys.split(" ").map((one) => (
            <kbd
              key={one}
              className="min-w-[18px] rounded-sm border border-b-2 border-line-2 bg-raised px-1 text-center font-sans text-2xs/[14px] font-medium text-ink-2"
            >
              {one}
            </kbd>
          ))}
        </span>
      )}
    </Command.Item>
  );
}

function Hint({ sign, children }: { sign: string; children: ReactNode }) {
  return (
    <span>
      <kbd className="mr-1 font-sans font-semibold text-ink-2">{sign}</kbd>
      {children}
    </span>
  );
}

/** The letters that were typed, in bold. */
function marked(label: string, words: string): ReactNode {
  const at = words === "" ? -1 : label.toLowerCase().indexOf(words.toLowerCase());
  if (at === -1) return <VisibleText text={label} />;
  return (
    <>
      {label.slice(0, at)}
      <b className="font-semibold text-accent">{label.slice(at, at + words.length)}</b>
      {label.slice(at + words.length)}
    </>
  );
}

/** Asks the server a moment after the last letter. The last answer stays until the next, so that nothing flickers. */
function useAnswer(typed: string, isWanted: boolean): { answer: PaletteAnswer; answered: string | null; isAsking: boolean } {
  const [state, setState] = useState({ answer: EMPTY, for: null as string | null });
  useEffect(() => {
    if (!isWanted) return;
    const abort = new AbortController();
    const timer = setTimeout(
      async () => {
        // The next letter may end it at any moment, also while the answer's body is read.
        const answer = await askServer(typed, abort.signal).catch(() => EMPTY);
        if (!abort.signal.aborted) setState({ answer, for: typed });
      },
      typed === "" ? 0 : ASK_AFTER_MS,
    );
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [typed, isWanted]);
  return { answer: isWanted ? state.answer : EMPTY, answered: state.for, isAsking: isWanted && state.for !== typed };
}

async function askServer(typed: string, signal: AbortSignal): Promise<PaletteAnswer> {
  const response = await fetch(`/palette?q=${encodeURIComponent(typed)}`, { signal });
  if (response.status === 401) window.location.reload();
  return response.ok ? ((await response.json()) as PaletteAnswer) : EMPTY;
}

/** What can be pressed on the page by a key, and may be. */
function readPageActions(): PageAction[] {
  const found: PageAction[] = [];
  for (const carrier of document.querySelectorAll<HTMLElement>("main [data-shortcut]")) {
    const key = carrier.dataset.shortcut ?? "";
    const control = carrier.matches("a, button") ? carrier : carrier.querySelector<HTMLElement>("a, button");
    if (!control || key === "?" || key === "Enter" || !control.checkVisibility() || control.getAttribute("aria-disabled") === "true")
      continue;
    const label = currentKeys().find(([known]) => known.toLowerCase() === key.toLowerCase())?.[1] ?? wordsOf(control);
    if (label !== "" && !found.some((one) => one.key === key)) found.push({ label, key, control });
  }
  return found;
}

function wordsOf(control: HTMLElement): string {
  const named = control.getAttribute("aria-label");
  if (named) return named;
  const copy = control.cloneNode(true) as HTMLElement;
  for (const hidden of copy.querySelectorAll("[aria-hidden=true], kbd")) hidden.remove();
  return copy.textContent?.replace(/\s+/g, " ").trim() ?? "";
}

function allKeys(): readonly PageKey[] {
  return [
    ...currentKeys(),
    ["Ctrl K", "Search or run a command"],
    ["/", "Filter this page"],
    ["t", "Time range"],
    ["j", "Next row"],
    ["k", "Previous row"],
    ["x", "Select"],
  ];
}

function kindOf(href: string): string {
  if (href.includes("/changes/")) return "Change";
  const kinds: Record<string, string> = {
    agents: "Agent",
    sessions: "Session",
    dreams: "Dream",
    learnings: "Learning",
    stores: "Store",
    imports: "Import",
  };
  return kinds[href.split("/")[1] ?? ""] ?? "";
}
