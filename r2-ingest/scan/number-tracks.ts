/** Every track of a release stands at a place of its own. */

type Placed = { disc: number; number: number; path: string };

/**
 * @param tracks 0 stands for a disc or number that nothing tells
 * @returns the tracks in order; each keeps what it says unless another said the same before, and the others take the free numbers in
 * the order of their paths
 */
export function numberTracks<Track extends Placed>(tracks: readonly Track[]): Track[] {
  const inOrder = tracks.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const taken = new Set<string>();
  const settled: Track[] = [];
  const open: Track[] = [];
  for (const track of inOrder) {
    const placed = { ...track, disc: track.disc || 1 };
    const place = `${placed.disc}-${placed.number}`;
    if (placed.number === 0 || taken.has(place)) open.push(placed);
    else {
      taken.add(place);
      settled.push(placed);
    }
  }
  for (const track of open) {
    let number = 1;
    while (taken.has(`${track.disc}-${number}`)) number++;
    taken.add(`${track.disc}-${number}`);
    settled.push({ ...track, number });
  }
  return settled.toSorted((a, b) => a.disc - b.disc || a.number - b.number);
}
