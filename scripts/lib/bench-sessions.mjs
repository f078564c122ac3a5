/** Past sessions for the page benchmark, made up by code: about 50 events each, spread over 90 days, so that lists, charts and search have work. */

const MODELS = ["claude-sonnet-4-5", "claude-haiku-4-5", "claude-opus-4-5"];
const TOOLS = ["get_booking", "search_flights", "get_fare_rules", "rebook", "send_receipt"];
const PLACES = ["Oslo", "Bergen", "Trondheim", "Aarhus", "Malmö", "Turku", "Riga", "Gdansk"];
const DAY_MS = 86_400_000;
const DAYS = 90;

/** A number in [0, 1) that depends on its arguments alone. @param {number} i @param {number} salt */
function chance(i, salt) {
  let x = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
}

/** @template T @param {readonly T[]} list @param {number} x in [0, 1) @returns {T} */
function pick(list, x) {
  return /** @type {T} */ (list[Math.floor(x * list.length)]);
}

/**
 * One line of neutral JSONL.
 * @param {number} i which session
 * @param {number} rounds rounds of user, call, result and answer: four events each
 * @param {number} nowMs the youngest session starts just before
 */
export function benchLine(i, rounds, nowMs) {
  const startMs = nowMs - Math.floor(chance(i, 0) * DAYS * DAY_MS) - 3_600_000;
  const success = chance(i, 1) < 0.68;
  const messages = [];
  for (let round = 0; round < rounds; round++) {
    const at = new Date(startMs + round * 20_000).toISOString();
    const from = pick(PLACES, chance(i, 10 + round));
    const fails = chance(i, 40 + round) < 0.06;
    messages.push(
      {
        role: "user",
        at,
        content: `Can you look at the trip from ${from} again, booking B${i}-${round}? The earlier answer left out the bags.`,
      },
      {
        role: "assistant",
        at,
        content: [
          { type: "tool_use", id: `c${round}`, name: pick(TOOLS, chance(i, 70 + round)), input: { booking: `B${i}-${round}`, from } },
        ],
      },
      {
        role: "user",
        at,
        content: [
          {
            type: "tool_result",
            tool_use_id: `c${round}`,
            content: fails
              ? "Error: upstream timeout after 30000 ms"
              : `{"booking":"B${i}-${round}","from":"${from}","bags":2,"fare":"KLSAVE"}`,
            is_error: fails,
          },
        ],
      },
      { role: "assistant", at, content: `The trip from ${from} has two bags, and the fare lets you change it once for a fee.` },
    );
  }
  return JSON.stringify({
    external_id: `bench-${i}`,
    task_id: `task-${i % 5000}`,
    agent: { model: pick(MODELS, chance(i, 2)), scaffold: "bench" },
    title: `Change of the trip ${i}`,
    started_at: new Date(startMs).toISOString(),
    ended_at: new Date(startMs + rounds * 20_000).toISOString(),
    messages,
    usage: { input_tokens: 4000 + Math.floor(chance(i, 3) * 20_000), output_tokens: 300 + Math.floor(chance(i, 4) * 2000) },
    outcome: chance(i, 5) < 0.1 ? null : { label: success ? "success" : "failure", reward: success ? 1 : 0 },
  });
}
