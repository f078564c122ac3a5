import { AppError } from "@/lib/errors";
import { isId } from "@/lib/ids";
import { getImport } from "@/lib/interop/queries";
import { forVisitor } from "@/lib/web/route-visitor";
import { progressJson } from "../../progress-json";

export function GET(request: Request, { params }: { params: Promise<{ importId: string }> }): Promise<Response> {
  return forVisitor(request, async ({ ctx }) => {
    const { importId } = await params;
    if (!isId("import", importId)) throw new AppError("not_found", `There is no import ${importId}.`);
    return progressJson(await getImport(ctx, importId));
  });
}
