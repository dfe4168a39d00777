/**
 * The way to a deployment, step by step: version, parameters, account, limits, review. The step is in the address, so that the
 * browser's back is a step back; what was filled in stays while the page is open. Enter goes on, Escape leaves.
 */
'use client'

import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { useMutation, useQuery } from 'urql'
import { explainOutcome, outcomeOf } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { goTo, placeOf, useOpened } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { AccountStep, VersionStep } from './deploy-choices.tsx'
import { changedDraft, type Draft, draftOf, forgetDraft, keepDraft } from './deploy-draft.ts'
import {
  type DeployFacts,
  type DeployFault,
  type DeployForm,
  type DeployStep,
  deploySteps,
  firstFault,
  givenParameters,
  idsIn,
  placeOfProblem,
  stepBeside,
  stepFault,
} from './deploy-form.ts'
import { LimitsStep } from './deploy-limits.tsx'
import { DeployOptionsQuery, DeployStrategyMutation } from './deploy-options.ts'
import type { DeployOrganization, DeployPart, DeployStrategy } from './deploy-part.ts'
import { ReviewStep } from './deploy-review.tsx'
import { DeployStepList } from './deploy-step-list.tsx'
import { ParameterGrid } from './parameter-grid.tsx'
import { useStepFocus } from './use-step-focus.ts'
import { useVersionParameters } from './use-version-parameters.ts'

export interface DeployWizardProps {
  readonly id: string
  readonly slug: string
}

export function DeployWizard({ id, slug }: DeployWizardProps) {
  const [{ data, error }, retry] = useQuery({
    query: DeployOptionsQuery,
    variables: { slug, id },
    requestPolicy: 'cache-and-network',
  })
  const organization = data?.organization
  if (organization?.strategy) return <Wizard organization={organization} strategy={organization.strategy} />
  if (error) return <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
  if (!data) return <Skeleton rows={14} label="Loading versions and accounts" />
  return (
    <Empty title="There is no such strategy.">
      <PlaceLink to={placeOf('strategies')}>All strategies</PlaceLink>
    </Empty>
  )
}

/** Returns a name that no deployment of the strategy has yet. */
function freeName({ name, deployments }: DeployStrategy): string {
  const taken = new Set(deployments.map((each) => each.name))
  let number = 1
  while (taken.has(`${name.slice(0, 90)}-${number}`)) number += 1
  return `${name.slice(0, 90)}-${number}`
}

/** Deploys what the form says; returns what stands in its way, or null once it is deployed. */
function useDeploy(strategyId: string, idempotencyKey: string) {
  const [, deploy] = useMutation(DeployStrategyMutation)
  return async (form: DeployForm, live: boolean): Promise<DeployFault | null> => {
    const { data, error } = await deploy({
      input: {
        versionId: form.versionId,
        accountId: form.accountId,
        name: form.name,
        parameters: [...givenParameters(form.parameters)],
        instrumentIds: [...idsIn(form.instruments)],
        seed: Number(form.seed),
        isolation: form.isolation,
        ordersPerMinuteMax: Number(form.ordersPerMinute),
        idempotencyKey,
        ...(live ? { confirm: form.confirmation } : {}),
      },
    })
    const outcome = outcomeOf(data?.deployStrategy, error)
    if (outcome.kind === 'done') {
      forgetDraft(strategyId)
      toast(`${form.name} is deployed and starts`)
      goTo(placeOf('strategies', { deployment: outcome.payload.deployment.id }))
      return null
    }
    const path = outcome.kind === 'problem' ? (outcome.problem.path ?? []) : []
    return { ...placeOfProblem(path), message: explainOutcome(outcome) }
  }
}

interface WizardProps {
  readonly organization: DeployOrganization
  readonly strategy: DeployStrategy
}

/** The form as it was left, kept at every change. */
function useDraft(strategy: DeployStrategy, organization: DeployOrganization) {
  const asked = useOpened('version')
  const only = organization.accounts.edges
  const [draft, setDraft] = useState(() =>
    draftOf(strategy.id, {
      asked,
      versionId: strategy.versions.edges.find(({ node }) => node.status === 'READY')?.node.id ?? '',
      name: freeName(strategy),
      // With one account there is nothing to choose.
      accountId: only.length === 1 ? (only[0]?.node.id ?? '') : '',
    }),
  )
  const set = (change: Partial<DeployForm>) =>
    setDraft((before) => {
      const next = changedDraft(before, change)
      keepDraft(strategy.id, next)
      return next
    })
  return { ...draft, set }
}

