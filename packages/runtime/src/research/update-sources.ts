/**
 * What a dataset may be updated from: the files of the operator's import folder, by name; the candles of the organization's own
 * connections, as `connection:` and the connection's name; and those of venues that tell them to everybody, as `venue:` and its code.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BarProvider, fileProvider } from '@quarterdeck/market-data'
import { RequestFault } from '../request-fault.ts'
import { candleProvider, type CandleSource } from './venue-candles.ts'

/** Who tells candles to an organization. */
export interface CandleSources {
  /** Names of its connections. */
  names(organizationId: string): Promise<readonly string[]>
  /** Null: there is no connection of that name, or it is not open here. */
  find(organizationId: string, name: string): Promise<CandleSource | null>
  /** Codes of the venues that tell them to everybody. */
  venues(): Promise<readonly string[]>
  /** Null: the venue tells nothing without a credential. */
  published(organizationId: string, venueId: string): Promise<CandleSource | null>
}

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/
const CONNECTION = 'connection:'
const VENUE = 'venue:'

export class UpdateSources {
  readonly #folder: string | null
  readonly #candles: CandleSources

  /** `folder`: the operator's; null: there is none. */
  constructor(folder: string | null, candles: CandleSources) {
    this.#folder = folder
    this.#candles = candles
  }

  async names(organizationId: string): Promise<readonly string[]> {
    return [...this.#files(), ...(await this.#candleNames(organizationId))]
  }

  /** Throws a RequestFault on a source that is not there, naming those that are. */
  async check(organizationId: string, source: string): Promise<void> {
    const names = await this.names(organizationId)
    if (names.includes(source)) return
    throw new RequestFault(
      'BAD_INPUT',
      `must be a file of the import folder, a connection or a venue; there are ${names.join(', ') || 'none'}`,
      'source',
    )
  }

  /** What is asked for candles. Throws a RequestFault on a source that has none, and where it can't be asked now. */
  async candles(organizationId: string, source: string): Promise<CandleSource> {
    const names = await this.#candleNames(organizationId)
    if (!names.includes(source))
      throw new RequestFault(
        'BAD_INPUT',
        `must be a connection or a venue that tells candles; there are ${names.join(', ') || 'none'}`,
        'source',
      )
    return this.#opened(organizationId, source)
  }

  /** Throws a RequestFault where it can't be asked now. */
  async provider(organizationId: string, source: string): Promise<BarProvider> {
    if (!source.startsWith(CONNECTION) && !source.startsWith(VENUE)) return fileProvider(this.#path(source))
    return candleProvider(await this.#opened(organizationId, source))
  }

  async #candleNames(organizationId: string): Promise<readonly string[]> {
    const connections = await this.#candles.names(organizationId)
    const venues = await this.#candles.venues()
    return [...connections.map((name) => `${CONNECTION}${name}`), ...venues.map((id) => `${VENUE}${id}`)]
  }

  async #opened(organizationId: string, source: string): Promise<CandleSource> {
    const name = source.slice(source.indexOf(':') + 1)
    const found = source.startsWith(VENUE)
      ? await this.#candles.published(organizationId, name)
      : await this.#candles.find(organizationId, name)
    if (found === null) throw new RequestFault('CONFLICT', `${name} is not open`, 'source')
    return found
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
