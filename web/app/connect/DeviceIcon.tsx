import type { DeviceKind } from "../../../domain/plan-table.ts";

/** On a 24 × 24 grid, drawn in the colour of the text. */
const paths: Record<DeviceKind | "several", string> = {
  several:
    "M9 17.500H4.500a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1h13a1 1 0 0 1 1 1V8M6.500 20.500H9M13 10.500h6.500a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H13a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1zM16.250 15.200a1.500 1.500 0 1 1 0 3 1.500 1.500 0 0 1 0-3zM16.250 12.800h.01",
  computer: "M5.500 5h13a1 1 0 0 1 1 1v9.500h-15V6a1 1 0 0 1 1-1zM2.500 18.500h19",
  tablet: "M6.500 3.500h11a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zM12 17.800h.01",
  smartphone: "M8.500 3.500h7a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zM12 17.800h.01",
  speaker:
    "M7.500 3.500h9a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zM12 11.500a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM12 7.300h.01",
  tv: "M4.500 5h15a1 1 0 0 1 1 1v9.500a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM8 20h8",
  game_console:
    "M7.500 8h9a5 5 0 0 1 4.800 6.300c-.6 2.300-3.300 2.800-4.700 1L15.500 14h-7l-1.100 1.300c-1.400 1.800-4.100 1.300-4.700-1A5 5 0 0 1 7.500 8zM8.500 9.700v2.600M7.200 11h2.600M16 11h.01",
  automobile:
    "M4 15.500v-3l1.800-5a1.500 1.500 0 0 1 1.400-1h9.600a1.500 1.500 0 0 1 1.400 1l1.800 5v3zM4 15.500v2.500h2.500v-2.500M17.500 15.500V18H20v-2.500M4.500 12h15M7.300 13.800h.01M16.700 13.800h.01",
  unknown: "M5.500 5h13a1 1 0 0 1 1 1v9.500h-15V6a1 1 0 0 1 1-1zM2.500 18.500h19",
};

export function DeviceIcon({ kind }: { kind: DeviceKind | "several" }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor">
      <path d={paths[kind]} />
    </svg>
  );
}
