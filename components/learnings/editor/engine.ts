"use client";

/** Everything an editor of learnings needs to read and change texts, loaded when one is opened. */
export { compareLines, splitLines } from "@/lib/learnings/diff";
export { parseDocument } from "@/lib/learnings/document";
export { editDocument, readForm, withFrontMatter } from "@/lib/learnings/edit-document";
export { mergeChunks } from "@/lib/learnings/merge";
export { CodeEditor } from "./code-editor";
export { Preview } from "./preview";
