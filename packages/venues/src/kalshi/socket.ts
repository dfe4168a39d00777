/**
 * What every Kalshi socket has in common: a signed upgrade, one subscription a channel with an id of the venue's, confirmations,
 * errors, and a count of frames within the subscriptions that are counted.
 */

import { SequenceGuard } from '../book/sequence.ts'
import type { VenueAlert } from '../contract/alerts.ts'
import type { Resync, StreamState } from '../contract/streams.ts'
import { StreamSession } from '../transport/stream-session.ts'
import { readJson } from '../wire/fields.ts'
import { mapped } from '../wire/word-table.ts'
import type { KalshiContext } from './context.ts'
import { readConfirmation, readFrame, readStreamError, type Frame } from './frame.ts'
import { KALSHI_VENUE_ID } from './settings.ts'
import { signedHeaders } from './signing.ts'
import { BOOK_CHANNEL, TICKER_CHANNEL, type ChannelWish, type MarketChange } from './subscriptions.ts'
import { STREAM_ERROR } from './words.ts'

export interface KalshiSocketOptions {
  readonly environment: KalshiContext
  readonly prepare?: () => Promise<boolean>
  /** What is to be subscribed now; asked after each opening. */
  readonly wanted: () => readonly ChannelWish[]
  /** Everything that was told before is void: the connection is new. */
  readonly onFresh: () => void
  /** Every subscription that was asked for stands. */
  readonly onConfirmed: () => void
  readonly onFrame: (frame: Frame) => void
  /** Frames were lost, or one could not be read. */
  readonly onGap: (message: string) => void
  /** The venue does not know a market: it is not to be asked for again. */
  readonly onNoMarket: (market: string) => void
  readonly onEvent: (event: StreamState | Resync) => void
}

/** Refusals of the credential in a row after which it is not tried any more. */
const REFUSALS_MAX = 3

export class KalshiSocket {
  readonly session: StreamSession
  private readonly options: KalshiSocketOptions
  private readonly sids = new Map<string, number>()
  private readonly unconfirmed = new Set<string>()
  private readonly guards = new Map<number, SequenceGuard>()
  /** Changes of channels that are not confirmed yet. */
  private held: MarketChange[] = []
  private commands = 0
  private refusals = 0

  constructor(options: KalshiSocketOptions) {
    this.options = options
    const { environment, prepare, onEvent } = options
    const { settings, time } = environment
    this.session = new StreamSession({
      url: settings.wsUrl,
      time,
      headers: () => this.handshake(),
      silentAfterMs: settings.silentAfterMs,
      syncTimeoutMs: settings.syncTimeoutMs,
      reconnect: {
        baseMs: settings.reconnectBaseMs,
        capMs: settings.reconnectCapMs,
        goodAfterMs: 30_000,
      },
      ...(prepare === undefined ? {} : { prepare }),
      onOpen: () => this.opened(),
      onText: (written) => this.received(written),
      onState: (state, message) => onEvent({ kind: 'STATE', state, message }),
      onRefused: (status, headers) => {
        // The answer says what time it is there: a clock that was off is not signed with again.
        environment.clock.observe(headers.date, 0)
        return status === 401 || status === 403 ? this.credentialRefused(`HTTP ${status}`) : false
      },
    })
  }

  /** Changes which markets a channel tells of, while it is open; a closed one asks `wanted` when it opens. */
  change(wanted: MarketChange): void {
    const { channel, added, removed, isLast } = wanted
    const sid = this.sids.get(channel)
    // One that was asked for a moment ago has no id yet.
    if (this.unconfirmed.has(channel)) this.held.push(wanted)
    else if (sid === undefined) {
      if (added.length > 0) this.subscribe({ channel, markets: added })
    } else if (isLast) {
      this.sids.delete(channel)
      this.command('unsubscribe', { sids: [sid] })
    } else {
      if (added.length > 0) this.update(sid, channel, { action: 'add_markets', markets: added })
      if (removed.length > 0) this.update(sid, channel, { action: 'delete_markets', markets: removed })
    }
  }

  /** Asks for books as they stand, within the subscription that tells them. */
  askSnapshots(markets: readonly string[]): void {
    const sid = this.sids.get(BOOK_CHANNEL)
    if (sid !== undefined) this.update(sid, BOOK_CHANNEL, { action: 'get_snapshot', markets })
  }

  private handshake(): Readonly<Record<string, string>> {
    const { credential, clock, settings } = this.options.environment
    if (credential === null) throw new Error('Invariant: streams are opened with a credential only')
    const path = new URL(settings.wsUrl).pathname
    return signedHeaders(credential, { atMs: clock.nowMs(), method: 'GET', path })
  }

  private opened(): void {
    this.sids.clear()
    this.guards.clear()
    this.unconfirmed.clear()
    this.held = []
    this.options.onFresh()
    for (const wish of this.options.wanted()) this.subscribe(wish)
    this.confirmIfAll()
  }

