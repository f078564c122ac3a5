/** Rosters as they are stored: every entry resolved to an agent at a version, which moves only when the agent itself changes. */

import type { MultiagentInput, RosterEntry } from "@/lib/agents/multiagent-inputs";
import { getAgent } from "@/lib/agents/queries";
import type { AgentConfig } from "@/lib/agents/types";
import { asSystem, type Ctx } from "@/lib/context";
import { AppError, isAppError } from "@/lib/errors";
import { type AgentId, isId } from "@/lib/ids";

type Member = { type: "agent"; id: AgentId; version: number };
type Self = { id: AgentId; version: number };
type Stored = AgentConfig["multiagent"];

/**
 * What is stored for what was asked. `current` is the present one: a `multiagent_20261001` is merged into one of its kind. Call inside
 * `inWorkspace`. Throws `invalid_input` for an entry that can't be a member.
 */
export async function resolveMultiagent(ctx: Ctx, asked: MultiagentInput, self: Self, current: Stored): Promise<NonNullable<Stored>> {
  if (asked.type === "coordinator") {
    return { type: asked.type, agents: await resolveRoster(ctx, asked.agents, self, "multiagent.agents") };
  }
  const disabled = { type: "disabled" };
  return {
    type: asked.type,
    subagents: await resolveSubagents(ctx, asked, self, current),
    workflows: disabled,
    advisor: disabled,
  };
}

type Subagents = { type: "disabled" } | { type: "enabled"; inline_agents: { type: "disabled" }; predefined_agents: Member[] };

async function resolveSubagents(
  ctx: Ctx,
  { subagents: asked }: Extract<MultiagentInput, { type: "multiagent_20261001" }>,
  self: Self,
  current: Stored,
): Promise<Subagents> {
  const stored = current?.type === "multiagent_20261001" ? (current.subagents as Subagents) : null;
  if (asked === undefined && stored) return stored;
  if (asked?.type === "disabled") return asked;
  const given = asked?.predefined_agents;
  const kept = given === undefined && stored?.type === "enabled" ? stored.predefined_agents : null;
  const members = kept ?? (await resolveRoster(ctx, given ?? [], self, "multiagent.subagents.predefined_agents"));
  if (members.length === 0) {
    throw refused("multiagent.subagents.predefined_agents", "name at least one agent: inline agents are not served yet.");
  }
  return { type: "enabled", inline_agents: { type: "disabled" }, predefined_agents: members };
}

async function resolveRoster(ctx: Ctx, entries: RosterEntry[], self: Self, field: string): Promise<Member[]> {
  const members: Member[] = [];
  for (const [index, entry] of entries.entries()) {
    const member = await resolveEntry(ctx, entry, self, `${field}.${index}`);
    if (members.some((one) => one.id === member.id)) throw refused(`${field}.${index}`, `${member.id} is listed already.`);
    members.push(member);
  }
  return members;
}

async function resolveEntry(ctx: Ctx, entry: RosterEntry, self: Self, field: string): Promise<Member> {
  if (typeof entry === "object" && entry.type === "self") return { type: "agent", ...self };
  const { id, version } = typeof entry === "string" ? { id: entry, version: undefined } : entry;
  if (!isId("agent", id)) throw refused(field, `there is no agent ${id}.`);
  if (id === self.id) return { type: "agent", ...self };
  const agent = await findMember(ctx, id, version, field);
  if (agent.archivedAt) throw refused(field, `agent ${id} is archived.`);
  if (agent.config.multiagent) throw refused(field, `agent ${id} has a roster itself: only one level is possible.`);
  return { type: "agent", id, version: agent.version };
}

async function findMember(ctx: Ctx, id: AgentId, version: number | undefined, field: string) {
  try {
    return await getAgent(asSystem(ctx, "agents"), id, version);
  } catch (error) {
    if (isAppError(error, "not_found")) throw refused(field, error.message.replace(/^T/, "t"));
    throw error;
  }
}

/** The roster with the agent's own entry at that version: what an agent calls itself is what it is then. */
export function withSelfAt(multiagent: Stored, self: Self): Stored {
  if (multiagent === null) return null;
  const moved = (members: Member[]) => members.map((member) => (member.id === self.id ? { ...member, version: self.version } : member));
  if (multiagent.type === "coordinator") return { ...multiagent, agents: moved(multiagent.agents as Member[]) };
  const subagents = multiagent.subagents as Subagents;
  if (subagents.type === "disabled") return multiagent;
  return { ...multiagent, subagents: { ...subagents, predefined_agents: moved(subagents.predefined_agents) } };
}

function refused(field: string, problem: string): AppError {
  return new AppError("invalid_input", `${field}: ${problem}`, { details: { reason: "invalid_fields", fields: { [field]: problem } } });
}
