import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import { Code } from "@/components/ui/code";
import { Tokens } from "@/components/ui/figures";
import { StatusPill } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import { dollars } from "@/lib/model/cost";
import type { PricedModel, TokenRates } from "@/lib/model/types";
import { ClearPriceButton, type PriceActions } from "./price-forms";

export type PricesTableProps = {
  models: readonly PricedModel[];
  /** The one whose price is being set. */
  current: string | null;
  setHref: (model: string) => string;
  actions: PriceActions;
  disabledReason: string | null;
  now: Date;
  zone: string;
};

/** What each model costs in this workspace, and who says so. */
export function PricesTable({ models, current, setHref, actions, disabledReason, now, zone }: PricesTableProps) {
  return (
    <DataTable
      label="Models and prices"
      rows={models}
      rowKey={(model) => model.id}
      isCurrent={(model) => model.id === current}
      columns={[
        {
          key: "model",
          header: "Model",
          isRowHeader: true,
          cell: ({ id, displayName }) => (
            <>
              {displayName !== id && (
                <span className="block font-medium">
                  <VisibleText text={displayName} />
                </span>
              )}
              <Code className="wrap-anywhere">
                <VisibleText text={id} />
              </Code>
            </>
          ),
        },
        {
          key: "window",
          header: "Context",
          align: "end",
          cell: ({ contextWindow }) => <Tokens value={contextWindow} missing="Only the Models API tells" />,
        },
        rate("input", "Input", "input"),
        rate("output", "Output", "output"),
        rate("read", "Cache read", "cacheRead"),
        rate("write5m", "Write 5 min", "cacheWrite5m"),
        rate("write1h", "Write 1 h", "cacheWrite1h"),
        { key: "source", header: "Source", className: "lg:pl-4", cell: (model) => <Source model={model} now={now} zone={zone} /> },
        {
          key: "set",
          header: <span className="sr-only">Price</span>,
          cell: ({ id, price }) => (
            <span className="flex flex-wrap items-center justify-end gap-x-2.5 gap-y-1">
              {disabledReason === null && (
                <Link href={setHref(id)} className="link" aria-label={`${price ? "Change" : "Set"} the price of ${id}`}>
                  {price ? "Change" : "Set a price"}
                </Link>
              )}
              {price?.source === "own" && <ClearPriceButton model={price.model} actions={actions} disabledReason={disabledReason} />}
            </span>
          ),
        },
      ]}
    />
  );
}

function rate(key: string, header: string, of: keyof TokenRates) {
  return {
    key,
    header,
    align: "end" as const,
    cell: ({ price }: PricedModel) =>
      price === null ? (
        <span className="text-ink-3">no price</span>
      ) : (
        <>
          <span>${dollars(price.price[of])}</span>
          {price.price.longPrompt && <span className="block text-xs text-ink-3">${dollars(price.price.longPrompt[of])} long</span>}
        </>
      ),
  };
}

function Source({ model: { id, price }, now, zone }: { model: PricedModel; now: Date; zone: string }) {
  if (price === null)
    return (
      <StatusPill tone="held" mark="warning">
        No price
      </StatusPill>
    );
  const long = price.price.longPrompt && `, long above ${price.price.longPrompt.aboveTokens.toLocaleString("en-US")} tokens`;
  const of = price.model === id ? "" : ` of ${price.model}`;
  return price.source === "own" ? (
    <span>
      Own{of}, set{price.updatedByName && ` by ${price.updatedByName}`}{" "}
      {price.updatedAt && <Time at={price.updatedAt} now={now} zone={zone} />}
      {long}
    </span>
  ) : (
    <span className="text-ink-2">
      Price list{of}, read <time dateTime={price.readAt ?? undefined}>{price.readAt}</time>
      {long}
    </span>
  );
}
