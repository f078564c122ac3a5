import { forVisitor } from "@/lib/web/route-visitor";
import { readAttention } from "./read-attention";

export async function GET(request: Request): Promise<Response> {
  return forVisitor(request, async ({ ctx }) => Response.json(await readAttention(ctx), { headers: { "cache-control": "no-store" } }));
}
