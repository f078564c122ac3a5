/** Builds a session's events in order and ties results to calls. Pure. */

import { quoted, recordRefused } from "@/lib/interop/refusal";
import type { ImportedEvent } from "@/lib/interop/types";
import { OWN_WORDS_TRUST, trustOfResult } from "@/lib/sessions/event-trust";
import type { Trust } from "@/lib/trust";

type Call = { ref: string; name: string; isAnswered: boolean };
type TextPart = { type: "text"; text: string };

export function textPart(text: string): TextPart {
  return { type: "text", text };
}

/** One event per block: nothing is merged. Refuses a record whose results can't be tied to exactly one call. */
export class SessionEvents {
  readonly events: ImportedEvent[] = [];
  /** By the source's id, the latest call with it. */
  readonly #calls = new Map<string, Call>();
  readonly #uses = new Map<string, number>();
  #unnamed = 0;

  userMessage(text: string, at: string | null, trust: Trust = "user"): void {
    this.events.push({ type: "user.message", payload: { content: [textPart(text)] }, callRef: null, at, trust });
  }

  agentMessage(text: string, at: string | null): void {
    this.events.push({ type: "agent.message", payload: { content: [textPart(text)] }, callRef: null, at, trust: OWN_WORDS_TRUST });
  }

  /** A source may use an id again once it is answered; the later call gets `#2`, `#3`… */
  call(id: string | null, name: string, input: Record<string, unknown>, at: string | null, path: string): void {
    const known = id ?? `call without id ${++this.#unnamed}`;
    const earlier = this.#calls.get(known);
    if (earlier !== undefined && !earlier.isAnswered) {
      throw recordRefused(
        `${path}: the call id ${quoted(known)} is used again before its first call has a result, so results can't be told apart.`,
      );
    }
    const use = (this.#uses.get(known) ?? 0) + 1;
    this.#uses.set(known, use);
    const call: Call = { ref: use === 1 ? known : this.#freeRef(known, use), name, isAnswered: false };
    this.#calls.set(known, call);
    this.events.push({ type: "agent.custom_tool_use", payload: { name, input }, callRef: call.ref, at, trust: OWN_WORDS_TRUST });
  }

  result(id: string, content: TextPart[], isError: boolean, at: string | null, path: string): void {
    const call = this.#calls.get(id);
    if (call === undefined) throw recordRefused(`${path}: a result for the call ${quoted(id)}, but no earlier call has that id.`);
    if (call.isAnswered) throw recordRefused(`${path}: a second result for the call ${quoted(id)}; a call has one result.`);
    call.isAnswered = true;
    const payload = { content, is_error: isError };
    this.events.push({ type: "user.custom_tool_result", payload, callRef: call.ref, at, trust: trustOfResult(call.name) });
  }

  /** The id of the only open call (with that name, where one is given); null when there is none or more than one. */
  onlyOpenCall(name: string | null): string | null {
    const open = [...this.#calls].filter(([, call]) => !call.isAnswered && (name === null || call.name === name));
    const [only] = open;
    return open.length === 1 && only !== undefined ? only[0] : null;
  }

  /** `a#2`, unless the source itself has an id of that spelling. */
  #freeRef(id: string, use: number): string {
    let ref = `${id}#${use}`;
    while (this.#uses.has(ref)) ref += "#";
    this.#uses.set(ref, 1);
    return ref;
  }
}
