import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Notice } from "@/components/feedback/notice";
import { ActionForm } from "@/components/forms/action-form";
import { TextField } from "@/components/forms/fields";
import { Door } from "@/components/layout/door";
import { Progress } from "@/components/ui/progress";
import { MIN_PASSWORD_LENGTH } from "@/lib/auth/types";
import { getRuntime } from "@/lib/web/runtime";
import { isInstallationSetUp } from "@/lib/workspaces/queries";
import { setUpAction } from "./actions";
import { PasswordField } from "./password-field";
import { TimeZoneField } from "./time-zone-field";

export const metadata: Metadata = { title: "Set up" };

export default async function SetUpPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { db } = await getRuntime();
  if (await isInstallationSetUp({ db })) notFound();
  const { code } = await searchParams;
  return (
    <Door
      title="Set up Reverie"
      lead="Make the first account and the workspace it administers. This happens once and takes a minute."
      side={
        <>
          <p className="font-semibold text-ink">What comes next</p>
          <ol className="mt-1 grid list-decimal gap-1 pl-4">
            <li>Begin with sample data, a file of past sessions, or your own agent.</li>
            <li>Let it dream. No model key is needed: the statistical author writes learnings from counts and quotes.</li>
            <li>Review what it proposes, and publish.</li>
          </ol>
        </>
      }
    >
      <div className="mb-4">
        <Progress value={0.5} label="Setup, step 1 of 2" text="Step 1 of 2: account and workspace" withText />
      </div>
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
        <PasswordField least={MIN_PASSWORD_LENGTH} />
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
