/** What an operator lets outgoing requests reach besides public addresses: hosts, IP addresses and CIDR ranges. Pure. */
import { BlockList, isIP, isIPv6 } from "node:net";
import { AppError } from "@/lib/errors";

export type AllowList = { hasHost(hostname: string): boolean; hasAddress(address: string): boolean };

/** Reads a comma list such as `hooks.internal, 127.0.0.1, 10.0.0.0/8`. Throws `invalid_input` naming the entry that is none of them. */
export function parseAllowList(text: string | undefined): AllowList {
  const hosts = new Set<string>();
  const ranges = new BlockList();
  for (const entry of (text ?? "").split(",").map((part) => part.trim().toLowerCase())) {
    if (entry === "") continue;
    if (entry.includes("/")) addRange(ranges, entry);
    else if (isIP(bare(entry))) ranges.addAddress(bare(entry), familyOf(bare(entry)));
    else if (/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(entry)) hosts.add(entry);
    else throw badEntry(entry);
  }
  return {
    hasHost: (hostname) => hosts.has(hostname.toLowerCase().replace(/\.$/, "")),
    hasAddress: (address) => ranges.check(address, familyOf(address)),
  };
}

function addRange(ranges: BlockList, entry: string): void {
  const [network = "", bits = ""] = entry.split("/");
  const address = bare(network);
  const most = isIPv6(address) ? 128 : 32;
  if (!isIP(address) || !/^\d{1,3}$/.test(bits) || Number(bits) > most) throw badEntry(entry);
  ranges.addSubnet(address, Number(bits), familyOf(address));
}

const bare = (address: string) => address.replace(/^\[(.*)\]$/, "$1");

export function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}

function badEntry(entry: string): AppError {
  return new AppError(
    "invalid_input",
    `"${entry}" is no host, IP address or CIDR range. Write a comma list such as hooks.internal,10.0.0.0/8.`,
    {
      details: { reason: "bad_allow_list" },
    },
  );
}
