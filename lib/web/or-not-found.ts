/** What a page does when its address names nothing: the not-found page, never a fault. */
import { notFound } from "next/navigation";
import { isAppError } from "@/lib/errors";
import { type Id, type IdKind, isId } from "@/lib/ids";

/** The value, or the not-found page where a query throws `not_found`. */
export async function orNotFound<T>(value: Promise<T>): Promise<T> {
  try {
    return await value;
  } catch (error) {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  }
}

/** The id in a page's address, or the not-found page where it is none of that kind. */
export function idOrNotFound<K extends IdKind>(kind: K, value: string): Id<K> {
  return isId(kind, value) ? value : notFound();
}