  private subscribe({ channel, markets }: ChannelWish): void {
    this.unconfirmed.add(channel)
    this.command('subscribe', {
      channels: [channel],
      ...(markets === null ? {} : { market_tickers: markets }),
      ...scaleOf(channel),
      ...(channel === TICKER_CHANNEL ? { send_initial_snapshot: true } : {}),
    })
  }

  private update(
    sid: number,
    channel: string,
    { action, markets }: { readonly action: string; readonly markets: readonly string[] },
  ): void {
    this.command('update_subscription', {
      sids: [sid],
      market_tickers: markets,
      action,
      ...(channel === TICKER_CHANNEL && action === 'add_markets' ? { send_initial_snapshot: true } : {}),
    })
  }

  private command(cmd: string, params: object): void {
    this.commands += 1
    this.session.send(JSON.stringify({ id: this.commands, cmd, params }))
  }

  private received(written: string): void {
    let json: unknown
    try {
      json = JSON.parse(written)
    } catch {
      this.unreadable('a frame is no JSON')
      return
    }
    const reading = readJson(json, readFrame)
    if (reading.ok) this.framed(reading.value)
    else this.unreadable(reading.fault)
  }

  private framed(frame: Frame): void {
    if (!this.isNews(frame)) return
    switch (frame.type) {
      case 'subscribed':
        this.confirmed(frame.msg)
        return
      case 'ok':
      case 'unsubscribed':
        return
      case 'error':
        this.failed(frame.msg)
        return
      default:
        this.options.onFrame(frame)
    }
  }

  /** Whether it was not told before; a number that is skipped is said. */
  private isNews({ sid, seq }: Frame): boolean {
    if (sid === null || seq === null) return true
    let guard = this.guards.get(sid)
    if (guard === undefined) this.guards.set(sid, (guard = new SequenceGuard(1)))
    const verdict = guard.judge(seq)
    if (verdict === 'GAP') {
      const message = `frames before number ${seq} of subscription ${sid} were lost`
      this.alert('SEQUENCE_GAP', message)
      this.options.onGap(message)
    }
    return verdict !== 'REPEAT'
  }

  private confirmed(msg: unknown): void {
    const reading = readJson(msg, readConfirmation)
    if (!reading.ok) {
      this.unreadable(reading.fault)
      return
    }
    const { channel, sid } = reading.value
    this.refusals = 0
    this.sids.set(channel, sid)
    this.unconfirmed.delete(channel)
    const changes = this.held.filter((one) => one.channel === channel)
    this.held = this.held.filter((one) => one.channel !== channel)
    for (const one of changes) this.change(one)
    this.confirmIfAll()
  }

  private confirmIfAll(): void {
    if (this.unconfirmed.size === 0) this.options.onConfirmed()
  }

  private failed(msg: unknown): void {
    const reading = readJson(msg, readStreamError)
    if (!reading.ok) {
      this.unreadable(reading.fault)
      return
    }
    const { code, message, market } = reading.value
    const { alert } = this.options.environment
    const meaning = mapped(STREAM_ERROR, code, { venueId: KALSHI_VENUE_ID, alert })
    const said = `the stream says error ${code}: ${message}`
    if (meaning === 'UNAUTHORIZED') {
      if (this.credentialRefused(message)) this.session.refuse(said)
      else this.session.drop(said)
      return
    }
    if (meaning === 'NO_MARKET' && market !== null) this.options.onNoMarket(market)
    if (meaning !== 'GIVEN_UP') this.alert('CONTRADICTION', said)
    // Whatever was asked for does not stand, or does not any more: everything is asked for anew.
    this.options.onEvent({ kind: 'RESYNC', because: 'VENUE_SAID_SO', message: said })
    this.session.drop(said)
  }

  /** Whether it is not worth another try. */
  private credentialRefused(message: string): boolean {
    this.refusals += 1
    if (this.refusals < REFUSALS_MAX) return false
    this.alert('CREDENTIAL_REFUSED', `the stream was refused ${this.refusals} times: ${message}`)
    return true
  }

  /** What it said may have mattered: treated as lost. */
  private unreadable(fault: string): void {
    this.alert('UNREADABLE', `a stream frame cannot be read: ${fault}`)
    this.options.onEvent({ kind: 'RESYNC', because: 'UNREADABLE', message: fault })
    this.options.onGap(`a frame cannot be read: ${fault}`)
  }

  private alert(kind: VenueAlert['kind'], message: string): void {
    const { environment } = this.options
    environment.alert({ venueId: KALSHI_VENUE_ID, kind, subject: environment.settings.wsUrl, message })
  }
}

/** Prices of NO on the scale of YES: said explicitly, because the venue will change what it does unasked. */
function scaleOf(channel: string): object {
  return channel === BOOK_CHANNEL ? { use_yes_price: true } : {}
}
