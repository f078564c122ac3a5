/** For route handlers of the console: who asks, or the JSON that refuses. Pages use `requireVisitor`, which redirects instead. */
import { logFailure, toWireError } from "@/lib/api/errors";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { findVisitor, type Visitor } from "@/lib/web/current-user";

/** Runs `work` for the signed-in visitor. Whatever is thrown becomes its status and envelope, as over the API; 401 without a visitor. */
export async function forVisitor(request: Request, work: (visitor: Visitor) => Promise<Response>): Promise<Response> {
  let requestId: string = newId("request");
  try {
    const visitor = await findVisitor();
    if (!visitor) throw new AppError("unauthenticated", "You are signed out. Sign in again and repeat this.");
    requestId = visitor.ctx.requestId;
    return await work(visitor);
  } catch (error) {
    const { status, body, headers } = toWireError(error, requestId);
    logFailure(error, status, { requestId, method: request.method, path: new URL(request.url).pathname });
    return Response.json(body, { status, headers: { ...headers, "cache-control": "no-store" } });
  }
}
