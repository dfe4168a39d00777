/**
 * Closings that no rule foretells, as the exchanges announced them. Add a line when an exchange announces the next one;
 * `close` is the local time of an early end, null a day without a session.
 */

export interface OneOffClosing {
  readonly date: string
  readonly close: { readonly hour: number; readonly minute: number } | null
  readonly reason: string
}

/** New York Stock Exchange, New York time. */
export const XNYS_ONE_OFF_CLOSINGS: readonly OneOffClosing[] = [
  { date: '2001-09-11', close: null, reason: 'Attacks of 11 September' },
  { date: '2001-09-12', close: null, reason: 'Attacks of 11 September' },
  { date: '2001-09-13', close: null, reason: 'Attacks of 11 September' },
  { date: '2001-09-14', close: null, reason: 'Attacks of 11 September' },
  { date: '2003-12-26', close: { hour: 13, minute: 0 }, reason: 'Friday after Christmas' },
  { date: '2004-06-11', close: null, reason: 'Mourning for Ronald Reagan' },
  { date: '2007-01-02', close: null, reason: 'Mourning for Gerald Ford' },
  { date: '2012-10-29', close: null, reason: 'Hurricane Sandy' },
  { date: '2012-10-30', close: null, reason: 'Hurricane Sandy' },
  { date: '2018-12-05', close: null, reason: 'Mourning for George H. W. Bush' },
  { date: '2025-01-09', close: null, reason: 'Mourning for Jimmy Carter' },
]

/** CME Globex equity index futures, Chicago time. */
export const CME_ONE_OFF_CLOSINGS: readonly OneOffClosing[] = [
  { date: '2012-10-29', close: { hour: 8, minute: 15 }, reason: 'Hurricane Sandy' },
  { date: '2012-10-30', close: { hour: 8, minute: 15 }, reason: 'Hurricane Sandy' },
  { date: '2018-12-05', close: { hour: 8, minute: 30 }, reason: 'Mourning for George H. W. Bush' },
  { date: '2025-01-09', close: { hour: 8, minute: 30 }, reason: 'Mourning for Jimmy Carter' },
]
