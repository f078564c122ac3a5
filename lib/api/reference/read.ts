/** The reference, made from the very document that `/v1/openapi.json` answers. Pure. */
import { type Components, fieldsOf, resolved, type Schema, sampleOf, typeWords } from "@/lib/api/reference/fields";
import { curlOf, sdkOf } from "@/lib/api/reference/snippets";
import type { ReferenceField, ReferenceGroup, ReferenceOperation } from "@/lib/api/reference/types";

type Content = { content?: Record<string, { schema?: Schema }> };
type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: Schema };
type Operation = {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: Content;
  responses?: Record<string, Content & { description?: string }>;
};
export type ApiDocument = { paths: Record<string, Record<string, Operation>>; components?: { schemas?: Components } };

/** By tag, in the order in which the API lists them. */
export function readReference(document: ApiDocument): ReferenceGroup[] {
  const components = document.components?.schemas ?? {};
  const groups = new Map<string, ReferenceOperation[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const one = toOperation(path, method.toUpperCase(), operation, components);
      groups.set(one.tag, [...(groups.get(one.tag) ?? []), one]);
    }
  }
  return [...groups].map(([tag, operations]) => ({ tag, operations }));
}

/** Those in which every word of the question stands, somewhere. Groups that are left empty are left out. */
export function searchReference(groups: ReferenceGroup[], question: string): ReferenceGroup[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map(({ tag, operations }) => ({ tag, operations: operations.filter((one) => words.every((word) => textOf(one).includes(word))) }))
    .filter(({ operations }) => operations.length > 0);
}

function textOf({ id, method, path, tag, summary, description, inQuery, body }: ReferenceOperation): string {
  const names = [...inQuery, ...body].map((field) => field.name);
  return [id, method, path, tag, summary, description, ...names].join(" ").toLowerCase();
}

function toOperation(path: string, method: string, operation: Operation, components: Components): ReferenceOperation {
  const parameters = operation.parameters ?? [];
  const place = (where: string) => parameters.filter((one) => one.in === where).map((one) => toField(one, components));
  const sent = operation.requestBody?.content?.["application/json"]?.schema;
  const body = sent ? fieldsOf(sent, components) : [];
  const needsKey = operation.security === undefined || operation.security.length > 0;
  const call = {
    method,
    path,
    inPath: place("path"),
    // An act without parameters is called without a body.
    body: sent && body.length > 0 ? sampleOf(resolved(sent, components), components) : null,
    needsKey,
  };
  return {
    id: operation.operationId,
    method,
    path,
    tag: operation.tags?.[0] ?? "Other",
    summary: operation.summary ?? operation.operationId,
    description: operation.description ?? "",
    needsKey,
    inPath: call.inPath,
    inQuery: place("query"),
    body,
    answers: Object.entries(operation.responses ?? {}).map(([status, answer]) => {
      const schema = answer.content?.["application/json"]?.schema;
      return { status, description: answer.description ?? "", fields: schema && status < "300" ? fieldsOf(schema, components) : [] };
    }),
    curl: curlOf(call),
    sdk: sdkOf(call),
  };
}

function toField({ name, required, description, schema = {} }: Parameter, components: Components): ReferenceField {
  return {
    name,
    type: typeWords(schema, components),
    isRequired: required ?? false,
    description: String(description ?? schema.description ?? ""),
  };
}
