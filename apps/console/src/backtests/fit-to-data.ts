/** Makes the parameters that name data name what was picked: an instrument that is not played would be refused anyway. */
import type { ParameterKind } from '../generated/graphql.ts'

export interface NamedParameter {
  readonly name: string
  readonly kind: ParameterKind
}

export interface PickedData {
  readonly instrumentId: string
  readonly timeframe: string
}

type Values = Readonly<Record<string, string>>

/** Returns the values with every parameter of a kind naming something that is picked: what it named, or the next in order. */
function fitKind(values: Values, names: readonly string[], offered: readonly string[]): Values {
  const fitted: Record<string, string> = { ...values }
  const taken = new Set(names.flatMap((name) => (offered.includes(values[name] ?? '') ? [values[name]] : [])))
  const free = offered.filter((each) => !taken.has(each))
  for (const name of names) {
    if (offered.includes(values[name] ?? '')) continue
    const next = free.shift() ?? offered[0]
    if (next !== undefined) fitted[name] = next
  }
  return fitted
}

/** Returns the parameters fitted to the picked datasets; with none picked they stay as they are. */
export function fitToData(
  values: Values,
  parameters: readonly NamedParameter[],
  picked: readonly PickedData[],
): Values {
  const ofKind = (kind: ParameterKind) =>
    parameters.filter((each) => each.kind === kind).map(({ name }) => name)
  const instruments = [...new Set(picked.map(({ instrumentId }) => instrumentId))]
  const timeframes = [...new Set(picked.map(({ timeframe }) => timeframe))].filter((each) => each !== 'tick')
  return fitKind(fitKind(values, ofKind('INSTRUMENT'), instruments), ofKind('TIMEFRAME'), timeframes)
}
