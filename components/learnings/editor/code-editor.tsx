"use client";

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { markdown } from "@codemirror/lang-markdown";
import { yamlFrontmatter } from "@codemirror/lang-yaml";
import { defaultHighlightStyle, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { linter, lintGutter } from "@codemirror/lint";
import { Annotation, Compartment, EditorState, RangeSetBuilder, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  GutterMarker,
  gutter,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { compareLines } from "@/lib/learnings/diff";
import { parseDocument } from "@/lib/learnings/document";

/** Where a line of the text that was read comes from: "v3 M. Adeyemi". */
export type LineOrigin = { key: string; short: string; who: string };

/** Where somebody stood in the plain field that this editor takes the place of. */
export type Caret = { from: number; to: number };

export type CodeEditorProps = {
  label: string;
  text: string;
  onChange: (text: string) => void;
  /** The text that was read, and where each of its lines comes from. */
  base: string;
  origins: readonly LineOrigin[];
  isReadOnly: boolean;
  onSave: (isNext: boolean) => void;
  /** Set where the plain field had the focus: typing goes on here. */
  caret: RefObject<Caret | null>;
};

const FromOutside = Annotation.define<boolean>();

/** The text with its line numbers, what is wrong at its line, and in the margin where each line comes from. Tab leaves it. */
export function CodeEditor({ label, text, onChange, base, origins, isReadOnly, onSave, caret }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ onChange, onSave });
  useEffect(() => {
    latest.current = { onChange, onSave };
  });
  const readOnly = useRef(new Compartment());
  const margin = useRef(new Compartment());

  // Before the browser hears the next key: what is typed while the plain field makes way must land somewhere.
  // biome-ignore lint/correctness/useExhaustiveDependencies: one editor for the life of the component; the effects below bring it up to date.
  useLayoutEffect(() => {
    if (!host.current) return;
    const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          ...(nonce ? [EditorView.cspNonce.of(nonce)] : []),
          margin.current.of(originMargin(base, origins)),
          lineNumbers(),
          lintGutter(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          EditorView.lineWrapping,
          yamlFrontmatter({ content: markdown() }),
          syntaxHighlighting(COLOURS),
          linter(findProblems, { delay: 250 }),
          readOnly.current.of(readOnlyOf(isReadOnly)),
          EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off", autocorrect: "off" }),
          keymap.of([
            { key: "Mod-s", preventDefault: true, run: () => saves(false) },
            { key: "Mod-Enter", preventDefault: true, run: () => saves(true) },
            ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter" && key !== "Alt-ArrowUp" && key !== "Alt-ArrowDown"),
            ...historyKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged || update.transactions.some((one) => one.annotation(FromOutside))) return;
            // At once: `text` coming back late would undo the letter typed after it.
            flushSync(() => latest.current.onChange(update.state.doc.toString()));
          }),
          LOOK,
        ],
      }),
    });
    const saves = (isNext: boolean) => {
      latest.current.onSave(isNext);
      return true;
    };
    view.current = editor;
    if (caret.current) {
      const { from, to } = caret.current;
      const most = editor.state.doc.length;
      editor.dispatch({ selection: { anchor: Math.min(from, most), head: Math.min(to, most) } });
      editor.focus();
    }
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const now = editor.state.doc.toString();
    if (now === text) return;
    editor.dispatch({ changes: smallestChange(now, text), annotations: FromOutside.of(true) });
  }, [text]);
  useEffect(() => view.current?.dispatch({ effects: readOnly.current.reconfigure(readOnlyOf(isReadOnly)) }), [isReadOnly]);
  useEffect(() => view.current?.dispatch({ effects: margin.current.reconfigure(originMargin(base, origins)) }), [base, origins]);

  return <div ref={host} className="min-w-0" />;
}

function readOnlyOf(isReadOnly: boolean) {
  return [
    EditorState.readOnly.of(isReadOnly),
    EditorView.editable.of(!isReadOnly),
    isReadOnly ? EditorView.contentAttributes.of({ tabindex: "0", "aria-readonly": "true" }) : [],
  ];
}

