/** Accounts, funds, policies, switches, keys and roles that cannot be: one row a fault, with the argument that must be named. */
import type { Tenants } from '../tenants.ts'
import type { Expected } from './problem.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'

export function mutation(field: string): string {
  const input = `${field[0]?.toUpperCase()}${field.slice(1)}Input`
  return `mutation ($input: ${input}!) { ${field}(input: $input) { __typename ... on Problem { code message path } } }`
}

export const bad = (argument: string | readonly string[], says: RegExp = /.+/): Expected => ({
  code: 'BAD_USER_INPUT',
  path: ['input', ...[argument].flat()],
  says,
})
export const absent = (argument: string, kind: string): Expected => ({
  code: 'NOT_FOUND',
  path: ['input', argument],
  says: new RegExp(`^${kind} not found$`),
})

/** Texts that no name or key may be. */
const TEXTS: readonly (readonly [string, string, RegExp])[] = [
  ['empty', '', /1 to \d+ characters/],
  ['blank', ' \t ', /blank|printable|characters/],
  ['with a line break', 'a\nb', /control/],
  ['with an escape', 'a\u001b[2Jb', /control/],
  ['with a null byte', 'a\0b', /null byte/],
  ['20,000 characters long', 'x'.repeat(20_000), /at most|1 to/],
  ['501 characters long', 'x'.repeat(501), /1 to/],
  ['with half a surrogate pair', 'a\ud83d', /Unicode/],
]

/** And that no reason may be: it may have several lines. */
export const REASONS = TEXTS.filter(([what]) => what !== 'with a line break')

const AMOUNTS = [
  '+1',
  '1e5',
  'NaN',
  'Infinity',
  '',
  ' 1',
  '1.',
  '.5',
  '9'.repeat(30),
  '-1',
  '0',
  '-0',
  '0.0',
  '9'.repeat(19),
  `0.${'1'.repeat(19)}`,
]
const CURRENCIES = ['', 'usd', 'U', 'US-D', 'DOLLARSDOLLARS', ' USD', '🚀', 'US\nD', '1USD']

type Row = readonly [name: string, field: string, terms: (t: Tenants) => object, expected: Expected]

export const account =
  (terms: object) =>
  ({ a }: Tenants) => ({
    organizationId: a.organizationId,
    name: 'Refused',
    mode: 'PAPER',
    currency: 'USD',
    ...terms,
  })
export const deposit =
  (terms: object) =>
  ({ a }: Tenants) => ({
    accountId: a.accountId,
    amount: '1',
    currency: 'USD',
    idempotencyKey: 'refused',
    ...terms,
  })
export const convert =
  (terms: object) =>
  ({ a }: Tenants) => ({
    accountId: a.accountId,
    amount: '1',
    fromCurrency: 'USD',
    toCurrency: 'EUR',
    idempotencyKey: 'refused',
    ...terms,
  })
const policy =
  (terms: object) =>
  ({ a }: Tenants) => ({
    organizationId: a.organizationId,
    scope: 'ACCOUNT',
    targetId: a.accountId,
    limits: {},
    ...terms,
  })
export const engage =
  (terms: object) =>
  ({ a }: Tenants) => ({
    organizationId: a.organizationId,
    scope: 'ACCOUNT',
    targetId: a.accountId,
    reason: 'refused',
    ...terms,
  })
export const key =
  (terms: object) =>
  ({ a }: Tenants) => ({ organizationId: a.organizationId, name: 'Refused', role: 'VIEWER', ...terms })

