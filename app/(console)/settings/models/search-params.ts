import { createLoader, createSerializer, parseAsString } from "nuqs/server";

/** The model whose price is being set. */
const params = { model: parseAsString };

export const loadModelsSearch = createLoader(params);
const serialize = createSerializer(params);

export function modelsHref(model: string | null): string {
  return `${serialize("/settings/models", { model })}${model === null ? "" : "#price"}`;
}
