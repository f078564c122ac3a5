import { z } from "zod";

const isStorable = (text: string) => {
  const year = new Date(text).getUTCFullYear();
  return year >= 1 && year <= 9999;
};

/** An RFC 3339 time with its offset. Years that Postgres does not read as written (0, or 10000 once in UTC) are refused. */
export const InstantInput = z.iso
  .datetime({ offset: true, error: "expected an RFC 3339 time such as 2026-01-31T12:00:00Z." })
  .refine(isStorable, "expected a year from 1 to 9999.");