export const ROWS: readonly Row[] = [
  ...TEXTS.map(([what, name, says]): Row => [
    `an account's name ${what}`,
    'openAccount',
    account({ name }),
    bad('name', says),
  ]),
  ...TEXTS.map(([what, idempotencyKey, says]): Row => [
    `a deposit's key ${what}`,
    'deposit',
    deposit({ idempotencyKey }),
    bad('idempotencyKey', says),
  ]),
  ...REASONS.map(([what, reason, says]): Row => [
    `a switch's reason ${what}`,
    'engageKillSwitch',
    engage({ reason }),
    bad('reason', says),
  ]),
  ...TEXTS.map(([what, name, says]): Row => [
    `an API key's name ${what}`,
    'createApiKey',
    key({ name }),
    bad('name', says),
  ]),
  ...AMOUNTS.map((amount): Row => [
    `a deposit of ${JSON.stringify(amount)}`,
    'deposit',
    deposit({ amount }),
    bad('amount'),
  ]),
  ...AMOUNTS.map((amount): Row => [
    `a conversion of ${JSON.stringify(amount)}`,
    'convertCash',
    convert({ amount }),
    bad('amount'),
  ]),
  ...CURRENCIES.map((currency): Row => [
    `an account in ${JSON.stringify(currency)}`,
    'openAccount',
    account({ currency }),
    bad('currency', /capital letters/),
  ]),
  ...CURRENCIES.map((currency): Row => [
    `a deposit in ${JSON.stringify(currency)}`,
    'deposit',
    deposit({ currency }),
    bad('currency', /capital letters/),
  ]),
  ...CURRENCIES.map((toCurrency): Row => [
    `a conversion into ${JSON.stringify(toCurrency)}`,
    'convertCash',
    convert({ toCurrency }),
    bad('toCurrency', /capital letters/),
  ]),
  ['a deposit as a number', 'deposit', deposit({ amount: 1 }), bad('amount', /plain decimal string/)],
  ['a conversion into itself', 'convertCash', convert({ toCurrency: 'USD' }), bad('toCurrency', /differ/)],
  [
    'a conversion into what has no rate',
    'convertCash',
    convert({ toCurrency: 'ZZZ' }),
    bad('toCurrency', /no fresh quote/),
  ],
  [
    'a conversion of more than there is',
    'convertCash',
    convert({ amount: '99999999999' }),
    bad('amount', /available/),
  ],
  ['a mode that no one knows', 'openAccount', account({ mode: 'DEMO' }), bad('mode', /DEMO/)],
  [
    'an account on a connection that nobody has',
    'openAccount',
    account({ connectionId: 'x' }),
    absent('connectionId', 'VenueLink'),
  ],
  [
    'an account in a foreign organization',
    'openAccount',
    (t) => ({ ...account({})(t), organizationId: t.b.organizationId }),
    absent('organizationId', 'Organization'),
  ],
  [
    'an account in no organization',
    'openAccount',
    account({ organizationId: 'x' }),
    absent('organizationId', 'Organization'),
  ],
  [
    'a deposit into a foreign account',
    'deposit',
    (t) => ({ ...deposit({})(t), accountId: t.b.accountId }),
    absent('accountId', 'Account'),
  ],
  [
    'a deposit into an organization',
    'deposit',
    (t) => ({ ...deposit({})(t), accountId: t.a.organizationId }),
    absent('accountId', 'Account'),
  ],
  [
    'a conversion in a foreign account',
    'convertCash',
    (t) => ({ ...convert({})(t), accountId: t.b.accountId }),
    absent('accountId', 'Account'),
  ],

  ...[
    'maxOrderNotional',
    'maxOrderQuantity',
    'maxPositionQuantity',
    'maxPositionNotional',
    'maxGrossExposure',
    'maxNetExposure',
    'maxLeverage',
    'maxConcentration',
    'maxDailyLoss',
    'maxDrawdown',
    'priceCollar',
  ].flatMap((limit): Row[] => [
    [`a negative ${limit}`, 'putRiskPolicy', policy({ limits: { [limit]: '-1' } }), bad(['limits', limit])],
    [
      `a malformed ${limit}`,
      'putRiskPolicy',
      policy({ limits: { [limit]: '1e3' } }),
      bad(['limits', limit], /plain decimal string/),
    ],
  ]),
  ...['maxOpenOrders', 'maxOrdersPerSecond', 'maxQuoteAgeMs'].flatMap((limit): Row[] => [
    [`a negative ${limit}`, 'putRiskPolicy', policy({ limits: { [limit]: -1 } }), bad(['limits', limit])],
    [
      `a ${limit} beyond 32 bits`,
      'putRiskPolicy',
      policy({ limits: { [limit]: 2 ** 31 } }),
      bad(['limits', limit], /32-bit/),
    ],
    [
      `a ${limit} with a fraction`,
      'putRiskPolicy',
      policy({ limits: { [limit]: 1.5 } }),
      bad(['limits', limit], /integer|Int/),
    ],
    [
      `a ${limit} as a string`,
      'putRiskPolicy',
      policy({ limits: { [limit]: '5' } }),
      bad(['limits', limit], /Int/),
    ],
  ]),
  [
    'a negative cap on a class',
    'putRiskPolicy',
    policy({ limits: { assetClassCaps: [{ assetClass: 'CRYPTO', maxExposure: '-1' }] } }),
    bad(['limits', 'assetClassCaps', '0', 'maxExposure']),
  ],
  [
    'two caps on one class',
    'putRiskPolicy',
    policy({
      limits: {
        assetClassCaps: [
          { assetClass: 'CRYPTO', maxExposure: '1' },
          { assetClass: 'CRYPTO', maxExposure: '2' },
        ],
      },
    }),
    bad(['limits', 'assetClassCaps', '1', 'assetClass']),
  ],
  [
    'a cap on no class',
    'putRiskPolicy',
    policy({ limits: { assetClassCaps: [{ assetClass: 'ART', maxExposure: '1' }] } }),
    bad('assetClass', /ART/),
  ],
  ['a limit that no one knows', 'putRiskPolicy', policy({ limits: { maxCoffee: '1' } }), bad('maxCoffee')],
  ['a policy scope that no one knows', 'putRiskPolicy', policy({ scope: 'DESK' }), bad('scope', /DESK/)],
  [
    'a policy on no account',
    'putRiskPolicy',
    policy({ targetId: `acc_${NOBODY}` }),
    absent('targetId', 'Account'),
  ],
  [
    'a policy on a foreign account',
    'putRiskPolicy',
    (t) => ({ ...policy({})(t), targetId: t.b.accountId }),
    absent('targetId', 'Account'),
  ],
  [
    'a policy on no instrument',
    'putRiskPolicy',
    policy({ scope: 'INSTRUMENT', targetId: 'SIM:NOPE' }),
    absent('targetId', 'Instrument'),
  ],
  [
    'a policy on no venue',
    'putRiskPolicy',
    policy({ scope: 'VENUE', targetId: 'NOPE' }),
    absent('targetId', 'Venue'),
  ],
  [
    'a policy on no user',
    'putRiskPolicy',
    policy({ scope: 'USER', targetId: `usr_${NOBODY}` }),
    absent('targetId', 'User'),
  ],
  [
    'a policy on no class',
    'putRiskPolicy',
    policy({ scope: 'ASSET_CLASS', targetId: 'ART' }),
    bad('targetId', /CRYPTO/),
  ],
  [
    'a policy on a strategy with a bad label',
    'putRiskPolicy',
    policy({ scope: 'STRATEGY', targetId: 'a b' }),
    bad('targetId', /letters/),
  ],
  [
    'an account policy without its target',
    'putRiskPolicy',
    policy({ targetId: null }),
    bad('targetId', /required/),
  ],
  [
    'an organization policy with a target',
    'putRiskPolicy',
    policy({ scope: 'ORGANIZATION' }),
    bad('targetId', /left out/),
  ],
  [
    'a negative expectedVersion',
    'putRiskPolicy',
    policy({ expectedVersion: -1 }),
    { code: 'CONFLICT', path: ['input', 'expectedVersion'], says: /no policy yet/ },
  ],
  [
    'an expectedVersion that never was',
    'putRiskPolicy',
    policy({ expectedVersion: 7 }),
    { code: 'CONFLICT', path: ['input', 'expectedVersion'], says: /no policy yet/ },
  ],
  [
    'an expectedVersion beyond 32 bits',
    'putRiskPolicy',
    policy({ expectedVersion: 2 ** 40 }),
    bad('expectedVersion', /32-bit/),
  ],
  [
    'the first policy over one that is there',
    'putRiskPolicy',
    policy({ scope: 'ORGANIZATION', targetId: null }),
    { code: 'CONFLICT', path: ['input', 'expectedVersion'], says: /version 1/ },
  ],

  [
    'a switch on no account',
    'engageKillSwitch',
    engage({ targetId: `acc_${NOBODY}` }),
    absent('targetId', 'Account'),
  ],
  [
    'a switch on a foreign account',
    'engageKillSwitch',
    (t) => ({ ...engage({})(t), targetId: t.b.accountId }),
    absent('targetId', 'Account'),
  ],
  [
    'a switch on an order',
    'engageKillSwitch',
    engage({ targetId: `ord_${NOBODY}` }),
    absent('targetId', 'Account'),
  ],
  [
    'a switch on no venue',
    'engageKillSwitch',
    engage({ scope: 'VENUE', targetId: 'NOPE' }),
    absent('targetId', 'Venue'),
  ],
  [
    'a switch on no user',
    'engageKillSwitch',
    engage({ scope: 'USER', targetId: `usr_${NOBODY}` }),
    absent('targetId', 'User'),
  ],
  [
    'an account switch without its target',
    'engageKillSwitch',
    engage({ targetId: null }),
    bad('targetId', /required/),
  ],
  [
    'an organization switch with a target',
    'engageKillSwitch',
    engage({ scope: 'ORGANIZATION' }),
    bad('targetId', /left out/),
  ],
  [
    'a switch on an asset class',
    'engageKillSwitch',
    engage({ scope: 'ASSET_CLASS', targetId: 'FX' }),
    bad('scope', /ASSET_CLASS/),
  ],
  [
    'a release of no switch',
    'releaseKillSwitch',
    ({ a }) => ({ organizationId: a.organizationId, killSwitchId: `ksw_${NOBODY}`, reason: 'x' }),
    absent('killSwitchId', 'KillSwitch'),
  ],
  [
    'a release by an id that is none',
    'releaseKillSwitch',
    ({ a }) => ({ organizationId: a.organizationId, killSwitchId: 'x', reason: 'x' }),
    absent('killSwitchId', 'KillSwitch'),
  ],

  ['a key with a role that no one knows', 'createApiKey', key({ role: 'BOSS' }), bad('role', /BOSS/)],
  [
    'a key that ended before it began',
    'createApiKey',
    key({ expiresAt: '2020-01-01T00:00:00Z' }),
    bad('expiresAt', /future/),
  ],
  [
    'a key that ends on February 30',
    'createApiKey',
    key({ expiresAt: '2030-02-30T00:00:00Z' }),
    bad('expiresAt', /instant that exists/),
  ],
  [
    'a key that ends some day',
    'createApiKey',
    key({ expiresAt: 'some day' }),
    bad('expiresAt', /instant in UTC/),
  ],
  ['a key of 101 characters', 'createApiKey', key({ name: 'x'.repeat(101) }), bad('name', /1 to 100/)],
  [
    'a key of a foreign organization',
    'createApiKey',
    (t) => ({ ...key({})(t), organizationId: t.b.organizationId }),
    absent('organizationId', 'Organization'),
  ],
  [
    'revoking no key',
    'revokeApiKey',
    ({ a }) => ({ organizationId: a.organizationId, apiKeyId: `key_${NOBODY}` }),
    absent('apiKeyId', 'ApiKey'),
  ],
  [
    'revoking by an id that is none',
    'revokeApiKey',
    ({ a }) => ({ organizationId: a.organizationId, apiKeyId: 'x' }),
    absent('apiKeyId', 'ApiKey'),
  ],
  [
    'a role for nobody',
    'setMemberRole',
    ({ a }) => ({ organizationId: a.organizationId, userId: `usr_${NOBODY}`, role: 'VIEWER' }),
    absent('userId', 'User'),
  ],
  [
    'a role for an id that is none',
    'setMemberRole',
    ({ a }) => ({ organizationId: a.organizationId, userId: '', role: 'VIEWER' }),
    absent('userId', 'User'),
  ],
]
