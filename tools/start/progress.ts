/** Tells a person what is going on: one line that renews itself on a terminal, plain lines elsewhere. */
export type Progress = { update(text: string, fraction?: number): void; done(text: string): void };

const barWidth = 24;

export function showProgress(stream: NodeJS.WriteStream = process.stdout): Progress {
  let last = 0;
  const write = (text: string, fraction: number | undefined): void => {
    const bar = fraction === undefined ? "" : `${drawBar(fraction)} ${Math.round(fraction * 100)} % `;
    if (stream.isTTY) {
      stream.write(`\r\u001B[2K${`${bar}${text}`.slice(0, Math.max(20, stream.columns - 1))}`);
    } else if (Date.now() - last > 10_000) {
      last = Date.now();
      stream.write(`${bar}${text}\n`);
    }
  };
  return {
    update: write,
    done(text) {
      stream.write(stream.isTTY ? `\r\u001B[2K${text}\n` : `${text}\n`);
    },
  };
}

function drawBar(fraction: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * barWidth);
  return "█".repeat(filled) + "░".repeat(barWidth - filled);
}
