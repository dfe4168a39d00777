/** Chooses where quotes come from: recordings where a playlist is named, the synthetic market otherwise. */

import { join } from 'node:path'
import {
  PlayerFeed,
  SyntheticFeed,
  fileMemory,
  readPlaylist,
  systemClock,
  type Logger,
  type MarketFeed,
} from '@quarterdeck/runtime'
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { Refused } from '../exit.ts'

/** Same seed, same market. */
const SYNTHETIC_SEED = 20_261_121

/** Opens the feed. Throws Refused where the playlist cannot be read. */
export async function openMarket(
  playlist: string | undefined,
  { dataDir, logger }: { readonly dataDir: string; readonly logger: Logger },
): Promise<MarketFeed> {
  if (playlist === undefined) {
    // Always open: somebody who tries it at night or on a Sunday shall see a live market. The console says that it is synthetic.
    return new SyntheticFeed({
      clock: systemClock,
      instruments: SIMULATED_INSTRUMENTS,
      seed: SYNTHETIC_SEED,
      alwaysOpen: true,
      memory: fileMemory(join(dataDir, 'synthetic-market.json'), (error) =>
        logger.warn({ err: error }, 'Where the synthetic market stood could not be kept or read'),
      ),
    })
  }
  try {
    const list = await readPlaylist(playlist, SIMULATED_INSTRUMENTS)
    return new PlayerFeed({
      ...list,
      clock: systemClock,
      onEnd: (fault) =>
        fault === null
          ? logger.info({ playlist }, 'The recordings are at their end')
          : logger.error({ playlist, err: fault }, 'A recording could not be read on'),
    })
  } catch (error) {
    throw new Refused(error instanceof Error ? error.message : String(error))
  }
}
