import { headers } from "next/headers";

/** Where the visitor reaches this installation, without a path. */
export async function origin(): Promise<string> {
  const header = await headers();
  const host = header.get("x-forwarded-host") ?? header.get("host") ?? "localhost";
  return `${header.get("x-forwarded-proto") ?? "http"}://${host}`;
}
