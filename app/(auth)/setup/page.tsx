import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Notice } from "@/components/feedback/notice";
import { ActionForm } from "@/components/forms/action-form";
import { TextField } from "@/components/forms/fields";
import { Door } from "@/components/layout/door";
import { MIN_PASSWORD_LENGTH } from "@/lib/auth/types";
import { getRuntime } from "@/lib/web/runtime";
import { isInstallationSetUp } from "@/lib/workspaces/queries";
import { setUpAction } from "./actions";
import { TimeZoneField } from "./time-zone-field";

export const metadata: Metadata = { title: "Set up" };

export default async function SetUpPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { db } = await getRuntime();
  if (await isInstallationSetUp({ db })) notFound();
  const { code } = await searchParams;
  return (
    <Door
      title="Set up Reverie"
      lead="Make the first account and the workspace it administers. This happens once."
      side={
        <>
          <p className="font-semibold text-ink">What comes next</p>
          <ol className="mt-1 grid list-decimal gap-1 pl-4">
            <li>Import past sessions of an agent.</li>
            <li>Let it dream: no model key is needed.</li>
            <li>Review what it proposes, and publish.</li>
          </ol>
        </>
      }
    >
      {typeof code !== "string" && (
        <div className="mb-4">
          <Notice tone="held" isBoxed>
            This page needs the one-time code: open the whole link that the server printed when it started.
          </Notice>
        </div>
      )}
      <ActionForm
        action={setUpAction}
        label="Create the first admin"
        submitLabel="Create account and workspace"
        pendingLabel="Creating"
        submitVariant="solid"
        submitSize="lg"
        hidden={{ code: typeof code === "string" ? code : "" }}
      >
        <TextField name="name" label="Your name" autoComplete="name" required maxLength={100} />
        <TextField name="email" label="Email" type="email" autoComplete="username" required />
        <TextField
          name="password"
          label="Password"
          type="password"
          autoComplete="new-password"
          required
          minLength={MIN_PASSWORD_LENGTH}
          hint={`At least ${MIN_PASSWORD_LENGTH} characters; a few words do well.`}
        />
        <TextField
          name="workspace_name"
          label="Workspace"
          hint="Your company or team."
          required
          maxLength={100}
          autoComplete="organization"
        />
        <TimeZoneField />
      </ActionForm>
    </Door>
  );
}
