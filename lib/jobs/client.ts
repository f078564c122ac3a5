import { DBOSClient } from "@dbos-inc/dbos-sdk";
import { type DreamJob, JOBS_APPLICATION, JOBS_VERSION, jobs, type SampleJob } from "@/lib/jobs/contracts";
import { log } from "@/lib/log";

/** Enqueues work; one per process. */
export type JobClient = {
  /** Safe to repeat. Never throws: the worker's sweep enqueues what was left pending. */
  enqueueDream(job: DreamJob): Promise<void>;
  /** Safe to repeat. Throws where the queue can't be reached: asking again enqueues it. */
  enqueueSample(job: SampleJob): Promise<void>;
  close(): Promise<void>;
};

const quiet = {
  info: () => {},
  debug: () => {},
  warn: (entry: unknown) => log.warn(String(entry)),
  error: (entry: unknown) => log.error(String(entry)),
};

export async function createJobClient(databaseUrl: string): Promise<JobClient> {
  const client = await DBOSClient.create({
    systemDatabaseUrl: databaseUrl,
    systemDatabasePoolSize: 4,
    applicationName: JOBS_APPLICATION,
    logger: quiet,
  });
  return {
    async enqueueDream(job) {
      try {
        await client.enqueue(
          {
            queueName: jobs.dream.queue,
            workflowName: jobs.dream.workflow,
            workflowID: jobs.dream.workflowId(job),
            appVersion: JOBS_VERSION,
          },
          job,
        );
      } catch (error) {
        log.warn("a dream could not be enqueued at once; the worker's sweep will", { dreamId: job.dreamId, error });
      }
    },
    async enqueueSample(job) {
      await client.enqueue(
        {
          queueName: jobs.sample.queue,
          workflowName: jobs.sample.workflow,
          workflowID: jobs.sample.workflowId(job),
          appVersion: JOBS_VERSION,
        },
        job,
      );
    },
    close: () => client.destroy(),
  };
}
