/** A line of each format that files come in. A test imports them. */
export const EXAMPLES: readonly { name: string; line: string }[] = [
  {
    name: "Reverie sessions",
    line: JSON.stringify({
      external_id: "run-1",
      task_id: "refund-policy",
      messages: [
        { role: "user", content: "Can I get my money back?" },
        { role: "assistant", content: [{ type: "tool_use", id: "c1", name: "find_policy", input: { topic: "refunds" } }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "c1", content: "Within 14 days." }] },
        { role: "assistant", content: "Yes, within 14 days." },
      ],
      outcome: { label: "success" },
    }),
  },
  {
    name: "OpenAI chat messages",
    line: JSON.stringify({
      messages: [
        { role: "user", content: "Can I get my money back?" },
        {
          role: "assistant",
          tool_calls: [{ id: "c1", type: "function", function: { name: "find_policy", arguments: '{"topic":"refunds"}' } }],
        },
        { role: "tool", tool_call_id: "c1", content: "Within 14 days." },
        { role: "assistant", content: "Yes, within 14 days." },
      ],
    }),
  },
];
