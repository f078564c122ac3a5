import { headers } from "next/headers";
import type { ReactElement, ReactNode } from "react";
import { PageFrame } from "@/components/feedback/page-frame";

/**
 * A page whose content takes a moment. Inside the console the skeleton shows at once and the content follows; a document that is opened by its
 * address comes whole, so that it can be read without JavaScript and answers 404 where there is nothing (`loading.tsx` would do neither).
 */
export async function streamed(content: Promise<ReactElement>, skeleton: ReactNode): Promise<ReactElement> {
  // Awaited below, or by the boundary: until then a refusal must not count as unhandled.
  content.catch(() => undefined);
  const isFromInside = (await headers()).get("sec-fetch-dest") === "empty";
  return (
    <PageFrame isStreamed={isFromInside} skeleton={skeleton}>
      {isFromInside ? content : await content}
    </PageFrame>
  );
}
