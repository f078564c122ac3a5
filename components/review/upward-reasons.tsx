import type { ReactNode } from "react";

/** Around controls at the foot of the page: why one can't be used hangs above it, where it can be seen. */
export function UpwardReasons({ children }: { children: ReactNode }) {
  return (
    <div className="contents [&_[role=tooltip]]:top-auto [&_[role=tooltip]]:bottom-full [&_[role=tooltip]]:mt-0 [&_[role=tooltip]]:mb-1.5">
      {children}
    </div>
  );
}
