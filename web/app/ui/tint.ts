/** How far the channels of a colour lie apart before it has a hue worth lighting a room with. */
const leastSpread = 28;

/**
 * The colour that a cover gives to the room around it.
 * @returns undefined for greys, blacks and whites: the house's own warmth is better than fog
 */
export function tintOf(coverColour: string | undefined): string | undefined {
  const [, red, green, blue] = /^#(..)(..)(..)$/.exec(coverColour ?? "") ?? [];
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  const channels = [red, green, blue].map((channel) => Number.parseInt(channel, 16));
  return Math.max(...channels) - Math.min(...channels) < leastSpread ? undefined : coverColour;
}
