/** A desk that rebooks travellers whose flight was cancelled. Pure. */
import { Transcript } from "@/lib/demo/transcript";
import type { Habits } from "@/lib/demo/types";

export const TRAVEL_SYSTEM =
  "You rebook travellers whose flights were cancelled or changed. Work from the booking, offer real alternatives, and confirm before you change a ticket.";

const ROUTES = [
  ["Oslo", "Lisbon", "OSL", "LIS"],
  ["Bergen", "Milan", "BGO", "MXP"],
  ["Gdansk", "Dublin", "GDN", "DUB"],
  ["Porto", "Vienna", "OPO", "VIE"],
  ["Tallinn", "Rome", "TLL", "FCO"],
  ["Leeds", "Zagreb", "LBA", "ZAG"],
  ["Bilbao", "Hamburg", "BIO", "HAM"],
  ["Riga", "Athens", "RIX", "ATH"],
  ["Cork", "Geneva", "ORK", "GVA"],
  ["Turku", "Prague", "TKU", "PRG"],
] as const;
const REASONS = [
  "I have a wedding to get to.",
  "My connection is gone too.",
  "I must be there for a hearing in the morning.",
  "There are two of us, with one bag.",
  "Earlier is fine, later is not.",
];

export const TRAVEL_TASKS = ROUTES.length;

export function travelSession(plan: { index: number; task: number; startMs: number; habits: Habits; random: () => number }): {
  transcript: Transcript;
  title: string;
  success: boolean;
} {
  const { habits, random, task } = plan;
  const [from, to, fromCode, toCode] = ROUTES[task % ROUTES.length] ?? ROUTES[0];
  const t = new Transcript(plan.startMs, random);
  const reference = `${fromCode}${(1000 + plan.index * 7) % 9000}`;
  const date = new Date(plan.startMs + 2 * 86_400_000).toISOString().slice(0, 10);
  const guards = random() < habits.guards;
  const knows = random() < habits.knows;
  const flight = `NW${210 + (plan.index % 60)}`;
  t.user(
    `My flight from ${from} to ${to} on ${date} was cancelled, booking ${reference}. ${REASONS[plan.index % REASONS.length]} Can you get me there the same day?`,
  );
  t.agent("I am sorry about that. I will look at the booking and what still flies that day.");
  t.call(
    "find_booking",
    { reference },
    { reference, route: `${fromCode}-${toCode}`, cabin: "economy", passengers: 1 + (plan.index % 2), ticket: "partly flexible" },
  );
  if (guards) t.call("check_fare_rules", { reference }, { change_fee: 0, waiver: "cancelled by carrier", rebook_within_hours: 48 });
  const search = { from: fromCode, to: toCode, date };
  const found = {
    flights: [
      { flight, departs: "14:05", seats: 4 },
      { flight: `${flight}A`, departs: "19:40", seats: 9 },
    ],
  };
  t.call("search_flights", search, found);
  if (random() < habits.repeats) t.call("search_flights", search, found);
  t.agent(
    `${flight} leaves at 14:05 and has seats${guards ? "; the carrier cancelled, so the change is free" : ""}. Shall I move you to it?`,
  );
  t.user(plan.index % 3 === 0 ? "Yes, the 14:05." : "That works, please go ahead.");
  const booked = { status: "reissued", reference, flight };
  let isDone = true;
  if (knows) t.call("rebook", { reference, flight, fare_class: "K" }, booked);
  else {
    t.call("rebook", { reference, flight }, "Error: fare_class is required when a ticket is reissued");
    if (random() < 0.78) t.call("rebook", { reference, flight, fare_class: "K" }, booked);
    else isDone = false;
  }
  if (!isDone) {
    t.agent("The system does not let me reissue the ticket. You may want to call the airline.");
    t.user("I came here because their line is busy. This did not help.");
    return { transcript: t, title: `${from} to ${to}, cancelled flight`, success: false };
  }
  if (random() < habits.forgets) t.call("send_confirmation", { reference }, "Error: email is missing");
  t.call("send_confirmation", { reference, email: `traveller${plan.index}@example.org` }, { sent: true });
  const isCharged = !guards && random() < 0.55;
  const success = !isCharged && random() < 0.94;
  t.agent(`Done: ${flight} at 14:05, booking ${reference}. The confirmation is on its way.`);
  t.user(
    isCharged
      ? "It says a change fee of 90 was taken. The airline cancelled, that should be free."
      : success
        ? "Got it, thank you."
        : "The seat is not the one I had. Never mind.",
  );
  return { transcript: t, title: `${from} to ${to}, cancelled flight`, success };
}
