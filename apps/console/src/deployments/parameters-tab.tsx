/** What a deployment runs, and the form that changes it: on top of the revision that was read, never over somebody else's. */
'use client'

import { useQuery } from 'urql'
import { Button } from '../controls/button.tsx'
import { Choice } from '../controls/choice.tsx'
import { Skeleton } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { TextField } from '../controls/text-field.tsx'
import { showInstant } from '../format/time.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { useSelection } from '../shell/selection.tsx'
import { ChangeConflict } from './change-conflict.tsx'
import { changeFormOf, changesBetween, onTopOf, type TermChange } from './change-form.ts'
import { DeploymentTerms_DeploymentFragment, type DeploymentTerms } from './deployment-terms.ts'
import { ParameterGrid } from './parameter-grid.tsx'
import { TradeBounds } from './trade-bounds.tsx'
import { TermChanges } from './term-changes.tsx'
import { type Edit, useChange } from './use-change.ts'

const ReadyVersionsQuery = graphql(`
  query ReadyVersions($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Strategy {
        id
        versions(first: 100) {
          edges {
            node {
              id
              number
              status
            }
          }
        }
      }
    }
  }
`)

export interface ParametersTabProps {
  readonly deployment: FragmentType<typeof DeploymentTerms_DeploymentFragment>
}

export function ParametersTab({ deployment }: ParametersTabProps) {
  const terms = getFragmentData(DeploymentTerms_DeploymentFragment, deployment)
  return <Editor terms={terms} />
}

/** The versions that can be run, and their names. */
function useVersions(terms: DeploymentTerms) {
  const [{ data }] = useQuery({ query: ReadyVersionsQuery, variables: { id: terms.strategy.id } })
  const listed =
    data?.node?.__typename === 'Strategy' ? data.node.versions.edges.map((edge) => edge.node) : []
  const ready = listed.filter(({ id, status }) => status === 'READY' || id === terms.version.id)
  const all = ready.length > 0 ? ready : [terms.version]
  const number = (id: string) => all.find((version) => version.id === id)?.number
  return {
    options: all.map((version) => ({ value: version.id, title: `Version ${version.number}` })),
    nameOf: (id: string) => (number(id) === undefined ? 'another version' : `version ${number(id)}`),
  }
}

function Editor({ terms }: { readonly terms: DeploymentTerms }) {
  const { may } = useSelection()
  const versions = useVersions(terms)
  const edit = useChange(terms)
  const mine = may('strategy:deploy')
  const changes = changesBetween(edit.start.form, edit.form, versions.nameOf)
  const conflict = terms.revision > edit.start.revision && changes.length > 0
  return (
    <form
      aria-label="Parameters"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (mine && changes.length > 0 && !conflict) void edit.save()
      }}
      className="grid h-full grid-cols-1 content-start gap-2 overflow-auto bg-ground p-2 lg:grid-cols-[minmax(0,640px)_minmax(0,1fr)]"
    >
      <fieldset disabled={!mine} className="flex min-w-0 flex-col gap-2">
        <legend className="sr-only">What it runs</legend>
        <TermFields {...edit} versions={versions.options} />
      </fieldset>
      <div className="flex min-w-0 flex-col gap-2 text-xs">
        {conflict ? (
          <ChangeConflict
            revision={terms.revision}
            startRevision={edit.start.revision}
            theirs={changesBetween(edit.start.form, changeFormOf(terms), versions.nameOf)}
            onTakeTheirs={() => edit.restart(terms, null)}
            onKeepMine={() => edit.restart(terms, onTopOf(changeFormOf(terms), edit.start.form, edit.form))}
          />
        ) : null}
        <ChangePanel edit={edit} changes={changes} terms={terms} mine={mine} conflict={conflict} />
        <p className="text-ink-2">
          Revision {terms.revision}. Seed {terms.seed},{' '}
          {terms.isolation === 'PROCESS' ? 'a process of its own' : 'a shared process'}; both stay for its
          life. Deployed by {terms.createdBy.name}, {showInstant(terms.createdAt)}.
        </p>
      </div>
    </form>
  )
}

interface ChangePanelProps {
  readonly edit: Edit
  readonly changes: readonly TermChange[]
  readonly terms: DeploymentTerms
  readonly mine: boolean
  readonly conflict: boolean
}

/** What will change, the confirmation where real money is meant, and the way to do it. */
function ChangePanel({ edit, changes, terms, mine, conflict }: ChangePanelProps) {
  const { fault, saving } = edit
  const live = terms.mode === 'LIVE'
  return (
    <Section title={changes.length === 0 ? 'No change' : 'What will change'}>
      <div className="flex flex-col gap-2 p-2">
        <TermChanges changes={changes} />
        {live && changes.length > 0 ? (
          <TextField
            label={`LIVE: type ${terms.name} to confirm`}
            value={edit.confirm}
            problem={fault?.field === 'confirm' ? fault.message : undefined}
            onChange={edit.setConfirm}
          />
        ) : null}
        {fault ? (
          <p role="alert" className="text-bad">
            Not changed: {fault.message}
          </p>
        ) : null}
        <div className="flex flex-wrap items-center gap-2">
          <Button
            type="submit"
            tone={live ? 'danger' : 'primary'}
            aria-disabled={!mine || changes.length === 0 || conflict || saving}
          >
            {saving ? 'Changing…' : 'Change and begin a new run'}
          </Button>
          {changes.length > 0 ? <Button onClick={() => edit.restart(terms, null)}>Undo</Button> : null}
        </div>
        {mine ? null : <p className="text-ink-2">A trader, admin or owner can change it.</p>}
      </div>
    </Section>
  )
}

interface TermFieldsProps extends Pick<Edit, 'form' | 'set' | 'fault' | 'parameters'> {
  readonly versions: readonly { readonly value: string; readonly title: string }[]
}

function TermFields({ form, set, fault, versions, parameters }: TermFieldsProps) {
  const problem = (field: string) => (fault?.field === field ? fault.message : undefined)
  return (
    <>
      <Section title="Version and parameters">
        <Choice
          label="Version"
          className="border-b border-line p-2"
          value={form.versionId}
          options={versions}
          problem={problem('versionId')}
          onChange={(versionId) => set({ versionId })}
        />
        {parameters ? (
          <ParameterGrid
            parameters={parameters}
            values={form.parameters}
            problem={problem}
            onChange={(values) => set({ parameters: values })}
          />
        ) : (
          <Skeleton rows={3} label="Loading the parameters" />
        )}
      </Section>
      <Section title="Limits">
        <div className="grid grid-cols-1 gap-2 p-2 sm:grid-cols-2">
          <TradeBounds form={form} set={set} problem={problem} />
        </div>
      </Section>
    </>
  )
}
