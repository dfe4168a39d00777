/** Fills the form of a new backtest with the terms of an earlier one, all but its name. */
import { getFragmentData, graphql } from '../generated/index.ts'
import type { FormLike_BacktestFragmentFragment } from '../generated/graphql.ts'
import { carryText } from './carry-text.ts'
import type { FormOrganization } from './new-backtest.tsx'
import { emptyRun, type RunForm } from './run-form.ts'

const FormLike_BacktestFragment = graphql(`
  fragment FormLike_BacktestFragment on Backtest {
    id
    strategy
    seed
    from
    to
    cash {
      amount
      currency
    }
    parameters {
      name
      value
    }
    datasets {
      dataset {
        id
      }
    }
    prices
    carry {
      instrumentId
      at
      kind
      amount
    }
    fills {
      entry
      spreadBasisPoints
      slippageBasisPoints
      participation
      commission {
        kind
        amount
        minimum
        maximum
      }
    }
    sweep {
      method
      samples
      objective
      axes {
        name
        value
      }
    }
    walkForward {
      kind
      train
      test
      step
      purge
      embargo
    }
  }
`)

const byName = (pairs: readonly { readonly name: string; readonly value: string }[]) =>
  Object.fromEntries(pairs.map(({ name, value }) => [name, value]))

/** Returns the last day of a range whose end is not included. */
function lastDay(to: string): string {
  return new Date(Date.parse(to) - 1).toISOString().slice(0, 10)
}

/** Returns the parameters that an address names, or none when it is not of that form. */
export function parametersIn(set: string | null): Readonly<Record<string, string>> {
  if (set === null) return {}
  try {
    const values: unknown = JSON.parse(set)
    if (typeof values !== 'object' || values === null) return {}
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
  } catch {
    return {}
  }
}

/** Returns the form, or null when there is none to start from. With parameters of a trial it is one run, not a sweep. */
export function formLike(organization: FormOrganization, set: string | null): RunForm | null {
  const like = getFragmentData(FormLike_BacktestFragment, organization.backtest)
  if (!like) return null
  const form = { ...termsOf(like), ...(set === null ? {} : { sweeps: false, walks: false, axes: {} }) }
  return { ...form, parameters: { ...form.parameters, ...parametersIn(set) } }
}

/** Returns a number as the form has it: nothing where there is none, as for the default. */
const basisPoints = (value: number) => (value === 0 ? '' : String(value))

/** Returns the terms of a backtest as a person would fill them in. */
export function termsOf(like: FormLike_BacktestFragmentFragment): RunForm {
  const { entry, commission, participation, spreadBasisPoints, slippageBasisPoints } = like.fills
  return {
    ...emptyRun,
    strategy: like.strategy,
    parameters: byName(like.parameters),
    datasetIds: like.datasets.flatMap(({ dataset }) => (dataset ? [dataset.id] : [])),
    from: like.from ? like.from.slice(0, 10) : '',
    to: like.to ? lastDay(like.to) : '',
    currency: like.cash.currency,
    cash: like.cash.amount,
    entry,
    commission: commission.kind,
    commissionAmount: commission.amount ?? '',
    commissionMinimum: commission.minimum ?? '',
    commissionMaximum: commission.maximum ?? '',
    spread: basisPoints(spreadBasisPoints),
    slippage: basisPoints(slippageBasisPoints),
    participation: participation ?? '',
    prices: like.prices,
    carry: carryText(like.carry),
    seed: String(like.seed),
    sweeps: like.sweep != null,
    axes: byName(like.sweep?.axes ?? []),
    method: like.sweep?.method ?? 'GRID',
    samples: like.sweep?.samples == null ? emptyRun.samples : String(like.sweep.samples),
    objective: like.sweep?.objective ?? emptyRun.objective,
    ...(like.walkForward ? windowsOf(like.walkForward) : {}),
  }
}

function windowsOf(asked: NonNullable<FormLike_BacktestFragmentFragment['walkForward']>): Partial<RunForm> {
  const { kind, train, test, step, purge, embargo } = asked
  return {
    walks: true,
    windowKind: kind,
    train,
    test,
    step: step ?? '',
    purge: purge ?? '',
    embargo: embargo ?? '',
  }
}
