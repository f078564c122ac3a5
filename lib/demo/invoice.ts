/** A clerk that checks and posts suppliers' invoices. Pure. */
import { Transcript } from "@/lib/demo/transcript";
import type { Habits } from "@/lib/demo/types";

export const INVOICE_SYSTEM = "You check suppliers' invoices and post them to the ledger. Post nothing that was not ordered.";

const SUPPLIERS = [
  ["Alder Paper", 412.5, "OPS"],
  ["Brightline Cleaning", 1290, "FAC"],
  ["Copperfield Tools", 86.2, "WRK"],
  ["Dunlin Freight", 2240.75, "LOG"],
  ["Eastgate Catering", 530, "EVT"],
  ["Fennel Software", 960, "IT"],
  ["Gower Timber", 1755.4, "WRK"],
  ["Hexham Energy", 3104.9, "FAC"],
] as const;

export const INVOICE_TASKS = SUPPLIERS.length;

export function invoiceSession(plan: { index: number; task: number; startMs: number; habits: Habits; random: () => number }): {
  transcript: Transcript;
  title: string;
  success: boolean;
} {
  const { habits, random, task } = plan;
  const [supplier, amount, center] = SUPPLIERS[task % SUPPLIERS.length] ?? SUPPLIERS[0];
  const t = new Transcript(plan.startMs, random);
  const number = `INV-${7000 + plan.index}`;
  const order = `PO-${300 + (task % SUPPLIERS.length)}`;
  const guards = random() < habits.guards;
  const knows = random() < habits.knows;
  t.user(`Invoice ${number} from ${supplier} is in the inbox, order ${order}. Post it this week if it is right.`);
  const read = { number, supplier, amount, currency: "EUR", order };
  t.call("read_invoice", { number }, read);
  if (random() < habits.repeats) t.call("read_invoice", { number }, read);
  if (guards) t.call("match_order", { order, amount }, { order, ordered: amount, received: true, already_billed: false });
  t.agent(`${supplier}, ${amount} EUR${guards ? `, agrees with order ${order}` : ""}. I will post it.`);
  const posted = { entry: `L-${plan.index}`, number };
  let isDone = true;
  if (knows) t.call("post_invoice", { number, amount, cost_center: center }, posted);
  else {
    t.call("post_invoice", { number, amount }, "Error: cost_center must be given for entries above 50 EUR");
    if (random() < habits.insists) {
      for (let i = 0; i < 2; i++) t.call("post_invoice", { number, amount }, "Error: cost_center must be given for entries above 50 EUR");
      isDone = false;
    } else t.call("post_invoice", { number, amount, cost_center: center }, posted);
  }
  const isWrong = isDone && !guards && random() < 0.45;
  const success = isDone && !isWrong && random() < 0.95;
  t.agent(isDone ? `Posted as L-${plan.index}.` : "The ledger does not take the entry.");
  t.user(
    success ? "Thanks." : isWrong ? "We had been billed for that delivery before. It has to be taken back." : "Then I post it by hand.",
  );
  return { transcript: t, title: `${supplier}, ${number}`, success };
}
