/** Lets model servers follow bars from the start on, where the operator named some: others cost a server nothing. */
import { existsSync } from 'node:fs'
import type { Logger } from '../logger.ts'
import type { RunningSignals } from './create-signals.ts'
import { modelServerFile } from './model-servers.ts'

export interface ResumeOptions {
  readonly dataDir: string
  readonly log: Logger
  readonly signals: () => Promise<RunningSignals>
}

export function resumeSignals({ dataDir, log, signals }: ResumeOptions): void {
  if (!existsSync(modelServerFile(dataDir))) return
  signals()
    .then((room) => room.follow())
    .catch((error: unknown) => log.error({ err: error }, 'Model servers could not be set up'))
}
