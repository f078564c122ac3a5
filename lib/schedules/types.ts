/** Words of the schedules room. No library at run time. */

/** Five POSIX cron fields, matched against the wall clock of an IANA time zone. */
export type CronSchedule = { expression: string; timezone: string };
