import { AppError } from "@/lib/errors";
import { isId } from "@/lib/ids";
import { EXPORT_FORMATS, exportStore } from "@/lib/memory/export";
import { exportResponse } from "@/lib/memory/export-response";
import { forVisitor } from "@/lib/web/route-visitor";

type Context = { params: Promise<{ storeId: string }> };

/** A store's files at a revision, as a download. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { storeId } = await params;
  return forVisitor(request, async ({ ctx }) => {
    if (!isId("memoryStore", storeId)) throw new AppError("not_found", "There is no such store.");
    const search = new URL(request.url).searchParams;
    const format = EXPORT_FORMATS.find((one) => one === search.get("format")) ?? "zip";
    const revision = search.get("revision");
    return exportResponse(await exportStore(ctx, storeId, format, revision === null ? undefined : Number(revision)));
  });
}
