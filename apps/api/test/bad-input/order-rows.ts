/** Terms of orders that cannot be: one row a fault, with the field that must be named. */
import type { Expected } from './problem.ts'

interface Row extends Expected {
  readonly name: string
  readonly terms: object
}

export const malformed = (field: string, says: RegExp = /.+/) =>
  ({ code: 'BAD_USER_INPUT', path: ['input', field], says }) as const
const DECIMAL = /plain decimal string/
const MALFORMED_DECIMALS = [
  '+1',
  '1e5',
  '1E5',
  'NaN',
  'Infinity',
  '-Infinity',
  '',
  ' 1',
  '1 ',
  '1.',
  '.5',
  '-',
  '--1',
  '1,5',
  '1_000',
  '0x10',
  '１',
  '1'.repeat(30),
  `0.${'1'.repeat(30)}`,
  '1.2.3',
  'null',
  '٣',
  '-0',
]
const NOT_STRINGS = [1, 1.5, true, null, {}, ['1'], []]

export const TERMS: readonly Row[] = [
  ...MALFORMED_DECIMALS.map((text): Row => ({
    name: `quantity ${JSON.stringify(text)}`,
    terms: { quantity: text },
    ...malformed('quantity'),
  })),
  ...MALFORMED_DECIMALS.map((text): Row => ({
    name: `limitPrice ${JSON.stringify(text)}`,
    terms: { limitPrice: text },
    ...malformed('limitPrice'),
  })),
  ...NOT_STRINGS.map((value): Row => ({
    name: `quantity ${JSON.stringify(value)} instead of a string`,
    terms: { quantity: value },
    ...malformed('quantity'),
  })),
  { name: 'a quantity as a JSON number', terms: { quantity: 1 }, ...malformed('quantity', DECIMAL) },
  { name: 'quantity zero', terms: { quantity: '0' }, ...malformed('quantity', /greater than 0/) },
  { name: 'a negative quantity', terms: { quantity: '-1' }, ...malformed('quantity', /greater than 0/) },
  {
    name: 'a quantity off the lot',
    terms: { quantity: '0.000000015' },
    ...malformed('quantity', /multiple of 0\.00000001.*nearest/),
  },
  {
    name: 'half a share',
    terms: { instrumentId: 'SIM:AAPL', quantity: '1.5', limitPrice: '10' },
    ...malformed('quantity', /multiple of 1/),
  },
  {
    name: 'a quantity below the minimum',
    terms: { quantity: '0.000001' },
    ...malformed('quantity', /at least 0\.00001/),
  },
  {
    name: 'a quantity above the maximum',
    terms: { quantity: '10000.1' },
    ...malformed('quantity', /at most 10000/),
  },
  {
    name: 'a price off the tick',
    terms: { limitPrice: '1000.005' },
    ...malformed('limitPrice', /multiple of 0\.01.*1000.*1000\.01/),
  },
  {
    name: 'a price off a wide tick',
    terms: { instrumentId: 'SIM:ESZ8', quantity: '1', limitPrice: '4000.1' },
    ...malformed('limitPrice', /multiple of 0\.25/),
  },
  { name: 'a price of zero', terms: { limitPrice: '0' }, ...malformed('limitPrice', /at least 0\.01/) },
  { name: 'a negative price', terms: { limitPrice: '-5' }, ...malformed('limitPrice', /at least 0\.01/) },
  {
    name: 'a price above the maximum',
    terms: { instrumentId: 'SIM:FEDCUT-28DEC', quantity: '1', limitPrice: '1' },
    ...malformed('limitPrice', /at most 0\.99/),
  },
  {
    name: 'a price beyond exact arithmetic',
    terms: { limitPrice: '999999999999999999' },
    ...malformed('limitPrice', /counted exactly/),
  },
  { name: 'no limit price for LIMIT', terms: { limitPrice: null }, ...malformed('limitPrice', /required/) },
  {
    name: 'a limit price for MARKET',
    terms: { type: 'MARKET' },
    ...malformed('limitPrice', /must not be given/),
  },
  {
    name: 'no stop price for STOP',
    terms: { type: 'STOP', limitPrice: null },
    ...malformed('stopPrice', /required/),
  },
  {
    name: 'a stop price for LIMIT',
    terms: { stopPrice: '5' },
    ...malformed('stopPrice', /must not be given/),
  },
  {
    name: 'a stop price off the tick',
    terms: { type: 'STOP', limitPrice: null, stopPrice: '5.001' },
    ...malformed('stopPrice', /multiple of 0\.01/),
  },
  {
    name: 'IOC for a stop',
    terms: { type: 'STOP', limitPrice: null, stopPrice: '5', timeInForce: 'IOC' },
    ...malformed('timeInForce', /DAY or GTC/),
  },
  {
    name: 'type TRAILING_STOP',
    terms: { type: 'TRAILING_STOP' },
    ...malformed('type', /TRAILING_STOP.*MARKET.*LIMIT.*STOP/),
  },
  {
    name: 'type MARKET_IF_TOUCHED',
    terms: { type: 'MARKET_IF_TOUCHED' },
    ...malformed('type', /MARKET_IF_TOUCHED.*MARKET.*LIMIT/),
  },
  { name: 'a type that no one knows', terms: { type: 'ICEBERG' }, ...malformed('type', /ICEBERG/) },
  { name: 'a side that no one knows', terms: { side: 'buy' }, ...malformed('side', /"buy"/) },
  { name: 'a mode that no one knows', terms: { mode: 'REAL' }, ...malformed('mode', /REAL/) },
  {
    name: 'a time in force that no one knows',
    terms: { timeInForce: 'GTX' },
    ...malformed('timeInForce', /GTX/),
  },
  { name: 'postOnly', terms: { postOnly: true }, ...malformed('postOnly', /postOnly.*false/) },
  { name: 'reduceOnly', terms: { reduceOnly: true }, ...malformed('reduceOnly', /reduceOnly.*false/) },
  {
    name: 'trailingOffset',
    terms: { trailingOffset: '1' },
    ...malformed('trailingOffset', /trailingOffset.*leave it out/),
  },
  {
    name: 'expireAt',
    terms: { expireAt: '2030-01-01T00:00:00Z' },
    ...malformed('expireAt', /expireAt.*leave it out/),
  },
  {
    name: 'displayQuantity',
    terms: { displayQuantity: '1' },
    ...malformed('displayQuantity', /displayQuantity.*leave it out/),
  },
  {
    name: 'takeProfit',
    terms: { takeProfit: { limitPrice: '1' } },
    ...malformed('takeProfit', /takeProfit.*leave it out/),
  },
  {
    name: 'stopLoss',
    terms: { stopLoss: { stopPrice: '1' } },
    ...malformed('stopLoss', /stopLoss.*leave it out/),
  },
  ...[
    '2026-02-30T00:00:00Z',
    '2026-01-01',
    'tomorrow',
    '2026-01-01T25:00:00Z',
    '2026-01-01T00:00:00+01:00',
    '',
    '0000-01-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
  ].map((text): Row => ({
    name: `expireAt ${JSON.stringify(text)}`,
    terms: { expireAt: text },
    ...malformed('expireAt', /instant/),
  })),
  { name: 'expireAt as a number', terms: { expireAt: 1_800_000_000 }, ...malformed('expireAt', /instant/) },
  {
    name: 'an expired instrument',
    terms: { instrumentId: 'SIM:AAPL260116C00200000', quantity: '1', limitPrice: '1' },
    ...malformed('instrumentId', /expired at 2026-01-16/),
  },
  {
    name: 'an unknown instrument',
    terms: { instrumentId: 'SIM:NOPE' },
    code: 'NOT_FOUND',
    path: ['input', 'instrumentId'],
    says: /Instrument not found/,
  },
  {
    name: 'an instrument id that cannot be one',
    terms: { instrumentId: "x' OR 1=1 --" },
    code: 'NOT_FOUND',
    path: ['input', 'instrumentId'],
    says: /Instrument not found/,
  },
  {
    name: 'an instrument named like the prototype',
    terms: { instrumentId: '__proto__' },
    code: 'NOT_FOUND',
    path: ['input', 'instrumentId'],
    says: /Instrument not found/,
  },
  { name: 'an id as a number with a fraction', terms: { instrumentId: 1.5 }, ...malformed('instrumentId') },
  { name: 'an id as an object', terms: { accountId: {} }, ...malformed('accountId') },
  ...[
    ['empty', ''],
    ['blank', '   '],
    ['65 characters long', 'x'.repeat(65)],
    ['with a line break', 'a\nb'],
    ['with an escape', 'a\u001b[31m'],
    ['with a bidi line separator', 'a\u2028b'],
  ].map(([what = '', clientOrderId]): Row => ({
    name: `a clientOrderId ${what}`,
    terms: { clientOrderId },
    ...malformed('clientOrderId'),
  })),
  {
    name: 'a clientOrderId with a null byte',
    terms: { clientOrderId: 'a\0b' },
    ...malformed('clientOrderId', /null byte/),
  },
  {
    name: 'a clientOrderId of 20,000 characters',
    terms: { clientOrderId: 'x'.repeat(20_000) },
    ...malformed('clientOrderId', /characters/),
  },
  {
    name: 'a strategyId with a space',
    terms: { strategyId: 'a b' },
    ...malformed('strategyId', /letters, digits/),
  },
  { name: 'an empty strategyId', terms: { strategyId: '' }, ...malformed('strategyId', /letters, digits/) },
  { name: 'no side', terms: { side: undefined }, ...malformed('side', /required|not provided/) },
]
