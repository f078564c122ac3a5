"use client";

import type { ReactNode } from "react";
import { Notice } from "@/components/feedback/notice";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

export type ShownOnceProps = {
  /** What it is: "Key". */
  label: string;
  secret: string;
  /** That it is made, and why it can't be shown again. */
  children: ReactNode;
  onDone: () => void;
};

/** A secret that was just made, until one goes on: it lives in this page's memory and nowhere else. */
export function ShownOnce({ label, secret, children, onDone }: ShownOnceProps) {
  const name = label.toLowerCase();
  return (
    <div className="max-w-[720px]">
      <Notice tone="held" isBoxed>
        {children}
      </Notice>
      <div className="mt-3 flex items-end gap-2">
        <Field id="made-secret" label={label} className="min-w-0 flex-1">
          {(wiring) => <Input {...wiring} readOnly isCode value={secret} onFocus={(event) => event.currentTarget.select()} />}
        </Field>
        <CopyButton text={secret} label={`Copy ${name}`} />
      </div>
      <div className="mt-3">
        <Button onClick={onDone}>I have copied it</Button>
      </div>
    </div>
  );
}
