"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import type { ActionResult } from "@/components/forms/action-result";
import { type ImportProgress, readProgress, readRefusal } from "./import-progress";
import { sendFile } from "./send-file";

export type UploadTarget = { agent_id?: string; agent_name?: string; format: string };
export type StartImport = (input: UploadTarget & { file_name: string }) => Promise<ActionResult>;

export type Upload = {
  key: number;
  name: string;
  size: number;
  phase: "waiting" | "sending" | "ended";
  sent: number;
  importId: string | null;
  progress: ImportProgress | null;
  /** Why it did not go through, where the import itself does not say. */
  refusal: string | null;
};

const POLL_MS = 1_000;
/** After the connection broke the server notices within seconds and ends the import. */
const SETTLE_POLLS = 10;

/** Sends files one after the other, each as an import of its own, and follows how far each is. */
export function useUploads(start: StartImport) {
  const router = useRouter();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const stopper = useRef<AbortController | null>(null);
  const isBusy = uploads.some(({ phase }) => phase !== "ended");
  useWarningOnLeave(isBusy);

  const patch = (key: number, change: Partial<Upload>, onlyWhile?: Upload["phase"]) =>
    setUploads((all) => all.map((one) => (one.key === key && (!onlyWhile || one.phase === onlyWhile) ? { ...one, ...change } : one)));

  const sendOne = async (key: number, file: File, target: UploadTarget, signal: AbortSignal) => {
    if (signal.aborted) return patch(key, { phase: "ended", refusal: "Not sent: the import was stopped before." });
    const importId = await open(start, { ...target, file_name: file.name.slice(-255) });
    if (!importId.ok) return patch(key, { phase: "ended", refusal: importId.refusal });
    patch(key, { phase: "sending", importId: importId.id });
    const timer = setInterval(() => {
      void readImport(importId.id).then((progress) => progress && patch(key, { progress }, "sending"));
    }, POLL_MS);
    try {
      const url = `/imports/upload?import_id=${importId.id}`;
      const { status, json } = await sendFile(file, { url, onSent: (sent) => patch(key, { sent }), signal });
      const progress = readProgress(json);
      const refusal = progress ? null : (readRefusal(json) ?? `The server answered with status ${status}.`);
      patch(key, { phase: "ended", refusal, ...(progress ? { progress, sent: file.size } : {}) });
    } catch {
      const progress = await settledImport(importId.id);
      patch(key, {
        phase: "ended",
        progress,
        refusal: progress?.failure ? null : "The connection broke off. The import’s own page says what is in.",
      });
    } finally {
      clearInterval(timer);
    }
  };

  const send = async (files: readonly File[], target: UploadTarget) => {
    stopper.current = new AbortController();
    const { signal } = stopper.current;
    setUploads(
      files.map(({ name, size }, key) => ({ key, name, size, phase: "waiting", sent: 0, importId: null, progress: null, refusal: null })),
    );
    for (const [key, file] of files.entries()) {
      await sendOne(key, file, target, signal);
      router.refresh();
    }
  };

  return { uploads, isBusy, send, stop: () => stopper.current?.abort() };
}

type Opened = { ok: true; id: string } | { ok: false; refusal: string };

async function open(start: StartImport, input: UploadTarget & { file_name: string }): Promise<Opened> {
  try {
    const result = await start(input);
    if (!result.ok) return { ok: false, refusal: result.error.message };
    const { data } = result;
    if (typeof data === "object" && data !== null && "id" in data && typeof data.id === "string") return { ok: true, id: data.id };
  } catch {
    // Told below, as when the answer is none of ours.
  }
  return { ok: false, refusal: "The server did not answer. Nothing was sent." };
}

async function readImport(importId: string): Promise<ImportProgress | null> {
  try {
    const response = await fetch(`/imports/${importId}/progress`, { cache: "no-store" });
    return response.ok ? readProgress(await response.json()) : null;
  } catch {
    return null;
  }
}

async function settledImport(importId: string): Promise<ImportProgress | null> {
  let last: ImportProgress | null = null;
  for (let poll = 0; poll < SETTLE_POLLS; poll++) {
    last = (await readImport(importId)) ?? last;
    if (last && last.status !== "running") break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return last;
}

function useWarningOnLeave(isActive: boolean): void {
  useEffect(() => {
    if (!isActive) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isActive]);
}
