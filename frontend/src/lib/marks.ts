/** What a mark's address opens: its kind and what follows the first colon. */
export function readAddress(address: string): { kind: string; value: string } {
  const colon = address.indexOf(":");
  return colon < 0 ? { kind: "", value: address } : { kind: address.slice(0, colon), value: address.slice(colon + 1) };
}
