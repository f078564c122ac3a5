/** Words of the work queue. No library at run time. */

/** `queued` until a worker acknowledged it, `starting` until its first heartbeat, `stopping` until its worker let go. */
export type WorkState = "queued" | "starting" | "active" | "stopping" | "stopped";
