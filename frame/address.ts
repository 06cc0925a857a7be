/** Where a request came from, as far as it can be counted by. */

/** The platform says it; elsewhere nobody is believed. */
const header = "cf-connecting-ip";

/** @returns the address of an IPv4 host, the /64 network of an IPv6 one (a host has all of it to choose from); undefined when unknown */
export function addressOf(request: Request): string | undefined {
  const address = request.headers.get(header)?.trim().toLowerCase();
  if (!address) return undefined;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return address.includes(":") ? networkOf(address) : address;
}

/** RFC 4291, section 2.2: eight groups of hexadecimal digits, of which `::` stands for some that are zero. */
function networkOf(address: string): string {
  const [before = "", after] = address.split("::");
  const groups = (text: string | undefined) => (text ? text.split(":") : []);
  const zeros = after === undefined ? 0 : Math.max(0, 8 - groups(before).length - groups(after).length);
  const all = [...groups(before), ...Array.from({ length: zeros }, () => "0"), ...groups(after)];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
