/** Which tools end sessions and which open them, read from the calls alone: tools may be called anything. Pure. */
import type { DigestStep, LabelledDigest } from "@/lib/dreaming/types";

/** A tool ends sessions when at least this share of its calls is a session's last. */
const TERMINAL_SHARE = 0.6;
/** A tool opens sessions when so many of them begin with it: then using it is no consequence of how the session went. */
const OPENING_SHARE = 0.9;

/**
 * A tool shows the outcome when sessions whose first call of it failed succeed so much more seldom than the others: a declined booking is
 * the failure. Judged over all sessions, tasks mixed: too strict at worst, which costs comparisons and no truth.
 */
const SHOWING_DIFFERENCE = 0.5;
const SHOWING_MIN_SESSIONS = 5;

type ToolUse = { calls: number; last: number; sessions: number; opened: number };
type FirstCalls = { failed: number; successesFailed: number; worked: number; successesWorked: number };

export type ToolRoles = {
  /** Using these is a consequence of how the session went: handing over, submitting, and what is done just before it. */
  terminal: ReadonlySet<string>;
  /** Of the terminal ones those with which nearly every session opens, as where one call is the whole session. */
  opening: ReadonlySet<string>;
  /**
   * Tools after whose first use a session may know how it went (terminal ones, and those that show the outcome): what it does from then on is
   * as likely a consequence of the outcome as a cause, so nothing behind them is compared.
   */
  revealing: ReadonlySet<string>;
  sessionsUsing: (tool: string) => number;
};

/** Counts while sessions stream past. Memory: one record per tool, and one number per pair of closing tools. */
export class ToolRoleCounter {
  readonly #uses = new Map<string, ToolUse>();
  /** For every last tool, which other tool was called last before it. */
  readonly #beforeLast = new Map<string, Map<string, number>>();
  readonly #firstCalls = new Map<string, FirstCalls>();
  #sessions = 0;

  add({ digest, label }: LabelledDigest): void {
    this.#sessions += 1;
    if (label !== null) this.#addFirstCalls(digest.steps, label.success);
    const tools = digest.steps.map((step) => step.tool);
    tools.forEach((tool, i) => {
      const use = this.#uses.get(tool) ?? { calls: 0, last: 0, sessions: 0, opened: 0 };
      use.calls += 1;
      if (i === 0) use.opened += 1;
      if (i === tools.length - 1) use.last += 1;
      if (tools.indexOf(tool) === i) use.sessions += 1;
      this.#uses.set(tool, use);
    });
    const last = tools[tools.length - 1];
    const before = tools.findLast((tool) => tool !== last);
    if (last === undefined || before === undefined) return;
    const counts = this.#beforeLast.get(last) ?? new Map<string, number>();
    counts.set(before, (counts.get(before) ?? 0) + 1);
    this.#beforeLast.set(last, counts);
  }

  #addFirstCalls(steps: readonly DigestStep[], success: boolean): void {
    const seen = new Set<string>();
    for (const { tool, result } of steps) {
      if (seen.has(tool)) continue;
      seen.add(tool);
      const count = this.#firstCalls.get(tool) ?? { failed: 0, successesFailed: 0, worked: 0, successesWorked: 0 };
      if (result === "error") {
        count.failed += 1;
        if (success) count.successesFailed += 1;
      } else {
        count.worked += 1;
        if (success) count.successesWorked += 1;
      }
      this.#firstCalls.set(tool, count);
    }
  }

  #showsOutcome({ failed, successesFailed, worked, successesWorked }: FirstCalls): boolean {
    if (Math.min(failed, worked) < SHOWING_MIN_SESSIONS) return false;
    return successesWorked / worked - successesFailed / failed >= SHOWING_DIFFERENCE;
  }

  /** Looks one tool further back: what is nearly always followed by the call that ends the session (a note before submitting) ends it too. */
  roles(): ToolRoles {
    const ends = new Set([...this.#uses].filter(([, use]) => use.last >= use.calls * TERMINAL_SHARE).map(([tool]) => tool));
    const terminal = new Set(ends);
    for (const [tool, use] of this.#uses) {
      let closing = use.last;
      for (const end of ends) closing += this.#beforeLast.get(end)?.get(tool) ?? 0;
      if (closing >= use.calls * TERMINAL_SHARE) terminal.add(tool);
    }
    const opening = [...terminal].filter((tool) => (this.#uses.get(tool)?.opened ?? 0) >= this.#sessions * OPENING_SHARE);
    const showing = [...this.#firstCalls].filter(([, calls]) => this.#showsOutcome(calls)).map(([tool]) => tool);
    const sessions = new Map([...this.#uses].map(([tool, use]) => [tool, use.sessions]));
    return {
      terminal,
      opening: new Set(opening),
      revealing: new Set([...terminal, ...showing]),
      sessionsUsing: (tool) => sessions.get(tool) ?? 0,
    };
  }
}
