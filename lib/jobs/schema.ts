import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { bytes, instant } from "@/lib/db/columns";

/** Workers that ever started and whose work may still lie about. Whether one lives is told by its advisory lock alone. */
export const workerExecutors = pgTable("worker_executors", {
  executorId: bytes("executor_id").primaryKey(),
  host: text("host").notNull(),
  pid: integer("pid").notNull(),
  startedAt: instant("started_at").notNull(),
  /** Set once it takes work: a worker that dies while starting was never ready. */
  readyAt: instant("ready_at"),
  /** When it last finished looking for what a crash left behind. */
  sweptAt: instant("swept_at"),
});
