import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Notice } from "@/components/feedback/notice";
import { ActionForm } from "@/components/forms/action-form";
import { TextField } from "@/components/forms/fields";
import { Door } from "@/components/layout/door";
import { findVisitor } from "@/lib/web/current-user";
import { safeReturnTo } from "@/lib/web/return-to";
import { getRuntime } from "@/lib/web/runtime";
import { isInstallationSetUp } from "@/lib/workspaces/queries";
import { signInAction } from "./actions";

export const metadata: Metadata = { title: "Sign in" };

const REASONS: Record<string, string> = {
  expired: "Your session ended. Sign in to go on where you were.",
  "signed-out": "You are signed out.",
  "set-up": "Reverie is set up. Sign in with the account you just made.",
};

export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { returnTo, reason } = await searchParams;
  const target = safeReturnTo(returnTo);
  if (await findVisitor()) redirect(target);
  const { db } = await getRuntime();
  const isSetUp = await isInstallationSetUp({ db });
  const said = typeof reason === "string" ? REASONS[reason] : undefined;
  return (
    <Door
      title="Sign in"
      lead="Agents that learn between sessions, with you deciding what they keep."
      side={
        isSetUp ? (
          <p>An administrator of your workspace can add you.</p>
        ) : (
          <>
            <p className="font-semibold text-ink">Not set up yet</p>
            <p className="mt-1">Nobody has an account here. Open the one-time link that the server printed when it started.</p>
          </>
        )
      }
    >
      {said && (
        <div className="mb-4">
          <Notice tone="info" isBoxed>
            {said}
          </Notice>
        </div>
      )}
      <ActionForm
        action={signInAction}
        label="Sign in"
        submitLabel="Sign in"
        pendingLabel="Signing in"
        submitVariant="solid"
        submitSize="lg"
        hidden={{ returnTo: target }}
      >
        <TextField name="email" label="Email" type="email" autoComplete="username" required autoFocus />
        <TextField name="password" label="Password" type="password" autoComplete="current-password" required />
      </ActionForm>
    </Door>
  );
}
