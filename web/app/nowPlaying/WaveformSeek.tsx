/** The whole track as a waveform, and a slider over it. Time runs from left to right in every language. */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { formatClock } from "../i18n/format.ts";
import { t } from "../i18n/language.ts";
import { playerState } from "../player/player.ts";
import { SeekSlider, useSeek } from "../player/SeekSlider.tsx";
import { barsOf, waveformPath } from "./waveformPath.ts";

const step = 5;
const silence = new Uint8Array(400);

/** As many bars as the room has place for. */
function useBarCount() {
  const box = useRef<HTMLDivElement>(null);
  const [count, setCount] = useState(100);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setCount(Math.max(20, Math.floor(entry.contentRect.width / step))));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return { box, count };
}

export function WaveformSeek() {
  const { box, count } = useBarCount();
  const seek = useSeek();
  const { shown, duration } = seek;
  const pointed = useSignal<number | undefined>(undefined);
  const waveform = useComputed(() => playerState.value.waveform);
  const path = waveformPath(barsOf(waveform.value ?? silence, count), step);
  const share = (seconds: number) => `${duration > 0 ? (seconds / duration) * 100 : 0}%`;
  const point = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    pointed.value = Math.min(1, Math.max(0, (event.clientX - left) / width)) * duration;
  };
  return (
    <div class="wave-seek" dir="ltr">
      <div
        class={waveform.value ? "wave" : "wave waiting"}
        ref={box}
        style={{ "--share": share(shown), "--pointed": share(pointed.value ?? 0) }}
        onPointerMove={point}
        onPointerLeave={() => {
          pointed.value = undefined;
        }}
      >
        {(["wave-ahead", "wave-played"] as const).map((layer) => (
          <svg key={layer} class={layer} viewBox={`0 0 ${count * step} 100`} preserveAspectRatio="none" aria-hidden="true">
            <path d={path} fill="currentColor" />
          </svg>
        ))}
        {pointed.value !== undefined && (
          <span class="wave-pointed" aria-hidden="true">
            <span>{formatClock(pointed.value)}</span>
          </span>
        )}
        <SeekSlider class="wave-slider" seek={seek} />
      </div>
      <div class="wave-times">
        <time>{formatClock(shown)}</time>
        <time aria-label={t("player.timeLeft")}>−{formatClock(duration - shown)}</time>
      </div>
    </div>
  );
}
