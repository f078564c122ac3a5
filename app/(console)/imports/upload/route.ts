import { drain, streamBody } from "@/lib/api/body-stream";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { isId } from "@/lib/ids";
import { claimImport } from "@/lib/interop/claim-import";
import { runImport } from "@/lib/interop/commands";
import { StartImportInput } from "@/lib/interop/inputs";
import { forVisitor } from "@/lib/web/route-visitor";
import { isSameOrigin } from "@/lib/web/same-origin";
import { progressJson } from "../progress-json";

/** Takes the file of an import that was opened before, of any size: it is read as it arrives. Answers when all of it is in. */
export async function POST(request: Request): Promise<Response> {
  const answer = await forVisitor(request, async ({ ctx }) => {
    if (!isSameOrigin(request.headers, env().NEXTAUTH_URL)) {
      throw new AppError("forbidden", "Files are taken from the console's own pages only. Programs send them to /v1/imports.");
    }
    const importId = new URL(request.url).searchParams.get("import_id");
    if (!isId("import", importId)) throw new AppError("invalid_input", "Name the import: ?import_id=imp_…");
    const started = await claimImport(ctx, importId);
    const target = started.agentId ? { agent_id: started.agentId } : { agent_name: started.agentName ?? undefined };
    const input = StartImportInput.parse({ ...target, format: started.format });
    return progressJson(await runImport(ctx, started, input, { chunks: streamBody(request), fileName: started.fileName }));
  });
  // A browser that still sends sees a refusal only once its body is taken.
  if (request.body && !request.body.locked) void drain(request.body.getReader());
  return answer;
}
