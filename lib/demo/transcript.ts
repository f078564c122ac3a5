/** One made-up session, written turn by turn, in the neutral import format. Pure. */

type Block = Record<string, unknown>;
type Message = { role: "user" | "assistant"; content: Block[]; at: string };

export type Finish = {
  externalId: string;
  taskId: string;
  title: string;
  model: string;
  userId: string;
  system: string;
  success: boolean | null;
};

/** The same numbers for the same seed, 0..1. Mulberry32 (Tommy Ettinger, public domain). */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class Transcript {
  private readonly messages: Message[] = [];
  private calls = 0;
  private characters = 0;
  private clockMs: number;

  constructor(
    private readonly startMs: number,
    private readonly random: () => number,
  ) {
    this.clockMs = startMs;
  }

  user(text: string): void {
    this.pass(20, 90);
    this.push("user", { type: "text", text });
  }

  agent(text: string): void {
    this.pass(3, 9);
    this.push("assistant", { type: "text", text });
  }

  /** A call and its result; an answer that begins with "Error" is one. */
  call(name: string, input: Record<string, unknown>, answer: string | Record<string, unknown>): void {
    this.calls += 1;
    const id = `call_${this.calls}`;
    const text = typeof answer === "string" ? answer : JSON.stringify(answer);
    this.pass(2, 6);
    this.push("assistant", { type: "tool_use", id, name, input });
    this.pass(1, 4);
    this.push("user", { type: "tool_result", tool_use_id: id, content: text, is_error: text.startsWith("Error") });
  }

  /** The line of the import file. */
  finish(end: Finish): string {
    return JSON.stringify({
      external_id: end.externalId,
      task_id: end.taskId,
      title: end.title,
      agent: { model: end.model, scaffold: "sample" },
      user_id: end.userId,
      started_at: new Date(this.startMs).toISOString(),
      ended_at: new Date(this.clockMs).toISOString(),
      system_prompt: end.system,
      metadata: { demo: "true" },
      messages: this.messages,
      usage: { input_tokens: 900 + this.characters * 2, output_tokens: 60 + Math.round(this.characters / 6) },
      ...(end.success === null ? {} : { outcome: { label: end.success ? "success" : "failure", reward: end.success ? 1 : 0 } }),
    });
  }

  private push(role: Message["role"], block: Block): void {
    this.characters += JSON.stringify(block).length;
    const last = this.messages.at(-1);
    if (last?.role === role && block.type === "tool_use") last.content.push(block);
    else this.messages.push({ role, content: [block], at: new Date(this.clockMs).toISOString() });
  }

  private pass(fromSeconds: number, toSeconds: number): void {
    this.clockMs += Math.round((fromSeconds + this.random() * (toSeconds - fromSeconds)) * 1000);
  }
}
