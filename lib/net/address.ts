/** Which addresses lead somewhere public. Pure. */
import { BlockList, isIPv4, isIPv6 } from "node:net";
import { familyOf } from "@/lib/net/allow-list";

/** IANA's special-purpose IPv4 addresses that lead nowhere public, and the one public address at which a cloud serves its own metadata. */
const REFUSED_IPV4 = [
  "0.0.0.0/8", // this network
  "10.0.0.0/8", // private
  "100.64.0.0/10", // carrier-grade NAT; also a cloud's metadata
  "127.0.0.0/8", // loopback
  "168.63.129.16/32", // Azure's wire server
  "169.254.0.0/16", // link-local; cloud metadata
  "172.16.0.0/12", // private
  "192.0.0.0/24", // protocol assignments; also a cloud's metadata
  "192.0.2.0/24", // documentation
  "192.88.99.0/24", // 6to4 relay
  "192.168.0.0/16", // private
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved and broadcast
];
/** Within the public IPv6 block: protocol assignments (Teredo among them), documentation, and 6to4, which carries an IPv4 address inside. */
const REFUSED_IPV6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];
/** All public IPv6 lies here: loopback, mapped, translated, unique-local, link-local and multicast addresses don't. */
const PUBLIC_IPV6 = "2000::/3";

const refused = listOf([...REFUSED_IPV4, ...REFUSED_IPV6]);
const publicIpv6 = listOf([PUBLIC_IPV6]);

function listOf(ranges: string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = "", bits = ""] = range.split("/");
    list.addSubnet(network, Number(bits), familyOf(network));
  }
  return list;
}

/** Whether an address may be reached without anybody's leave. An IPv4 address written as IPv6 may not, whatever it is. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !refused.check(address, "ipv4");
  return isIPv6(address) && publicIpv6.check(address, "ipv6") && !refused.check(address, "ipv6");
}

/** `::ffff:127.0.0.1` and the like as the IPv4 address that they reach; others as they are, without a zone. */
export function plainAddress(address: string): string {
  const withoutZone = address.replace(/%.*$/, "").toLowerCase();
  if (!isIPv6(withoutZone)) return withoutZone;
  // The parser of URLs writes every spelling of an address in one way.
  const canonical = new URL(`http://[${withoutZone}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (!mapped) return canonical;
  const [high, low] = [Number.parseInt(mapped[1] ?? "0", 16), Number.parseInt(mapped[2] ?? "0", 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
