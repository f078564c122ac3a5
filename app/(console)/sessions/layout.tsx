import type { ReactNode } from "react";
import { RememberList } from "@/components/sessions/remember-list";

export default function SessionsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <RememberList />
      {children}
    </>
  );
}