/** Goes from step to step as far as they are filled in, and deploys from the last. */
function useSteps(strategy: DeployStrategy, facts: DeployFacts, { form, idempotencyKey }: Draft) {
  const [fault, setFault] = useState<DeployFault | null>(null)
  const [deploying, setDeploying] = useState(false)
  const opened = useOpened('step')
  const step = deploySteps.find(({ id }) => id === opened)?.id ?? 'version'
  const deploy = useDeploy(strategy.id, idempotencyKey)
  const toStep = (next: DeployStep) => {
    if (next !== step) goTo(placeOf('strategies', { view: 'deploy', id: strategy.id, step: next }))
  }
  const show = (found: DeployFault | null) => {
    setFault(found)
    if (found) toStep(found.step)
  }
  const advance = async (event: FormEvent) => {
    event.preventDefault()
    if (deploying) return
    const lacks = step === 'review' ? firstFault(form, facts) : stepFault(step, form, facts)
    show(lacks)
    if (lacks) return
    if (step !== 'review') return toStep(stepBeside(step, 1))
    setDeploying(true)
    show(await deploy(form, facts.live))
    setDeploying(false)
  }
  return { step, toStep, fault, forget: () => setFault(null), advance, deploying }
}

function Wizard({ organization, strategy }: WizardProps) {
  const { set, ...draft } = useDraft(strategy, organization)
  const { form } = draft
  const parameters = useVersionParameters(form.versionId)
  const account = organization.accounts.edges.find(({ node }) => node.id === form.accountId)?.node ?? null
  const version = strategy.versions.edges.find(({ node }) => node.id === form.versionId)?.node ?? null
  const facts = { parameters: parameters ?? [], live: account?.mode === 'LIVE' }
  const { step, toStep, fault, forget, advance, deploying } = useSteps(strategy, facts, draft)
  const part: DeployPart = {
    form,
    set: (change) => {
      forget()
      set(change)
    },
    problem: (field) => (fault?.field === field ? fault.message : undefined),
    organization,
    strategy,
    parameters,
    version,
    account,
  }
  const leave = () => goTo(placeOf('strategies', { id: strategy.id }))
  const body = useStepFocus({ step, fault, ready: step !== 'parameters' || parameters !== null, leave })
  return (
    <div className="flex h-full flex-col bg-ground">
      <div className="flex min-h-9 items-center gap-3 border-b border-line bg-panel px-2 py-1">
        <PlaceLink to={placeOf('strategies', { id: strategy.id })} className="text-xs">
          {strategy.name}
        </PlaceLink>
        <h2 className="text-sm font-semibold">Deploy</h2>
      </div>
      <form
        ref={body}
        aria-label="Deploy"
        noValidate
        onSubmit={(event) => void advance(event)}
        className="grid min-h-0 flex-1 grid-cols-1 content-start gap-2 overflow-auto p-2 md:grid-cols-[180px_minmax(0,640px)]"
      >
        <DeployStepList step={step} form={form} facts={facts} onStep={toStep} />
        <div className="flex min-w-0 flex-col gap-2">
          <Section title={deploySteps.find(({ id }) => id === step)?.title ?? ''}>
            <StepFields step={step} part={part} />
          </Section>
          {fault && fault.step === step && !isAtField(fault, part) ? (
            <p role="alert" className="text-xs text-bad">
              {fault.message}
            </p>
          ) : null}
          <Ways step={step} live={facts.live} deploying={deploying} onStep={toStep} onLeave={leave} />
          <p className="text-2xs text-ink-2">
            What you filled in stays while this page is open, also when you leave this way.
          </p>
        </div>
      </form>
    </div>
  )
}

/** Whether a field of the step says the fault itself. */
function isAtField({ step, field }: DeployFault, { parameters }: DeployPart): boolean {
  if (step === 'review') return field === 'confirm'
  return step !== 'parameters' || (parameters?.some(({ name }) => name === field) ?? false)
}

interface WaysProps {
  readonly step: DeployStep
  readonly live: boolean
  readonly deploying: boolean
  readonly onStep: (step: DeployStep) => void
  readonly onLeave: () => void
}

/** The ways from a step: back, on, and out. */
function Ways({ step, live, deploying, onStep, onLeave }: WaysProps) {
  const last = step === 'review'
  return (
    <div className="flex gap-2">
      {step === 'version' ? null : (
        <Button size="large" onClick={() => onStep(stepBeside(step, -1))}>
          Back
        </Button>
      )}
      <Button type="submit" size="large" tone={last && live ? 'danger' : 'primary'} aria-disabled={deploying}>
        {last ? (deploying ? 'Deploying…' : 'Deploy and start') : 'Next'}
      </Button>
      <Button size="large" tone="quiet" onClick={onLeave} className="ml-auto" title="Escape">
        Leave
      </Button>
    </div>
  )
}

function StepFields({ step, part }: { readonly step: DeployStep; readonly part: DeployPart }) {
  const { form, set, problem, parameters } = part
  if (step === 'version') return <VersionStep {...part} />
  if (step === 'account') return <AccountStep {...part} />
  if (step === 'limits') return <LimitsStep {...part} />
  if (step === 'review') return <ReviewStep {...part} />
  if (!parameters) return <Skeleton rows={4} label="Loading the parameters" />
  return (
    <ParameterGrid
      parameters={parameters}
      values={form.parameters}
      problem={problem}
      onChange={(values) => set({ parameters: values })}
    />
  )
}
