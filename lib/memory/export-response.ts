import type { StoreExport } from "@/lib/memory/export";

/** The export as an answer that is made while it is read; who stops reading stops the work. */
export function exportResponse({ fileName, contentType, chunks }: StoreExport): Response {
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
  return new Response(body, {
    headers: { "content-type": contentType, "content-disposition": `attachment; filename="${fileName}"`, "cache-control": "no-store" },
  });
}
