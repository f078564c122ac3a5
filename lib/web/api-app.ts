/** The API app of this process: behind `/v1`, and what its reference page reads. */
import { createApiApp } from "@/lib/api/app";
import { type ApiDocument, readReference } from "@/lib/api/reference/read";
import type { ReferenceGroup } from "@/lib/api/reference/types";
import { getRuntime } from "@/lib/web/runtime";

type ApiApp = ReturnType<typeof createApiApp>;

let app: Promise<ApiApp> | undefined;
let reference: Promise<ReferenceGroup[]> | undefined;

/** A failed start is not remembered: the next request tries again. */
export function getApiApp(): Promise<ApiApp> {
  if (!app) {
    app = getRuntime().then(createApiApp);
    app.catch(() => {
      app = undefined;
    });
  }
  return app;
}

/** The reference, from the document as this process serves it. It never changes while the process lives. */
export function getApiReference(): Promise<ReferenceGroup[]> {
  if (!reference) {
    reference = readServedDocument().then(readReference);
    reference.catch(() => {
      reference = undefined;
    });
  }
  return reference;
}

async function readServedDocument(): Promise<ApiDocument> {
  const response = await (await getApiApp()).request("/v1/openapi.json");
  return (await response.json()) as ApiDocument;
}
