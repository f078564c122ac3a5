"use client";

import { unstable_rethrow } from "next/navigation";
import { type FormEvent, useActionState, useState, useTransition } from "react";
import type { ActionError, ActionResult, FormAction } from "@/components/forms/action-result";

export type Submission = {
  formAction: (formData: FormData) => void;
  result: ActionResult | null;
  isPending: boolean;
  submit: (event: FormEvent<HTMLFormElement>) => void;
};

export const UNREACHABLE: ActionResult = {
  ok: false,
  error: { code: "unavailable", message: "The server did not answer, so nothing is known to be saved. Try again." },
};

type Outcome = { onDone: (data: unknown, form: HTMLFormElement) => void; onRefused?: (error: ActionError) => void };

/**
 * Submits a form to a server action and keeps what was typed. Where the action redirects, that counts as done: `onDone` runs and the router
 * is on its way already. Without JavaScript the form posts itself.
 */
export function useSubmission(action: FormAction, { onDone, onRefused }: Outcome): Submission {
  const [posted, formAction] = useActionState(action, null);
  const [latest, setLatest] = useState<ActionResult | null>(null);
  const [isPending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    // React would empty the fields after its own submit, also when the action refused.
    event.preventDefault();
    if (isPending) return;
    const form = event.currentTarget;
    const formData = new FormData(form, (event.nativeEvent as SubmitEvent).submitter);
    startTransition(async () => {
      const result = await runAction(action, formData);
      setLatest(result);
      if (result.ok) onDone(result.data, form);
      else onRefused?.(result.error);
    });
  };
  return { formAction, result: latest ?? posted, isPending, submit };
}

/** One call of a server action; a redirect is an answer like any other, and no answer is an error in words. */
export async function runAction(action: FormAction, formData: FormData): Promise<ActionResult> {
  try {
    return await action(null, formData);
  } catch (error) {
    if (isRedirect(error)) return { ok: true, data: null };
    unstable_rethrow(error);
    return UNREACHABLE;
  }
}

/** The router carries an action's redirect out by itself; the error only tells the caller. */
function isRedirect(error: unknown): boolean {
  return typeof error === "object" && error !== null && "digest" in error && String(error.digest).startsWith("NEXT_REDIRECT");
}