/** Between the common beginning and the common end, so that the cursor and the undo steps stay sensible. */
function smallestChange(before: string, after: string) {
  let from = 0;
  const most = Math.min(before.length, after.length);
  while (from < most && before[from] === after[from]) from++;
  let end = 0;
  while (end < most - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}

function findProblems({ state }: EditorView) {
  const { document, problems } = parseDocument(state.doc.toString());
  return problems.map(({ line, message }) => {
    const at = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
    return { from: at.from, to: at.to, message, severity: document === null ? ("error" as const) : ("warning" as const) };
  });
}

// ------------------------------------------------------------------------------------------------ the margin

class OriginMarker extends GutterMarker {
  constructor(
    private readonly short: string,
    private readonly who: string,
    private readonly isNew: boolean,
  ) {
    super();
  }
  override eq(other: OriginMarker): boolean {
    return other.short === this.short && other.who === this.who && other.isNew === this.isNew;
  }
  override toDOM(): Node {
    const box = document.createElement("span");
    box.title = `${this.short} ${this.who}`.trim();
    const short = document.createElement("b");
    short.textContent = this.short;
    box.append(short, ` ${this.who}`);
    return box;
  }
}

const changedLine = Decoration.line({ class: "cm-unsaved" });
const firstOfRun = Decoration.line({ class: "cm-run" });

/** For each line of the text as it stands, where it comes from; null for what is not saved. */
function originMargin(base: string, origins: readonly LineOrigin[]) {
  const baseLines = base.split("\n");
  const read = (state: EditorState): (LineOrigin | null)[] => {
    const lines: (LineOrigin | null)[] = [];
    for (const run of compareLines(baseLines, state.doc.toString().split("\n")).runs) {
      for (let at = run.otherFrom; at < run.otherTo; at++) {
        const inBase = run.from + at - run.otherFrom;
        lines.push(run.equal ? (origins[inBase] ?? origins[inBase - 1] ?? null) : null);
      }
    }
    return lines;
  };
  const field = StateField.define<(LineOrigin | null)[]>({
    create: read,
    update: (value, change) => (change.docChanged ? read(change.state) : value),
  });
  const startsRun = (lines: (LineOrigin | null)[], index: number) => index === 0 || lines[index]?.key !== lines[index - 1]?.key;
  return [
    field,
    gutter({
      class: "cm-origins",
      lineMarker: (editor, line) => {
        const lines = editor.state.field(field);
        const index = editor.state.doc.lineAt(line.from).number - 1;
        if (!startsRun(lines, index)) return null;
        const origin = lines[index];
        return origin ? new OriginMarker(origin.short, origin.who, false) : new OriginMarker("not saved", "", true);
      },
      lineMarkerChange: (update) => update.docChanged,
      initialSpacer: () => new OriginMarker("v00", "M. Adeyemi", false),
    }),
    EditorView.decorations.compute([field, "doc"], (state): DecorationSet => {
      const lines = state.field(field);
      const builder = new RangeSetBuilder<Decoration>();
      for (let index = 0; index < lines.length && index < state.doc.lines; index++) {
        const { from } = state.doc.line(index + 1);
        if (index > 0 && startsRun(lines, index)) builder.add(from, from, firstOfRun);
        if (lines[index] === null) builder.add(from, from, changedLine);
      }
      return builder.finish();
    }),
  ];
}

// ------------------------------------------------------------------------------------------------ the look

/** The library's own colours, by what they mark, in ours: keys, comments, punctuation. The rest is ink. */
const OUR_COLOURS: Record<string, string> = {
  "#00c": "var(--accent)",
  "#940": "var(--ink-3)",
  "#404740": "var(--ink-3)",
  "#00f": "var(--accent)",
};
const COLOURS = HighlightStyle.define(
  defaultHighlightStyle.specs.map(({ color, textDecoration: _decoration, ...spec }) => {
    const ours = typeof color === "string" ? OUR_COLOURS[color] : undefined;
    return ours ? { ...spec, color: ours } : spec;
  }),
);

const LOOK = EditorView.theme({
  "&": { color: "var(--ink-1)", backgroundColor: "transparent", fontSize: "12px" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--font-code)", lineHeight: "20px" },
  ".cm-content": { padding: "6px 0 24px", caretColor: "var(--ink-1)" },
  ".cm-line": { padding: "0 16px 0 8px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-3)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "30px", padding: "0 8px 0 2px", fontSize: "11px" },
  ".cm-origins": { width: "128px", fontFamily: "var(--font-ui)", fontSize: "11px" },
  ".cm-origins .cm-gutterElement": { padding: "0 4px 0 24px", overflow: "hidden", whiteSpace: "nowrap" },
  ".cm-origins b": { color: "var(--ink-1)", fontWeight: "600" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "var(--bg-hover)" },
  ".cm-run": { boxShadow: "inset 0 1px 0 var(--line-1)" },
  ".cm-unsaved, &.cm-focused .cm-unsaved.cm-activeLine": { backgroundColor: "var(--diff-add)" },
  ".cm-cursor": { borderLeftColor: "var(--ink-1)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "var(--bg-selected)",
  },
  ".cm-tooltip": { backgroundColor: "var(--bg-raised)", border: "1px solid var(--line-2)", borderRadius: "4px", color: "var(--ink-1)" },
  ".cm-diagnostic": { fontFamily: "var(--font-ui)", fontSize: "12px", padding: "4px 8px" },
  "@media (max-width: 760px)": { ".cm-origins": { display: "none !important" } },
});
