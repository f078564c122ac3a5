import { redirect } from "next/navigation";
import { isAppError } from "@/lib/errors";

/** The page of a list, or its beginning where the address holds a cursor that this list did not hand out. */
export async function orFirstPage<T>(page: Promise<T>, firstHref: string): Promise<T> {
  try {
    return await page;
  } catch (error) {
    if (isAppError(error) && error.details.reason === "bad_cursor") redirect(firstHref);
    throw error;
  }
}
