import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { Notice } from "@/components/feedback/notice";
import { KeyValues } from "@/components/layout/aside-section";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { CheckKey } from "@/components/settings/check-key";
import { SetPriceForm } from "@/components/settings/price-forms";
import { PricesTable } from "@/components/settings/prices-table";
import { Code } from "@/components/ui/code";
import type { Ctx } from "@/lib/context";
import { isAppError } from "@/lib/errors";
import { ModelName } from "@/lib/model/inputs";
import { listModels } from "@/lib/model/models";
import { toPriceTexts } from "@/lib/model/price-texts";
import { listPricedModels } from "@/lib/model/queries";
import type { ModelView } from "@/lib/model/types";
import { readUsage } from "@/lib/usage/queries";
import { requireVisitor } from "@/lib/web/current-user";
import { modelAccess, webModelClient } from "@/lib/web/model-access";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { checkKeyAction, clearPriceAction, setPriceAction } from "./actions";
import { loadModelsSearch, modelsHref } from "./search-params";
import { ModelsSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Models and prices" };

type Props = { searchParams: Promise<SearchParams> };

export default function ModelsPage(props: Props) {
  return streamed(render(props), <ModelsSkeleton />);
}

async function render({ searchParams }: Props) {
  const { model: wanted } = await loadModelsSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  const access = modelAccess();
  const [{ models, problem }, usage] = await Promise.all([readModels(ctx), readUsage(ctx, { from: null, to: null, groupBy: "model" })]);
  const priced = await listPricedModels(
    ctx,
    models,
    usage.rows.flatMap(({ key }) => key ?? []),
  );
  const current = wanted !== null && ModelName.safeParse(wanted).success ? wanted : null;
  const holds = priced.find(({ id }) => id === current)?.price ?? null;
  const actions = { set: setPriceAction, clear: clearPriceAction };
  const disabledReason = whyNot(ctx.actor, "price.set");
  return (
    <>
      <PageHeader title="Models and prices" />
      <RuledSection title="Access" note="Set where Reverie is started.">
        <KeyValues
          items={[
            {
              label: "Key",
              value: access.hasKey ? (
                <>
                  Set by <Code>ANTHROPIC_API_KEY</Code> in the environment. Never shown.
                </>
              ) : (
                <>
                  None. Set <Code>ANTHROPIC_API_KEY</Code> in the environment and start Reverie again. Until then sessions can ask no model,
                  and dreams are written by the template author.
                </>
              ),
            },
            {
              label: "Address",
              value: (
                <>
                  <Code>{access.host}</Code>
                  {access.isOwnAddress && (
                    <>
                      , from <Code>ANTHROPIC_BASE_URL</Code>
                    </>
                  )}
                </>
              ),
            },
          ]}
        />
        <div className="mt-3">
          <CheckKey
            action={checkKeyAction}
            disabledReason={access.hasKey ? whyNot(ctx.actor, "model_key.check") : "There is no key to check"}
          />
        </div>
      </RuledSection>
      <RuledSection title={current ? "Set the price" : "Another model"} note={current ?? "One that is not in the table."} id="price">
        <SetPriceForm
          key={current ?? "new"}
          model={current}
          texts={holds ? toPriceTexts(holds.price) : {}}
          actions={actions}
          disabledReason={disabledReason}
        />
      </RuledSection>
      <RuledSection
        title="Prices"
        note={
          <>
            <p>US dollars per million tokens.</p>
            <p className="mt-1">
              A price holds for calls from then on. What was asked before keeps the cost it had, and calls without a price keep none.
            </p>
          </>
        }
      >
        {problem && (
          <div className="mb-3">
            <Notice tone="held" isBoxed>
              <p>The Models API could not be asked, so these are the models of the price list. It said: {problem}</p>
            </Notice>
          </div>
        )}
        <PricesTable
          models={priced}
          current={current}
          setHref={modelsHref}
          actions={actions}
          disabledReason={disabledReason}
          now={ctx.clock.now()}
          zone={membership.timeZone}
        />
      </RuledSection>
    </>
  );
}

/** From the Models API where there is a key; where that does not answer, the price list's, and what went wrong. */
async function readModels(ctx: Ctx): Promise<{ models: ModelView[]; problem: string | null }> {
  try {
    return { models: await listModels(webModelClient(), ctx.clock), problem: null };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { models: await listModels(null, ctx.clock), problem: error.message };
  }
}
