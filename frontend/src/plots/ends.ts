/** Where the names at the ends of series stand, so that none covers another and each is as near to its line as can be. */

/** Heights (px) for labels that want to stand at `wanted`, at least `gap` apart, inside [low, high]; same order. */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const room = Math.min(gap, order.length > 1 ? (high - low) / (order.length - 1) : gap);
  // Blocks of labels that touch are centred on what they want; merging neighbours until none overlaps is exact.
  const blocks: { at: number; members: number[] }[] = [];
  for (const i of order) {
    let block = { at: wanted[i]!, members: [i] };
    for (;;) {
      const before = blocks[blocks.length - 1];
      if (!before || before.at + ((before.members.length + block.members.length) / 2) * room <= block.at) break;
      blocks.pop();
      const members = [...before.members, ...block.members];
      block = { at: members.reduce((sum, m) => sum + wanted[m]!, 0) / members.length, members };
    }
    blocks.push(block);
  }
  const result = new Array<number>(wanted.length);
  for (const { at, members } of blocks) {
    const half = ((members.length - 1) / 2) * room;
    const centre = Math.min(high - half, Math.max(low + half, at));
    members.forEach((m, j) => (result[m] = centre - half + j * room));
  }
  // Clamping a block to the edge may push it into its neighbour: one pass each way settles that.
  for (let j = 1; j < order.length; j++) result[order[j]!] = Math.max(result[order[j]!]!, result[order[j - 1]!]! + room);
  for (let j = order.length - 1; j >= 0; j--) {
    const ceiling = j === order.length - 1 ? high : result[order[j + 1]!]! - room;
    result[order[j]!] = Math.min(result[order[j]!]!, ceiling);
  }
  return result;
}
