"use client";

import { useState } from "react";
import { TextField } from "@/components/forms/fields";
import { passwordStrength } from "./password-strength";

/** The password, and how hard it is to guess while it is typed. Without JavaScript the rule alone is shown. */
export function PasswordField({ least }: { least: number }) {
  const [typed, setTyped] = useState("");
  const { words } = passwordStrength(typed, least);
  return (
    <TextField
      name="password"
      label="Password"
      type="password"
      autoComplete="new-password"
      required
      minLength={least}
      onInput={(event) => setTyped(event.currentTarget.value)}
      hint={<span role="status">{words}</span>}
    />
  );
}
