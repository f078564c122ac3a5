import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { DELIVERY_STATUSES } from "@/lib/webhooks/types";

const params = { page: parseAsString, status: parseAsStringLiteral(DELIVERY_STATUSES) };

export const loadWebhooksSearch = createLoader(params);
export const webhooksHref = createSerializer(params);
