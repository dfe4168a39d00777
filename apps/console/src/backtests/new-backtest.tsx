/** A new backtest, sweep or walk-forward: strategy and parameters, data and range, money and fills, asked for by the strategy's own schema. */
'use client'

import { type FormEvent, useState } from 'react'
import { useQuery } from 'urql'
import { explainOutcome, type Outcome } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { showCount } from '../format/number.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import type { BacktestFormQuery as FormResult } from '../generated/graphql.ts'
import { goTo, placeOf, useOpened } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { useSelection } from '../shell/selection.tsx'
import { useBacktestMutations } from './backtest-mutations.ts'
import { DatasetPicks, DatasetPicks_DatasetFragment } from './dataset-picks.tsx'
import { fitToData } from './fit-to-data.ts'
import { FillFields } from './fill-fields.tsx'
import { formLike } from './form-like.ts'
import { MoneyFields } from './money-fields.tsx'
import { ParameterFields, ParameterFields_StrategyParameterFragment } from './parameter-fields.tsx'
import { PriceFields } from './price-fields.tsx'
import {
  emptyRun,
  type RunFault,
  type RunForm,
  runCount,
  runFault,
  toRun,
  toSweep,
  toWalkForward,
} from './run-form.ts'
import { StrategyFields } from './strategy-fields.tsx'
import { SweepFields } from './sweep-fields.tsx'
import { WalkForwardFields } from './walk-forward-fields.tsx'

const BacktestFormQuery = graphql(`
  query BacktestForm($slug: String!, $like: ID!, $copies: Boolean!) {
    organization(slug: $slug) {
      id
      backtestStrategies {
        name
        description
        parameters {
          ...ParameterFields_StrategyParameterFragment
        }
      }
      datasets(first: 200) {
        edges {
          node {
            id
            ...DatasetPicks_DatasetFragment
          }
        }
      }
      backtest(id: $like) @include(if: $copies) {
        id
        ...FormLike_BacktestFragment
      }
    }
  }
`)

export type FormOrganization = NonNullable<FormResult['organization']>

export interface NewBacktestProps {
  readonly slug: string
  /** A backtest whose terms the form starts with. */
  readonly likeId: string | null
}

export function NewBacktest({ slug, likeId }: NewBacktestProps) {
  const [{ data, error }, retry] = useQuery({
    query: BacktestFormQuery,
    variables: { slug, like: likeId ?? '', copies: likeId !== null },
    // The form is filled once: from all terms of the other one, not from those that happen to be in the cache.
    requestPolicy: likeId === null ? 'cache-and-network' : 'network-only',
  })
  const organization = data?.organization
  if (!organization) {
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton rows={14} label="Loading strategies and datasets" />
    )
  }
  return (
    <div className="flex h-full flex-col bg-ground">
      <div className="flex items-center gap-3 border-b border-line bg-panel px-2 py-1.5">
        <PlaceLink to={placeOf('backtests')} className="text-xs">
          Backtests
        </PlaceLink>
        <h2 className="text-sm font-semibold">New backtest</h2>
      </div>
      {organization.datasets.edges.length === 0 ? (
        <Empty title="There is no dataset to play.">
          <PlaceLink to={placeOf('datasets')}>Go to the datasets</PlaceLink>
        </Empty>
      ) : (
        <Form organization={organization} />
      )}
    </div>
  )
}

/** Sends the form; returns the fault that stands in its way, or null once it has started. */
function useStart(organizationId: string): (form: RunForm) => Promise<RunFault | null> {
  const { run, sweep, walkForward } = useBacktestMutations()
  const settle = (outcome: Outcome<{ readonly backtest: { readonly id: string } }>): RunFault | null => {
    if (outcome.kind === 'done') {
      goTo(placeOf('backtests', { id: outcome.payload.backtest.id }))
      return null
    }
    const path = outcome.kind === 'problem' ? (outcome.problem.path ?? []) : []
    return { field: fieldAt(path), message: explainOutcome(outcome) }
  }
  return async (form) => {
    const fault = runFault(form)
    if (fault) return fault
    if (!form.sweeps) return settle(await run(toRun(form, organizationId)))
    return settle(
      form.walks
        ? await walkForward(toWalkForward(form, organizationId))
        : await sweep(toSweep(form, organizationId)),
    )
  }
}

