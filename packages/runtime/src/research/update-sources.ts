/**
 * What a dataset may be updated from: the files of the operator's import folder, by name, and the candles of the organization's own
 * connections, as `connection:` and the connection's name.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BarProvider, fileProvider } from '@quarterdeck/market-data'
import { RequestFault } from '../request-fault.ts'
import { candleProvider, type CandleSource } from './venue-candles.ts'

/** The organization's connections, as far as candles go. */
export interface CandleSources {
  names(organizationId: string): Promise<readonly string[]>
  /** Null: there is none of that name, or it is not open here. */
  find(organizationId: string, name: string): Promise<CandleSource | null>
}

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/
const CONNECTION = 'connection:'

export class UpdateSources {
  readonly #folder: string | null
  readonly #candles: CandleSources

  /** `folder`: the operator's; null: there is none. */
  constructor(folder: string | null, candles: CandleSources) {
    this.#folder = folder
    this.#candles = candles
  }

  async names(organizationId: string): Promise<readonly string[]> {
    const connections = await this.#candles.names(organizationId)
    return [...this.#files(), ...connections.map((name) => `${CONNECTION}${name}`)]
  }

  /** Throws a RequestFault on a source that is not there, naming those that are. */
  async check(organizationId: string, source: string): Promise<void> {
    const names = await this.names(organizationId)
    if (names.includes(source)) return
    const there =
      names.join(', ') ||
      'none: the operator names a folder with QUARTERDECK_IMPORT_DIR, and a connection can be asked for candles'
    throw new RequestFault(
      'BAD_INPUT',
      `must be a file of the import folder or a connection; there are ${there}`,
      'source',
    )
  }

  /** Throws a RequestFault where it can't be asked now. */
  async provider(organizationId: string, source: string): Promise<BarProvider> {
    if (!source.startsWith(CONNECTION)) return fileProvider(this.#path(source))
    const name = source.slice(CONNECTION.length)
    const candles = await this.#candles.find(organizationId, name)
    if (candles === null) throw new RequestFault('CONFLICT', `The connection ${name} is not open`)
    return candleProvider(candles)
  }

  #files(): readonly string[] {
    if (this.#folder === null || !existsSync(this.#folder)) return []
    return readdirSync(this.#folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && FILE_NAME.test(entry.name))
      .map(({ name }) => name)
      .sort()
  }

  /** A name never leads out of the folder. */
  #path(name: string): string {
    if (this.#folder === null || !FILE_NAME.test(name))
      throw new RequestFault('BAD_INPUT', `The source ${name} is not in the import folder`)
    return join(this.#folder, name)
  }
}
