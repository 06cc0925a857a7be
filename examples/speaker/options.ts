/** What the command line says. */
import { parseArgs } from "node:util";

export type Options = {
  /** Origin of the service, without a slash at its end. */
  server: string;
  /** What listeners see in their list of devices. */
  name: string;
  /** A WAV file, or `-`: samples to standard output. */
  out: string;
  /** A command that takes samples from its standard input. */
  pipe: string | undefined;
  /** Samples a second of the output. */
  rate: number;
  /** Where what sounds when is written. */
  timeline: string | undefined;
  /** Where the device's id and its login are kept. */
  memory: string;
  /** The app that it is registered as. */
  client: string;
  /** Writes one track as fast as it can, and ends. */
  once: boolean;
  /** Of `once`; absent: the newest release's first. */
  track: string | undefined;
};

export const usage = `node examples/speaker/speaker.mjs [SERVER] [--name NAME] [--out FILE.wav | --out - | --pipe COMMAND] [--rate HZ]
  [--timeline FILE] [--memory FILE] [--client ID] [--once [--track ID]]`;

/** @throws TypeError that says what was not understood */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: "string", default: "Nearfield speaker" },
      out: { type: "string", default: "speaker.wav" },
      pipe: { type: "string" },
      rate: { type: "string", default: "44100" },
      timeline: { type: "string" },
      memory: { type: "string", default: ".speaker.json" },
      client: { type: "string", default: "demo-device" },
      once: { type: "boolean", default: false },
      track: { type: "string" },
    },
  });
  const [server = "http://127.0.0.1:8787", ...rest] = positionals;
  const rate = Number(values.rate);
  if (rest.length > 0) throw new TypeError(`What is ${rest.join(" ")}?`);
  if (!Number.isInteger(rate) || rate < 8000 || rate > 192_000) throw new TypeError("--rate is a number of samples a second.");
  const { name, out, pipe, timeline, memory, client, once, track } = values;
  return { server: server.replace(/\/$/, ""), name, out, pipe, rate, timeline, memory, client, once, track };
}
