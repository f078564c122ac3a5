"use client";

import { useState } from "react";
import { Notice } from "@/components/feedback/notice";
import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { TextareaField, TextField } from "@/components/forms/fields";
import { Button } from "@/components/ui/button";
import { DiffView } from "@/components/ui/diff-view";
import type { ConfigField, ConfigTexts } from "@/lib/agents/config-fields";
import { compareText } from "@/lib/learnings/diff";
import { ApiCall } from "./api-call";
import { FIELD_WORDS, isNewerVersion } from "./config-words";
import { type MergedConfig, mergeConfig } from "./merge-config";

export type EditConfigFormProps = {
  agentId: string;
  version: number;
  texts: ConfigTexts;
  action: FormAction;
  disabledReason: string | null;
};

const EDITED = ["name", "model", "description", "system", "tools", "metadata"] as const satisfies ConfigField[];
type Edited = Pick<ConfigTexts, (typeof EDITED)[number]>;

/** A new version of the configuration. Where somebody saved one meanwhile, both are joined here and nothing that was typed is lost. */
export function EditConfigForm({ agentId, version, texts, action, disabledReason }: EditConfigFormProps) {
  const [base, setBase] = useState({ version, texts: pick(texts) });
  const [typed, setTyped] = useState<Edited>(base.texts);
  const [message, setMessage] = useState("");
  const [merged, setMerged] = useState<(MergedConfig & { version: number }) | null>(null);
  const changed = EDITED.filter((field) => typed[field] !== base.texts[field]);

  const onAnswer = (data: unknown) => {
    if (!isNewerVersion(data)) return;
    const theirs = pick(data.texts);
    const joined = mergeConfig(base.texts, typed, theirs);
    setTyped(pick({ ...typed, ...joined.texts }));
    setBase({ version: data.version, texts: theirs });
    setMerged({ ...joined, version: data.version });
  };
  const field = (name: keyof Edited) => ({
    name,
    label: FIELD_WORDS[name],
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [name]: event.currentTarget.value }),
  });
  const nothing = changed.length === 0 ? "Nothing is changed" : null;
  return (
    <div className="grid items-start gap-x-8 gap-y-4 2xl:grid-cols-[minmax(0,680px)_minmax(0,1fr)]">
      <div className="grid max-w-[680px] gap-4">
        {merged && <Merged merged={merged} onTake={(name, text) => setTyped({ ...typed, [name]: text })} />}
        <ActionForm
          action={action}
          label="Edit configuration"
          submitLabel={`Save version ${base.version + 1}`}
          pendingLabel="Saving"
          hidden={{ agent_id: agentId, version: String(base.version) }}
          disabledReason={disabledReason ?? nothing}
          onSuccess={onAnswer}
          extraActions={
            changed.length > 0 && (
              <Button variant="quiet" onClick={() => setTyped(base.texts)}>
                Discard
              </Button>
            )
          }
        >
          <div className="grid gap-3.5 sm:grid-cols-2">
            <TextField {...field("name")} required maxLength={256} autoComplete="off" />
            <TextField {...field("model")} isCode required autoComplete="off" spellCheck={false} />
          </div>
          <TextareaField {...field("description")} aside="optional" voice="sans" rows={2} maxLength={2048} />
          <TextareaField {...field("system")} aside="optional" rows={8} maxLength={100_000} />
          <TextareaField {...field("tools")} aside="JSON list" voice="code" rows={3} spellCheck={false} />
          <TextareaField
            {...field("metadata")}
            aside="JSON object"
            hint="At most 16 keys with texts."
            voice="code"
            rows={2}
            spellCheck={false}
          />
          <TextField
            name="message"
            label="What is changed, and why"
            aside="optional"
            value={message}
            onChange={(event) => setMessage(event.currentTarget.value)}
            maxLength={1000}
            autoComplete="off"
          />
        </ActionForm>
      </div>
      <details className="min-w-0 max-w-[680px]" open={changed.length > 0}>
        <summary className="mb-2 w-fit rounded-sm text-ink-2 hover:text-ink">Show as API call</summary>
        <ApiCall
          path={`/v1/agents/${agentId}`}
          body={{
            version: base.version,
            ...Object.fromEntries(changed.map((name) => [name, wireValue(name, typed[name], base.texts[name])])),
            ...(message ? { message } : {}),
          }}
        />
      </details>
    </div>
  );
}

type MergedProps = { merged: MergedConfig & { version: number }; onTake: (field: ConfigField, text: string) => void };

function Merged({ merged: { version, taken, conflicts }, onTake }: MergedProps) {
  const names = taken.map((field) => FIELD_WORDS[field]).join(", ");
  return (
    <section aria-label="Conflict with a newer version" className="grid gap-3">
      <Notice tone="held" isBoxed>
        Version {version} was saved while you were typing. {names ? `Its changes came in: ${names}. ` : ""}
        {conflicts.length === 0 ? "Look it over and save." : "Where both changed the same, yours stands; take theirs if it is better."}
      </Notice>
      {conflicts.map(({ field, mine, theirs }) => (
        <div key={field} className="grid gap-1.5">
          <p className="flex flex-wrap items-center justify-between gap-2">
            <b className="font-medium">{FIELD_WORDS[field]}</b>
            <Button size="sm" onClick={() => onTake(field, theirs)}>
              Take theirs
            </Button>
          </p>
          <DiffView {...compareText(theirs, mine)} path={FIELD_WORDS[field]} label={`version ${version} to yours`} />
        </div>
      ))}
    </section>
  );
}

function pick(texts: ConfigTexts | Edited): Edited {
  const { name, model, description, system, tools, metadata } = texts;
  return { name, model, description, system, tools, metadata };
}

/** As the API takes it; text that is no JSON yet is shown as it is. */
function wireValue(field: keyof Edited, text: string, before: string): unknown {
  if (field === "tools") return text.trim() === "" ? null : parsed(text);
  if (field === "model") return text.trim().startsWith("{") ? parsed(text) : text;
  if (field !== "metadata") return text === "" ? null : text;
  const [now, was] = [parsed(text || "{}"), parsed(before || "{}")];
  if (typeof now !== "object" || now === null || typeof was !== "object" || was === null) return now;
  const gone = Object.keys(was).filter((key) => !(key in now));
  return { ...now, ...Object.fromEntries(gone.map((key) => [key, null])) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
