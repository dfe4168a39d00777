/** Progress of long work: a bar on standard error, and only where that is a terminal. */

import { Presets, SingleBar } from 'cli-progress'

export interface Progress {
  to(done: number, total: number): void
  end(): void
}

/** A bar with a title; silent where nobody watches. */
export function progress(title: string): Progress {
  if (!process.stderr.isTTY) return { to: () => undefined, end: () => undefined }
  const bar = new SingleBar(
    {
      format: `${title} {bar} {percentage}% {value}/{total} {eta_formatted}`,
      stream: process.stderr,
      clearOnComplete: true,
    },
    Presets.rect,
  )
  let running = false
  return {
    to(done, total) {
      if (running) bar.setTotal(total)
      else bar.start(total, done)
      running = true
      bar.update(done)
    },
    end: () => bar.stop(),
  }
}
