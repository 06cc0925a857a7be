/** Three bars beside what plays; they stand still when it is paused. */
export function SoundBars({ moving }: { moving: boolean }) {
  return (
    <span class={moving ? "sound-bars moving" : "sound-bars"}>
      <i />
      <i />
      <i />
    </span>
  );
}
