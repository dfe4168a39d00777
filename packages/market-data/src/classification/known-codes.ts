/** Codes that a symbol may be made of: currencies, metals, crypto assets, index names, futures roots and venues. */
import type { AssetClass } from '@quarterdeck/sdk'

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** ISO 4217 codes that are traded, and CNH, the offshore yuan, which has no code there. */
export const CURRENCIES: ReadonlySet<string> = words(
  'USD EUR JPY GBP CHF AUD NZD CAD SEK NOK DKK ISK CZK HUF PLN RON BGN TRY RUB UAH ILS ZAR EGP NGN KES SAR AED QAR ' +
    'KWD BHD CNY CNH HKD SGD TWD KRW INR IDR MYR THB PHP VND PKR BRL MXN ARS CLP COP PEN KZT',
)

/** ISO 4217 codes of metals by the troy ounce; XCU is usual for copper. */
export const METALS: ReadonlySet<string> = words('XAU XAG XPT XPD XCU')

/** Crypto assets by turnover, and the stablecoins that others are quoted in. */
export const CRYPTO_ASSETS: ReadonlySet<string> = words(
  'BTC XBT ETH SOL XRP BNB ADA DOGE TRX AVAX LINK DOT MATIC POL LTC BCH XLM UNI ATOM ETC FIL APT ARB OP NEAR ICP HBAR ' +
    'XMR SHIB PEPE SUI AAVE ALGO EOS XTZ MKR GRT SAND MANA USDT USDC BUSD FDUSD TUSD DAI USDE PYUSD',
)

/** Names by which indices are quoted. */
export const INDICES: ReadonlySet<string> = words(
  'SPX NDX VIX DJI DJX RUT OEX XSP COMP GSPC IXIC FTSE DAX GDAXI STOXX50E CAC FCHI N225 NI225 HSI AXJO GSPTSE DXY',
)

/** Calendar of a futures root. Other roots are futures all the same; their calendar is not guessed. */
export const FUTURES_CALENDARS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'CME-EQUITY': 'ES MES NQ MNQ RTY M2K YM MYM NKD EMD',
    'CME-FX': '6A 6B 6C 6E 6J 6M 6N 6S M6A M6B M6E',
    'CME-RATES': 'ZB ZN ZF ZT UB TN SR1 SR3 ZQ GE',
    'CME-METALS': 'GC MGC SI SIL HG MHG PL PA CL MCL QM NG QG RB HO BZ',
    'CME-CRYPTO': 'BTC MBT ETH MET',
  }).flatMap(([calendar, roots]) => roots.split(' ').map((root): [string, string] => [root, calendar])),
)

interface VenueFacts {
  /** What it trades, if that is one thing. */
  readonly assetClass: AssetClass | null
  readonly calendar: string | null
}

const crypto: VenueFacts = { assetClass: 'CRYPTO', calendar: '24/7' }
const futures: VenueFacts = { assetClass: 'FUTURE', calendar: null }
const shares = (calendar: string): VenueFacts => ({ assetClass: 'EQUITY', calendar })

/** Venues that say something about what they list. Brokers trade everything and say nothing. */
export const VENUES: ReadonlyMap<string, VenueFacts> = new Map<string, VenueFacts>([
  ...['COINBASE', 'BINANCE', 'BINANCEUS', 'KRAKEN', 'BITFINEX', 'BITSTAMP', 'BYBIT', 'OKX', 'GEMINI'].map(
    (venue): [string, VenueFacts] => [venue, crypto],
  ),
  ['KALSHI', { assetClass: 'EVENT_CONTRACT', calendar: '24/7' }],
  ['OANDA', { assetClass: 'FX', calendar: 'FX' }],
  ['FXCM', { assetClass: 'FX', calendar: 'FX' }],
  ['OPRA', { assetClass: 'OPTION', calendar: 'CBOE-OPTIONS' }],
  ...['CME', 'CBOT', 'NYMEX', 'COMEX', 'GLOBEX', 'EUREX', 'CFE', 'ICE'].map((venue): [string, VenueFacts] => [
    venue,
    futures,
  ]),
  ...['XNYS', 'XNAS', 'ARCX', 'NYSE', 'NASDAQ'].map((venue): [string, VenueFacts] => [venue, shares(venue)]),
  ['XLON', shares('XLON')],
  ['LSE', shares('XLON')],
  ['XETR', shares('XETR')],
  ['XPAR', shares('XPAR')],
  ['XAMS', shares('XAMS')],
  ['XTSE', shares('XTSE')],
  ['TSX', shares('XTSE')],
  ['XHKG', shares('XHKG')],
  ['XTKS', shares('XTKS')],
  ['XASX', shares('XASX')],
])

/** Words of venues' own type fields (Alpaca, Coinbase, Interactive Brokers, LEAN), in upper case. */
export const TYPE_WORDS: ReadonlyMap<string, AssetClass> = new Map<string, AssetClass>([
  ['US_EQUITY', 'EQUITY'],
  ['STK', 'EQUITY'],
  ['STOCK', 'EQUITY'],
  ['ETF', 'EQUITY'],
  ['US_OPTION', 'OPTION'],
  ['OPT', 'OPTION'],
  ['FOP', 'OPTION'],
  ['INDEXOPTION', 'OPTION'],
  ['FUTUREOPTION', 'OPTION'],
  ['FUT', 'FUTURE'],
  ['CONTFUT', 'FUTURE'],
  ['CRYPTOFUTURE', 'FUTURE'],
  ['PERPETUAL', 'FUTURE'],
  ['CASH', 'FX'],
  ['FOREX', 'FX'],
  ['CMDTY', 'METAL'],
  ['IND', 'INDEX'],
  ['EVENT', 'EVENT_CONTRACT'],
])
