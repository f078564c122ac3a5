/** The official SDK's worker for a self-hosted environment, as an operator runs it: a process of its own, with its built-in tools. */
import Anthropic from "@anthropic-ai/sdk";

const { REVERIE_URL: baseURL, ENVIRONMENT_ID: environmentId, ENVIRONMENT_KEY: environmentKey, WORKDIR: workdir } = process.env;
const stopping = new AbortController();
process.once("SIGTERM", () => stopping.abort());

const client = new Anthropic({ apiKey: null, baseURL, logLevel: "info" });
await client.beta.environments.work.worker({ environmentId, environmentKey, workdir, maxIdleMs: 1_000 }).run(stopping.signal);
