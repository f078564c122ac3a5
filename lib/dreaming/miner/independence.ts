/** Whether what supports a pattern comes from several tasks and several users. Pure. */
import { hash53 } from "@/lib/dreaming/statistics/hash";
import type { Digest } from "@/lib/dreaming/types";

/** Remembers no more than one name: enough to tell one from several. */
export class SeveralCounter {
  #first: string | null = null;
  #isSeveral = false;
  #hasUnknown = false;

  add(name: string | null): void {
    if (name === null) this.#hasUnknown = true;
    else if (this.#first === null) this.#first = name;
    else if (this.#first !== name) this.#isSeveral = true;
  }

  /** False only when every name is known and all are the same. */
  get mayBeSeveral(): boolean {
    return this.#isSeveral || this.#hasUnknown || this.#first === null;
  }
}

/** Exact number of distinct names, and whether names were known at all. Memory: one number per distinct name. */
export class DistinctCounter {
  readonly #names = new Set<number>();
  #hasUnknown = false;

  add(name: string | null): void {
    if (name === null) this.#hasUnknown = true;
    else this.#names.add(hash53(name));
  }

  get count(): number {
    return this.#names.size;
  }

  get mayBeSeveral(): boolean {
    return this.#names.size !== 1 || this.#hasUnknown;
  }
}

/** Support so far: how many sessions, and whether they are independent of one another. */
export class SupportCounter {
  sessions = 0;
  readonly #tasks = new SeveralCounter();
  readonly #users = new SeveralCounter();

  add(digest: Digest): void {
    this.sessions += 1;
    this.#tasks.add(digest.taskKey);
    this.#users.add(digest.userKey);
  }

  get hasSeveralTasks(): boolean {
    return this.#tasks.mayBeSeveral;
  }

  get hasSeveralUsers(): boolean {
    return this.#users.mayBeSeveral;
  }
}
