/** Wakes whoever waits for work of an environment. One LISTEN connection per process, shared. */
import type { Database } from "@/lib/db/client";
import { WORK_CHANNEL, type WorkNews } from "@/lib/environments/work/queue";

type Ring = { rung: Promise<void>; cancel(): void };

class WorkBell {
  private readonly waiting = new Map<string, Set<() => void>>();
  private listening: Promise<unknown> | null = null;

  constructor(private readonly db: Database) {}

  /** Resolves once everything queued from now on rings. */
  async listen(): Promise<void> {
    this.listening ??= this.db.$client
      .listen(WORK_CHANNEL, (payload) => this.ring(payload))
      .catch((error: unknown) => {
        this.listening = null;
        throw error;
      });
    await this.listening;
  }

  /** Resolves when work came, when the time is over, or when whoever waits has gone. */
  wait(news: WorkNews, ms: number, signal: AbortSignal): Ring {
    const key = JSON.stringify(news);
    let done = () => {};
    const rung = new Promise<void>((resolve) => {
      done = resolve;
    });
    const set = this.waiting.get(key) ?? new Set();
    const cancel = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      set.delete(cancel);
      if (set.size === 0 && this.waiting.get(key) === set) this.waiting.delete(key);
      done();
    };
    const timer = setTimeout(cancel, ms);
    signal.addEventListener("abort", cancel, { once: true });
    this.waiting.set(key, set.add(cancel));
    return { rung, cancel };
  }

  private ring(key: string): void {
    for (const wake of [...(this.waiting.get(key) ?? [])]) wake();
  }
}

const bells = new WeakMap<Database, WorkBell>();

/** The process's bell over that database. */
export function workBell(db: Database): WorkBell {
  const bell = bells.get(db) ?? new WorkBell(db);
  bells.set(db, bell);
  return bell;
}
