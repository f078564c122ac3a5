/** Past sessions made up by code, in the neutral format: an agent that books, fails in known ways and recovers in known ways. */

export type PlannedSession = {
  externalId: string;
  taskId: string;
  /** Recovers from the payment error by looking the user up first, or gives up. */
  recovers: boolean;
  /** Calls the same search twice with the same answer. */
  repeats: boolean;
  /** Forgets the address of the receipt and adds it after the error. */
  forgetsAddress: boolean;
  /** Sends the same impossible seat three times. */
  insists: boolean;
  success: boolean;
};

type Block = Record<string, unknown>;

function call(id: string, name: string, input: Record<string, unknown>, answer: string, isError = false): { use: Block; result: Block } {
  return {
    use: { type: "tool_use", id, name, input },
    result: { type: "tool_result", tool_use_id: id, content: answer, is_error: isError },
  };
}

/** One line of neutral JSONL. */
export function neutralLine(plan: PlannedSession): string {
  const n = plan.externalId;
  const calls = [call("c1", "search_flights", { from: "OSL", to: "TRD", date: "2026-12-01" }, `[{"flight":"RV${n.length}01"}]`)];
  if (plan.repeats)
    calls.push(call("c2", "search_flights", { from: "OSL", to: "TRD", date: "2026-12-01" }, `[{"flight":"RV${n.length}01"}]`));
  calls.push(
    call(
      "c3",
      "book_flight",
      { user: `user_${n}`, payment: { id: "card_0", amount: 100 } },
      "Error: payment method card_0 not found",
      true,
    ),
  );
  if (plan.recovers) {
    calls.push(call("c4", "get_user", { user: `user_${n}` }, `{"cards":["card_${n}"]}`));
    calls.push(
      call("c5", "book_flight", { user: `user_${n}`, payment: { id: `card_${n}`, amount: 100 } }, `{"booked":true,"reference":"${n}"}`),
    );
  }
  if (plan.forgetsAddress) {
    calls.push(call("c6", "send_receipt", { reference: n }, "Error: missing field email", true));
    calls.push(call("c7", "send_receipt", { reference: n, email: `user_${n}@example.org` }, `{"sent":"${n}"}`));
  }
  if (plan.insists) {
    for (const id of ["c8", "c9", "c10"])
      calls.push(call(id, "choose_seat", { reference: n, seat: "1A" }, "Error: seat 1A is taken", true));
  }
  const messages = [
    { role: "user", content: [{ type: "text", text: `Book me a flight from Oslo to Trondheim, task ${plan.taskId}. I am user_${n}.` }] },
    ...calls.flatMap(({ use, result }) => [
      { role: "assistant", content: [use] },
      { role: "user", content: [result] },
    ]),
    { role: "assistant", content: [{ type: "text", text: plan.recovers ? "Your flight is booked." : "I could not book it." }] },
  ];
  return JSON.stringify({
    external_id: n,
    task_id: plan.taskId,
    agent: { model: "test-model", scaffold: "test", user: "simulated" },
    started_at: null,
    system_prompt: "You book flights.",
    tools: null,
    messages,
    outcome: { label: plan.success ? "success" : "failure", reward: plan.success ? 1 : 0, detail: {} },
  });
}

/** `count` sessions over `count / 4` tasks; three of four recover, every second one repeats itself, and so on. */
export function plannedSessions(count: number): PlannedSession[] {
  return Array.from({ length: count }, (_, i) => ({
    externalId: `s${String(i).padStart(5, "0")}`,
    taskId: `t${Math.floor(i / 4)}`,
    recovers: i % 4 !== 3,
    repeats: i % 2 === 0,
    forgetsAddress: i % 4 < 2,
    insists: i % 4 === 3,
    success: i % 4 === 0 || i % 4 === 1,
  }));
}

export async function* bytesOfSessions(plans: PlannedSession[]): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const plan of plans) yield encoder.encode(`${neutralLine(plan)}\n`);
}
