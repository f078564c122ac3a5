/** What was asked and what became of it. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Json, Outcome, RequestRecord } from "@/lib/testing/fake-model/types";

export class RequestLog {
  readonly records: RequestRecord[] = [];

  constructor(private readonly keepBodies: boolean) {}

  open(requestId: string, request: IncomingMessage): RequestRecord {
    const record: RequestRecord = {
      requestId,
      at: new Date(),
      endedAt: null,
      method: request.method ?? "",
      path: (request.url ?? "/").split("?")[0] ?? "/",
      betas: [],
      body: null,
      bodyHash: "",
      outcome: "pending",
      status: null,
      abortedByClient: false,
      error: null,
    };
    this.records.push(record);
    return record;
  }

  body(record: RequestRecord, bytes: Buffer): void {
    record.bodyHash = createHash("sha256").update(bytes).digest("hex");
  }

  parsed(record: RequestRecord, body: Json): void {
    if (this.keepBodies) record.body = body;
  }

  close(record: RequestRecord, outcome: Outcome): void {
    record.outcome = outcome;
    record.endedAt = new Date();
  }

  repeatedAfterAnswer(): RequestRecord[][] {
    const groups = new Map<string, RequestRecord[]>();
    for (const record of this.records) {
      if (record.path !== "/v1/messages") continue;
      const group = groups.get(record.bodyHash);
      if (group) group.push(record);
      else groups.set(record.bodyHash, [record]);
    }
    return [...groups.values()].filter((group) => group.slice(0, -1).some(({ outcome }) => outcome === "answered"));
  }
}
