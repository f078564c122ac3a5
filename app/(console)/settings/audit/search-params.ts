import { createLoader, createSerializer, parseAsString } from "nuqs/server";

const params = { action: parseAsString, subject: parseAsString, page: parseAsString };

export const loadAuditSearch = createLoader(params);
export const auditHref = createSerializer(params);
