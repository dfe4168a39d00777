/** The limits a policy can set, in the order and words the screen uses. What they mean is the server's to enforce. */
import { z } from 'zod'
import type { RiskLimitsInput } from '../generated/graphql.ts'
import { isDecimal, signOf } from '../format/decimal.ts'

export const decimalLimits = [
  { name: 'maxOrderNotional', title: 'Order notional', unit: 'base currency' },
  { name: 'maxOrderQuantity', title: 'Order quantity', unit: 'units' },
  { name: 'maxPositionQuantity', title: 'Position quantity', unit: 'units' },
  { name: 'maxPositionNotional', title: 'Position notional', unit: 'base currency' },
  { name: 'maxGrossExposure', title: 'Gross exposure', unit: 'base currency' },
  { name: 'maxNetExposure', title: 'Net exposure', unit: 'base currency' },
  { name: 'maxLeverage', title: 'Leverage', unit: 'times equity' },
  { name: 'maxConcentration', title: 'Concentration', unit: 'share of equity' },
  { name: 'maxDailyLoss', title: 'Daily loss', unit: 'base currency' },
  { name: 'maxDrawdown', title: 'Drawdown', unit: 'share of day high' },
  { name: 'priceCollar', title: 'Price collar', unit: 'share of reference' },
] as const

export const countLimits = [
  { name: 'maxOpenOrders', title: 'Open orders', unit: 'orders' },
  { name: 'maxOrdersPerSecond', title: 'Order rate', unit: 'orders per second' },
  { name: 'maxQuoteAgeMs', title: 'Quote age', unit: 'milliseconds' },
] as const

export const limitMeta = [...decimalLimits, ...countLimits]
export type LimitName = (typeof limitMeta)[number]['name']

/** The limits as the API gives them. */
export type Limits = Readonly<Partial<Record<(typeof decimalLimits)[number]['name'], string | null>>> &
  Readonly<Partial<Record<(typeof countLimits)[number]['name'], number | null>>> & {
    readonly restricted?: boolean | null
    readonly assetClassCaps?:
      | readonly { readonly assetClass: AssetClassName; readonly maxExposure: string }[]
      | null
  }

export const assetClassNames = [
  'CRYPTO',
  'EQUITY',
  'OPTION',
  'FUTURE',
  'FX',
  'METAL',
  'EVENT_CONTRACT',
  'INDEX',
] as const
export type AssetClassName = (typeof assetClassNames)[number]

const optionalDecimal = z
  .string()
  .refine(
    (value) => value === '' || isDecimal(value),
    'Use digits and one point, or leave it empty for no limit.',
  )
  .refine((value) => !isDecimal(value) || signOf(value) >= 0, 'A limit is not negative.')
const optionalCount = z
  .string()
  .refine(
    (value) => value === '' || /^\d{1,9}$/.test(value),
    'Use a whole number, or leave it empty for no limit.',
  )

export const limitsSchema = z.object({
  values: z.record(z.string(), z.string()).superRefine((values, context) => {
    for (const { name } of limitMeta) {
      const schema = countLimits.some((limit) => limit.name === name) ? optionalCount : optionalDecimal
      const result = schema.safeParse(values[name] ?? '')
      if (!result.success)
        context.addIssue({ code: 'custom', path: [name], message: result.error.issues[0]?.message ?? '' })
    }
  }),
  restricted: z.boolean(),
  caps: z.array(
    z.object({
      assetClass: z.enum(assetClassNames),
      maxExposure: optionalDecimal.refine((value) => value !== '', 'Enter the cap.'),
    }),
  ),
})

export type LimitsForm = z.infer<typeof limitsSchema>

/** Returns the fields of the editor for the limits of a policy; no limit is an empty field. */
export function toForm(limits: Limits): LimitsForm {
  return {
    values: Object.fromEntries(
      limitMeta.map(({ name }) => [name, limits[name] == null ? '' : String(limits[name])]),
    ),
    restricted: limits.restricted === true,
    caps: (limits.assetClassCaps ?? []).map(({ assetClass, maxExposure }) => ({ assetClass, maxExposure })),
  }
}

/** Returns the limits the API takes; an empty field sets no limit. */
export function toLimits(form: LimitsForm): RiskLimitsInput {
  const text = (name: LimitName) => form.values[name] || null
  const decimals = Object.fromEntries(decimalLimits.map(({ name }) => [name, text(name)]))
  const counts = Object.fromEntries(
    countLimits.map(({ name }) => {
      const value = text(name)
      return [name, value === null ? null : Number(value)]
    }),
  )
  return { ...decimals, ...counts, restricted: form.restricted, assetClassCaps: form.caps }
}

export interface LimitChange {
  readonly title: string
  readonly before: string | null
  readonly after: string | null
}

function shown(limits: Limits | null): ReadonlyMap<string, string> {
  const entries: [string, string][] = []
  if (!limits) return new Map()
  for (const { name, title } of limitMeta) {
    const value = limits[name]
    if (value != null) entries.push([title, String(value)])
  }
  if (limits.restricted) entries.push(['Restricted', 'yes'])
  for (const cap of limits.assetClassCaps ?? []) entries.push([`Cap ${cap.assetClass}`, cap.maxExposure])
  return new Map(entries)
}

/** Returns what differs between two sets of limits, in the order of the screen. */
export function changesBetween(before: Limits | null, after: Limits | null): readonly LimitChange[] {
  const old = shown(before)
  const now = shown(after)
  const titles = [...new Set([...now.keys(), ...old.keys()])]
  return titles
    .filter((title) => old.get(title) !== now.get(title))
    .map((title) => ({ title, before: old.get(title) ?? null, after: now.get(title) ?? null }))
}

/** Returns the set limits of a policy as short phrases. */
export function summarize(limits: Limits): readonly { readonly title: string; readonly value: string }[] {
  return [...shown(limits)].map(([title, value]) => ({ title, value }))
}
