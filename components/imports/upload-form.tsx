"use client";

import { type DragEvent, type FormEvent, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Field } from "@/components/ui/field";
import { formatBytes, formatCount } from "@/components/ui/format";
import { Input, Select } from "@/components/ui/input";
import { useHydrated } from "@/components/ui/use-hydrated";
import { VisibleText } from "@/components/ui/visible-text";
import { FileExamples } from "./file-examples";
import { UploadList } from "./upload-list";
import { type StartImport, useUploads } from "./use-uploads";

export type UploadFormProps = {
  agents: readonly { id: string; name: string }[];
  /** Chosen already. */
  agentId?: string;
  start: StartImport;
  disabledReason: string | null;
};

const NEW_AGENT = "new";
const ACCEPTED = ".json,.jsonl,.ndjson,.gz";
const FORMATS = [
  { value: "auto", label: "Recognise it" },
  { value: "reverie", label: "Reverie sessions" },
  { value: "openai", label: "OpenAI chat messages" },
];

/** Takes files of past sessions and sends them, each as an import of its own. */
export function UploadForm({ agents, agentId, start, disabledReason }: UploadFormProps) {
  const isHydrated = useHydrated();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [agent, setAgent] = useState(agentId ?? (agents.length === 0 ? NEW_AGENT : ""));
  const { uploads, isBusy, send, stop } = useUploads(start);
  const id = useId();

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const format = String(form.get("format"));
    const target = agent === NEW_AGENT ? { agent_name: String(form.get("agent_name")).trim() } : { agent_id: agent };
    void send(files, { ...target, format });
    setFiles([]);
  };
  const reason =
    disabledReason ??
    (!isHydrated ? "Needs JavaScript" : isBusy ? "An import is running" : files.length === 0 ? "Choose a file first" : null);

  return (
    <form onSubmit={submit} aria-label="Import sessions" className="grid max-w-[720px] gap-3.5">
      <DropZone files={files} onChoose={setFiles} disabledReason={disabledReason ?? (isHydrated ? null : "Needs JavaScript")} />
      <div className="grid gap-3.5 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_200px] sm:items-start">
        <Field id={`${id}-agent`} label="Agent">
          {(wiring) => (
            <Select
              {...wiring}
              value={agent}
              required
              emptyLabel={agents.length > 0 ? "Choose an agent" : undefined}
              onChange={(event) => setAgent(event.currentTarget.value)}
              options={[...agents.map(({ id: value, name: label }) => ({ value, label })), { value: NEW_AGENT, label: "A new agent" }]}
            />
          )}
        </Field>
        {agent === NEW_AGENT && (
          <Field id={`${id}-name`} label="Name of the new agent" hint="An agent of that name is used where there is one.">
            {(wiring) => <Input {...wiring} name="agent_name" required maxLength={256} pattern=".*\S.*" autoComplete="off" />}
          </Field>
        )}
        <Field id={`${id}-format`} label="Format">
          {(wiring) => <Select {...wiring} name="format" defaultValue="auto" options={FORMATS} />}
        </Field>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="solid" disabledReason={reason} reasonAlign="start">
          {files.length > 1 ? `Import ${formatCount(files.length, "file")}` : "Import"}
        </Button>
        {isBusy && <Button onClick={stop}>Stop</Button>}
      </div>
      <noscript>
        <p className="text-ink-2">
          Sending a file from here needs JavaScript. Without it, send the file as the body of{" "}
          <code className="font-mono text-xs">POST /v1/imports</code>.
        </p>
      </noscript>
      <UploadList uploads={uploads} />
      <FileExamples />
    </form>
  );
}

type DropZoneProps = { files: readonly File[]; onChoose: (files: readonly File[]) => void; disabledReason: string | null };

function DropZone({ files, onChoose, disabledReason }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const over = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    if (!disabledReason && event.dataTransfer.files.length > 0) onChoose([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the pointer's way; the button inside does the same.
    <div
      onDragOver={over}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={cx("rounded-md border border-dashed px-3 py-3", isOver ? "border-accent bg-accent-soft" : "border-control bg-raised")}
    >
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        aria-label="Files"
        onChange={(event) => {
          onChoose([...(event.currentTarget.files ?? [])]);
          // The same file can be chosen again after it was sent.
          event.currentTarget.value = "";
        }}
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button onClick={() => input.current?.click()} disabledReason={disabledReason} reasonAlign="start">
          Choose files
        </Button>
        <p className="text-ink-2">or drop them here. JSON, JSON lines, plain or gzip, of any size.</p>
      </div>
      {files.length > 0 && (
        <ul aria-label="Chosen files" className="mt-2.5 grid gap-0.5">
          {files.map((file) => (
            <li key={`${file.name}-${file.size}-${file.lastModified}`} className="wrap-anywhere">
              <VisibleText text={file.name} /> <span className="text-ink-3">{formatBytes(file.size)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
