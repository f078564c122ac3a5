/** Counts recoveries and wastes in bounded memory. Pure. */
import { SupportCounter } from "@/lib/dreaming/miner/independence";
import { findEpisodes } from "@/lib/dreaming/miner/recoveries";
import type { Survey } from "@/lib/dreaming/miner/survey";
import { findWastes } from "@/lib/dreaming/miner/wastes";
import type { Digest } from "@/lib/dreaming/types";

/** Sessions that met an error: how many tried again on the same matter, and how many got past it. */
type ErrorCount = { retried: number; recovered: number };
export type ChangeCount = { error: ErrorCount; errorName: string; worked: SupportCounter; failed: number };
export type WasteCount = { support: SupportCounter; contradicting: number; wasted: number };

/** Under which an error's episodes are sketched, apart from the patterns' own keys. */
export function errorKey(errorName: string): string {
  return `error ${errorName}`;
}

/**
 * One counter per error, change and waste that `wants` lets through: changes are as many as there are words in queries, so the caller
 * lets through only what can reach the support. The order of sessions changes nothing.
 */
export class ObservationTally {
  readonly #errors = new Map<string, ErrorCount>();
  readonly changes = new Map<string, ChangeCount>();
  readonly wastes = new Map<string, WasteCount>();

  constructor(
    readonly survey: Survey,
    readonly wants: (key: string) => boolean,
  ) {}

  add(digest: Digest): void {
    this.#addEpisodes(digest);
    for (const { key, polarity, wasted } of findWastes(digest, this.survey.commands)) {
      if (!this.wants(key)) continue;
      const count = this.wastes.get(key) ?? { support: new SupportCounter(), contradicting: 0, wasted: 0 };
      count.wasted += wasted;
      if (polarity === "supports") count.support.add(digest);
      else count.contradicting += 1;
      this.wastes.set(key, count);
    }
  }

  #addEpisodes(digest: Digest): void {
    for (const episode of findEpisodes(digest, this.survey.commands)) {
      if (this.survey.tools.terminal.has(episode.tool) || !this.wants(errorKey(episode.base))) continue;
      const error = this.#errors.get(episode.base) ?? { retried: 0, recovered: 0 };
      if (episode.isRetried) error.retried += 1;
      if (episode.working !== null) error.recovered += 1;
      this.#errors.set(episode.base, error);
      for (const key of episode.worked.keys()) this.#change(key, episode.base, error)?.worked.add(digest);
      for (const key of episode.failed.keys()) {
        const change = this.#change(key, episode.base, error);
        if (change !== undefined) change.failed += 1;
      }
    }
  }

  #change(key: string, errorName: string, error: ErrorCount): ChangeCount | undefined {
    if (!this.wants(key)) return undefined;
    const change = this.changes.get(key) ?? { error, errorName, worked: new SupportCounter(), failed: 0 };
    this.changes.set(key, change);
    return change;
  }
}
