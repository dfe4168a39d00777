/** Submitting strategies and cancelling their builds. Each stands in the audit log before it is done. */
import type { StrategySource } from '@quarterdeck/runtime'
import type { VersionRow } from '../../data/strategy-data.ts'
import type { Strategy as StrategyRow } from '../../generated/prisma/client.ts'
import { InvalidInput, notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { requireId } from '../global-id.ts'
import { Strategy, StrategyVersion } from '../refs.ts'
import { asProblem } from '../as-problem.ts'
import { audited } from './audited.ts'
import { guarded, namedOrganization, problems } from './field.ts'

const INPUT = ['input']
const STRATEGY_NAME = /^[a-z0-9-]{1,64}$/
const ADDRESS_LENGTH_MAX = 500
const REVISION_LENGTH_MAX = 200
const UPLOAD_ID = /^[A-Za-z0-9-]{1,64}$/
const VERSION_PATH = ['input', 'versionId']

const GitSourceInput = builder.inputType('StrategyGitInput', {
  description: 'A repository, at a revision.',
  fields: (t) => ({
    url: t.string({ required: true, description: 'Address of the repository, over https.' }),
    revision: t.string({ required: true, description: 'A commit, tag or branch.' }),
  }),
})

const SubmitStrategyInput = builder.inputType('SubmitStrategyInput', {
  description: 'What to build: exactly one of uploadId and git.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose strategy.' }),
    name: t.string({
      required: true,
      description: 'Name of the strategy, made if there is none: 1 to 64 of a-z, 0-9 and -.',
    }),
    uploadId: t.string({ description: 'What POST /api/strategies/uploads answered.' }),
    git: t.field({ type: GitSourceInput, description: 'Where to fetch the source from.' }),
  }),
})

const CancelStrategyBuildInput = builder.inputType('CancelStrategyBuildInput', {
  description: 'Which build to cancel.',
  fields: (t) => ({ versionId: t.id({ required: true, description: 'The version.' }) }),
})

const SubmitStrategyPayload = builder
  .objectRef<{ readonly strategy: StrategyRow; readonly version: VersionRow }>('SubmitStrategyPayload')
  .implement({
    description: 'The version that is being built; follow it with `strategyVersionChanged`.',
    fields: (t) => ({
      strategy: t.expose('strategy', { type: Strategy, description: 'The strategy.' }),
      version: t.expose('version', { type: StrategyVersion, description: 'The version.' }),
    }),
  })

const CancelStrategyBuildPayload = builder
  .objectRef<{ readonly version: VersionRow }>('CancelStrategyBuildPayload')
  .implement({
    description: 'The version, as it is now.',
    fields: (t) => ({ version: t.expose('version', { type: StrategyVersion, description: 'The version.' }) }),
  })

/** The version that an input names. */
function namedVersion(input: { readonly versionId: string }, { data }: Context): Promise<VersionRow> {
  return data.strategies.version(requireId('StrategyVersion', input.versionId, VERSION_PATH), VERSION_PATH)
}

builder.mutationFields((t) => ({
  submitStrategy: t.field({
    type: SubmitStrategyPayload,
    description: 'Builds a new version of a strategy from its source, as a job.',
    args: { input: t.arg({ type: SubmitStrategyInput, required: true, description: 'What to build.' }) },
    ...guarded('strategy:submit', namedOrganization),
    errors: problems('SubmitStrategyResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const { name } = input
      // Before it stands in the audit log, where any name at all would be kept.
      if (!STRATEGY_NAME.test(name))
        throw new InvalidInput('must have 1 to 64 lower-case letters, digits or "-"', ['input', 'name'])
      const source = sourceOf(input)
      const summary = `Submitted the strategy ${name}`
      const asking = { organizationId, actor: context.require().actor }
      const { strategyId, versionId } = await audited(
        context,
        { organizationId, action: 'strategy.submit', summary, after: { name, source } },
        () => asProblem(async () => (await context.runtime.strategies()).submit(asking, name, source), INPUT),
      )
      context.refresh()
      const [strategy, version] = await Promise.all([
        context.data.strategies.strategy(strategyId),
        context.data.strategies.version(versionId),
      ])
      return { strategy, version }
    },
  }),
  cancelStrategyBuild: t.field({
    type: CancelStrategyBuildPayload,
    description: 'Ends a build; one that has ended already stays as it is.',
    args: {
      input: t.arg({ type: CancelStrategyBuildInput, required: true, description: 'Which build.' }),
    },
    ...guarded(
      'strategy:submit',
      async (input: { versionId: string }, context) => (await namedVersion(input, context)).organizationId,
    ),
    errors: problems('CancelStrategyBuildResult'),
    resolve: async (_root, { input }, context) => {
      const version = await namedVersion(input, context)
      if (version.endedAt !== null) return { version }
      const { organizationId, strategyId, number } = version
      const { name } = await context.data.strategies.strategy(strategyId)
      const summary = `Cancelled the build of version ${number} of ${name}`
      await audited(context, { organizationId, action: 'strategy.cancelBuild', summary }, () =>
        asProblem(
          async () => (await context.runtime.strategies()).cancelBuild(organizationId, version.id),
          INPUT,
        ),
      )
      context.refresh()
      return { version: await namedVersion(input, context) }
    },
  }),
}))

function sourceOf({ uploadId, git }: typeof SubmitStrategyInput.$inferInput): StrategySource {
  if ((uploadId == null) === (git == null))
    throw new InvalidInput('exactly one of uploadId and git is required', INPUT)
  if (uploadId != null) {
    if (!UPLOAD_ID.test(uploadId)) throw notFound('Upload', ['input', 'uploadId'])
    return { kind: 'ZIP', uploadId }
  }
  const { url = '', revision = '' } = git ?? {}
  // Which addresses are fetched is the builder's to say; but what is submitted is kept, and shown to all of the organization.
  if (/[@?#]/.test(url) || url.length > ADDRESS_LENGTH_MAX)
    throw new InvalidInput(
      `must be an address of at most ${ADDRESS_LENGTH_MAX} characters, without user, password, query or fragment`,
      ['input', 'git', 'url'],
    )
  if (revision.length > REVISION_LENGTH_MAX)
    throw new InvalidInput(`must have at most ${REVISION_LENGTH_MAX} characters`, [
      'input',
      'git',
      'revision',
    ])
  return { kind: 'GIT', url, revision }
}
