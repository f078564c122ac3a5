/** A clerk that finds court records and orders copies. Pure. */
import { Transcript } from "@/lib/demo/transcript";
import type { Habits } from "@/lib/demo/types";

export const LEGAL_SYSTEM =
  "You help lawyers find filed records and order copies of them. Name the record you found before you order anything.";

const MATTERS = [
  ["Harrow Mills", "Dene Water Board", "the expert report"],
  ["Okafor", "Lindqvist Shipping", "the second affidavit"],
  ["Pell & Sons", "City of Marne", "the order of costs"],
  ["Estate of Varga", "Varga", "the inventory"],
  ["Brackwater Ferry", "Union of Deckhands", "the interim ruling"],
  ["Solheim", "Northgate Clinic", "the list of exhibits"],
  ["Ruiz", "Atlas Insurance", "the settlement notice"],
  ["Quarry Lane Tenants", "Merrow Housing", "the inspection minutes"],
] as const;

export const LEGAL_TASKS = MATTERS.length;

export function legalSession(plan: { index: number; task: number; startMs: number; habits: Habits; random: () => number }): {
  transcript: Transcript;
  title: string;
  success: boolean;
} {
  const { habits, random, task } = plan;
  const [one, other, what] = MATTERS[task % MATTERS.length] ?? MATTERS[0];
  const t = new Transcript(plan.startMs, random);
  const matter = `M-${2200 + (task % MATTERS.length) * 13}`;
  const record = `${4000 + task * 11}/${20 + (task % 5)}`;
  const guards = random() < habits.guards;
  t.user(`I need ${what} in ${one} v ${other}, matter ${matter}. The hearing is on Thursday; a certified copy, please.`);
  t.agent("I will find the record first and then order the copy.");
  const hit = { records: [{ id: record, title: what.replace("the ", ""), pages: 6 + (task % 9) }] };
  let isFound = true;
  if (guards) t.call("search_archive", { query: `${one} ${other}`, matter }, hit);
  else {
    t.call("search_archive", { query: `${one} ${other}` }, "Error: archive search timed out after 30 s, narrow the search");
    if (random() < 0.7) t.call("search_archive", { query: `${one} ${other}`, matter }, hit);
    else {
      t.call("search_archive", { query: `${one} ${other}` }, "Error: archive search timed out after 30 s, narrow the search");
      isFound = false;
    }
  }
  if (!isFound) {
    t.agent("The archive does not answer at the moment. Could you try again later?");
    t.user("The hearing will not wait. I will go there myself.");
    return { transcript: t, title: `${one} v ${other}`, success: false };
  }
  t.call("open_record", { id: record }, { id: record, filed: "2024-05-14", sealed: false });
  if (random() < habits.repeats) t.call("open_record", { id: record }, { id: record, filed: "2024-05-14", sealed: false });
  if (random() < habits.insists) {
    for (let i = 0; i < 3; i++)
      t.call("request_copy", { record, kind: "certified" }, "Error: the copy desk takes no orders without a delivery date");
    t.agent("The copy desk refuses the order.");
    t.user("So I have no copy. That is no use to me.");
    return { transcript: t, title: `${one} v ${other}`, success: false };
  }
  if (random() < habits.forgets)
    t.call("request_copy", { record, kind: "certified" }, "Error: the copy desk takes no orders without a delivery date");
  t.call("request_copy", { record, kind: "certified", deliver_by: "Wednesday" }, { order: `C-${plan.index}`, ready: "Wednesday" });
  const success = random() < (guards ? 0.93 : 0.62);
  t.agent(`Record ${record}, ${what.replace("the ", "")}: a certified copy is ordered and ready on Wednesday.`);
  t.user(success ? "Perfect, thank you." : `That is a record of another matter; I asked for ${matter}.`);
  return { transcript: t, title: `${one} v ${other}`, success };
}