const renamed: Readonly<Record<string, string>> = {
  amount: 'commissionAmount',
  minimum: 'commissionMinimum',
  maximum: 'commissionMaximum',
  spreadBasisPoints: 'spread',
  slippageBasisPoints: 'slippage',
}

/** Returns the field of the form that a path of the input is about: the last name in it. */
function fieldAt(path: readonly string[]): string {
  const last = path.filter((part) => !/^\d+$/.test(part)).at(-1) ?? ''
  return renamed[last] ?? last
}

function Form({ organization }: { readonly organization: FormOrganization }) {
  const { membership } = useSelection()
  const trial = useOpened('set')
  const [form, setForm] = useState(
    () => formLike(organization, trial) ?? fitted(initialForm(organization), organization),
  )
  const [fault, setFault] = useState<RunFault | null>(null)
  const [starting, setStarting] = useState(false)
  const start = useStart(membership.organization.id)
  const set = (change: Partial<RunForm>) =>
    setForm((before) => {
      const next = { ...before, ...change }
      return change.datasetIds || change.strategy ? fitted(next, organization) : next
    })
  const problem = (field: string) => (fault?.field === field ? fault.message : undefined)
  const strategy = organization.backtestStrategies.find(({ name }) => name === form.strategy)
  const parts = { form, set, problem, organization }

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setStarting(true)
    setFault(await start(form))
    setStarting(false)
  }
  return (
    <form
      aria-label="New backtest"
      noValidate
      onSubmit={(event) => void submit(event)}
      className="grid min-h-0 flex-1 grid-cols-1 content-start gap-2 overflow-auto p-2 lg:grid-cols-2"
    >
      <div className="flex min-w-0 flex-col gap-2">
        <Section title="Strategy">
          <StrategyFields {...parts} description={strategy?.description ?? ''} />
          <ParameterFields {...parts} parameters={strategy?.parameters ?? []} />
        </Section>
        {form.sweeps ? (
          <Section title="Sweep">
            <SweepFields {...parts} />
          </Section>
        ) : null}
        {form.sweeps && form.walks ? (
          <Section title="Windows">
            <WalkForwardFields {...parts} />
          </Section>
        ) : null}
      </div>
      <div className="flex min-w-0 flex-col gap-2">
        <Section title="Data">
          <DatasetPicks {...parts} />
        </Section>
        <Section title="Money and chance">
          <MoneyFields {...parts} />
        </Section>
        <Section title="Prices and carry">
          <PriceFields {...parts} />
        </Section>
        <Section title="Costs and fills">
          <FillFields {...parts} />
        </Section>
        {fault ? (
          <p role="alert" className="text-xs text-bad">
            Not started: {fault.message}
          </p>
        ) : null}
        <Button type="submit" tone="primary" size="large" aria-disabled={starting}>
          {starting ? 'Starting…' : startText(form)}
        </Button>
      </div>
    </form>
  )
}

function startText(form: RunForm): string {
  if (!form.sweeps) return 'Start the backtest'
  if (form.walks) return 'Start the walk-forward'
  const runs = runCount(form)
  return runs === null
    ? 'Start the sweep'
    : `Start the sweep of ${showCount(runs)} ${runs === 1 ? 'run' : 'runs'}`
}

/** The form with its parameters fitted to the datasets that are picked. */
function fitted(form: RunForm, { backtestStrategies, datasets }: FormOrganization): RunForm {
  const strategy = backtestStrategies.find(({ name }) => name === form.strategy)
  const parameters = getFragmentData(ParameterFields_StrategyParameterFragment, strategy?.parameters ?? [])
  const picked = getFragmentData(
    DatasetPicks_DatasetFragment,
    datasets.edges.map((edge) => edge.node),
  ).filter(({ id }) => form.datasetIds.includes(id))
  return { ...form, parameters: fitToData(form.parameters, parameters, picked) }
}

/** With one strategy or one dataset there is nothing to choose. */
function initialForm({ backtestStrategies, datasets }: FormOrganization): RunForm {
  const [strategy] = backtestStrategies
  const [dataset] = datasets.edges
  return {
    ...emptyRun,
    strategy: backtestStrategies.length === 1 && strategy ? strategy.name : '',
    datasetIds: datasets.edges.length === 1 && dataset ? [dataset.node.id] : [],
  }
}
