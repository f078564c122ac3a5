"use client";

import { useRef, useState } from "react";
import { cx } from "@/components/ui/cx";
import type { Caret, CodeEditorProps } from "./code-editor";
import type { Engine } from "./use-engine";

/**
 * The text under the name `content`: a plain field until the editor is there, which then stands in exactly its place and takes over the
 * cursor, so that somebody who types already goes on typing.
 */
export function TextBox({ engine, ...editor }: Omit<CodeEditorProps, "caret"> & { engine: Engine | null }) {
  const caret = useRef<Caret | null>(null);
  // A word that is being composed would be cut in two.
  const [isComposing, setIsComposing] = useState(false);
  if (engine && !isComposing) {
    return (
      <>
        <engine.CodeEditor {...editor} caret={caret} />
        <input type="hidden" name="content" value={editor.text} />
      </>
    );
  }
  const remember = (field: HTMLTextAreaElement | null) => () => {
    // React calls this while the field still stands in the page.
    if (field && document.activeElement === field) caret.current = { from: field.selectionStart, to: field.selectionEnd };
  };
  return (
    <textarea
      ref={remember}
      name="content"
      aria-label={editor.label}
      value={editor.text}
      readOnly={editor.isReadOnly}
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      onChange={(event) => editor.onChange(event.currentTarget.value)}
      onCompositionStart={() => setIsComposing(true)}
      onCompositionEnd={() => setIsComposing(false)}
      className={cx(LIKE_THE_EDITOR, "block w-full resize-none border-0 bg-transparent font-mono text-xs/5 text-ink -outline-offset-2")}
    />
  );
}

/** Its paddings, margins and line breaks: the text must not move when the editor takes over. */
const LIKE_THE_EDITOR = "field-sizing-content break-words whitespace-break-spaces pt-1.5 pr-4 pb-6 pl-[182.8px] max-[760px]:pl-[54.8px]";
