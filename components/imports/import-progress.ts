/** How far an import is, as its page's script reads it. Pure. */
import { formatBytes, formatCount, formatNumber } from "@/components/ui/format";

export type ImportProgress = {
  id: string;
  agentId: string | null;
  status: "running" | "completed" | "failed";
  received: number;
  imported: number;
  duplicates: number;
  rejected: number;
  failure: string | null;
};

/** Reads a server's answer; null where it is something else. */
export function readProgress(value: unknown): ImportProgress | null {
  return isProgress(value) ? value : null;
}

function isProgress(value: unknown): value is ImportProgress {
  if (typeof value !== "object" || value === null) return false;
  return "id" in value && "status" in value && "received" in value && typeof value.received === "number";
}

/** The sentence in an error's envelope; null where there is none. */
export function readRefusal(value: unknown): string | null {
  if (typeof value !== "object" || value === null || !("error" in value)) return null;
  const { error } = value;
  return typeof error === "object" && error !== null && "message" in error && typeof error.message === "string" ? error.message : null;
}

/** "1,200 sessions read: 1,180 imported, 20 duplicates, 0 rejected". */
export function countsInWords({
  received,
  imported,
  duplicates,
  rejected,
}: Omit<ImportProgress, "id" | "agentId" | "status" | "failure">): string {
  return `${formatCount(received, "session")} read: ${formatNumber(imported)} imported, ${formatCount(duplicates, "duplicate")}, ${formatNumber(rejected)} rejected`;
}

/** "12.4 MB of 20.0 MB sent". */
export function sentInWords(sent: number, total: number): string {
  return sent >= total ? `All ${formatBytes(total)} sent` : `${formatBytes(sent)} of ${formatBytes(total)} sent`;
}
