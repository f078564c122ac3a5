import { headers } from "next/headers";
import { type ReactElement, type ReactNode, Suspense } from "react";

/**
 * A page whose content takes a moment. Inside the console the skeleton shows at once and the content follows; a document that is opened by its
 * address comes whole, so that it can be read without JavaScript and answers 404 where there is nothing (`loading.tsx` would do neither).
 */
export async function streamed(content: Promise<ReactElement>, skeleton: ReactNode): Promise<ReactElement> {
  // Awaited below, or by the boundary: until then a refusal must not count as unhandled.
  content.catch(() => undefined);
  const isFromInside = (await headers()).get("sec-fetch-dest") === "empty";
  return <Suspense fallback={skeleton}>{isFromInside ? content : await content}</Suspense>;
}
