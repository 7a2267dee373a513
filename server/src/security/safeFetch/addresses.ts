import { BlockList, isIP } from 'node:net';

/**
 * What of IPv4 is no public host, by IANA's registry of special-purpose addresses (RFC 6890 and its updates), with
 * multicast and what is reserved.
 */
const specialIpv4: readonly [network: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** All public hosts are in here. So what maps, translates or tunnels IPv4 elsewhere is left out without being named. */
const globalIpv6: readonly [network: string, prefix: number][] = [['2000::', 3]];

/** What of these is no public host, by the same registry. */
const specialIpv6: readonly [network: string, prefix: number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const blockedIpv4 = toList('ipv4', specialIpv4);
const openIpv6 = toList('ipv6', globalIpv6);
const blockedIpv6 = toList('ipv6', specialIpv6);

/** Whether an IP address is one of a host that everybody can reach. What is no address is not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !blockedIpv4.check(address, 'ipv4');
    case 6:
      return !address.includes('%') && openIpv6.check(address, 'ipv6') && !blockedIpv6.check(address, 'ipv6');
    default:
      return false;
  }
}

function toList(family: 'ipv4' | 'ipv6', networks: readonly [string, number][]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family);
  return list;
}
