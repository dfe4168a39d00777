/** Versions of a strategy: what was handed in, how its build went, what came of it. */
import type { VersionProblem } from '@quarterdeck/runtime'
import { notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { globalId, requireId } from '../global-id.ts'
import { nodeLoader } from '../node-loader.ts'
import { Strategy, StrategyVersion } from '../refs.ts'
import { asProblem } from '../as-problem.ts'
import { StrategySourceKind, StrategyVersionStatus } from '../strategy-enums.ts'
import { Actor, storedActor } from './actor.ts'
import { backtestName } from './listed-version.ts'
import { StrategyManifest } from './strategy-manifest.ts'
import { SourceDiff, SourceFileType, differenceOf } from './strategy-source.ts'

/** What runtime writes of a source. */
interface StoredSource {
  readonly kind: 'ZIP' | 'GIT' | 'DIRECTORY'
  readonly name?: string | null
  readonly url?: string | null
  readonly revision?: string | null
  readonly commit?: string | null
}

const Source = builder.objectRef<StoredSource>('StrategySource').implement({
  description: "Where a version's source came from.",
  fields: (t) => ({
    kind: t.expose('kind', { type: StrategySourceKind, description: 'In which way.' }),
    name: t.string({
      nullable: true,
      description: "The archive's or folder's name; null for a repository.",
      resolve: ({ name }) => name ?? null,
    }),
    url: t.string({
      nullable: true,
      description: 'The repository; null for others.',
      resolve: ({ url }) => url ?? null,
    }),
    revision: t.string({
      nullable: true,
      description: 'The revision of the repository; null for others.',
      resolve: ({ revision }) => revision ?? null,
    }),
    commit: t.string({
      nullable: true,
      description: 'The commit that the revision stood for; null for others, and until it was fetched.',
      resolve: ({ commit }) => commit ?? null,
    }),
  }),
})

const BuildProblem = builder.objectRef<VersionProblem>('StrategyBuildProblem').implement({
  description: "A fault that ended a build, at its place in the author's files.",
  fields: (t) => ({
    rule: t.exposeString('rule', { description: 'The rule that was broken; stable.' }),
    file: t.exposeString('file', { nullable: true, description: 'The file; null: the whole.' }),
    line: t.exposeInt('line', { nullable: true, description: 'The line, from 1; null: the whole file.' }),
    column: t.exposeInt('column', {
      nullable: true,
      description: 'The column, from 1; null: the whole line.',
    }),
    message: t.exposeString('message', { description: 'The fault, and what is allowed.' }),
  }),
})

const Download = builder
  .objectRef<{ readonly name: string; readonly url: string }>('StrategyDownload')
  .implement({
    description: 'A file of an artifact, to download.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Name of the file.' }),
      url: t.exposeString('url', { description: 'Where it is, below this server.' }),
    }),
  })

export const ARTIFACT_DOCUMENTS = ['source.zip', 'bundle.js', 'manifest.json', 'sbom.json'] as const

builder.node(StrategyVersion, {
  description: 'One build of a strategy. Once it is READY it never changes.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.strategies.version(id)),
  fields: (t) => ({
    strategy: t.field({
      type: Strategy,
      description: 'What it is a version of.',
      resolve: ({ strategyId }, _args, { data }) => data.strategies.strategy(strategyId),
    }),
    number: t.exposeInt('number', { description: 'Counts from 1 within the strategy.' }),
    backtestName: t.string({
      description: 'The name by which a backtest plays it, such as momentum@2, once it is ready.',
      resolve: async ({ strategyId, number }, _args, { data }) =>
        backtestName((await data.strategies.strategy(strategyId)).name, number),
    }),
    status: t.field({
      type: StrategyVersionStatus,
      description: 'Where its build is.',
      resolve: ({ status }) => status as 'READY',
    }),
    source: t.field({
      type: Source,
      description: 'What was handed in.',
      // Runtime wrote it, in this shape.
      resolve: ({ source }) => source as unknown as StoredSource,
    }),
    digest: t.exposeString('digest', {
      nullable: true,
      description: 'SHA-256 that names its artifact: the same source has the same; null: it is not ready.',
    }),
    problems: t.field({
      type: [BuildProblem],
      description: 'Why the build failed; empty: it did not.',
      resolve: ({ problems }) => problems as unknown as VersionProblem[],
    }),
    log: t.string({
      description: 'What the build said.',
      resolve: ({ id }, _args, { data }) => data.strategies.buildLog(id),
    }),
    step: t.exposeString('step', { description: 'What is being done, in words.' }),
    progress: t.exposeFloat('progress', { description: 'What is done of the build, 0 to 1.' }),
    manifest: t.field({
      type: StrategyManifest,
      nullable: true,
      description: 'What it says of itself; null: it is not ready.',
      resolve: async ({ id, organizationId, status }, _args, context) =>
        status === 'READY'
          ? asProblem(async () => (await context.runtime.strategies()).facts(organizationId, id))
          : null,
    }),
    files: t.field({
      type: [SourceFileType],
      description:
        'The text files of its source, by path: of its artifact, or of an archive that was refused, while it is kept; else empty.',
      resolve: async ({ id, organizationId }, _args, context) => [
        ...(await asProblem(async () => (await context.runtime.strategies()).source(organizationId, id))),
      ],
    }),
    diff: t.field({
      type: [SourceDiff],
      description: 'The files in which it differs from another version, by path.',
      args: {
        against: t.arg.id({ required: true, description: 'The other version, of the same organization.' }),
      },
      resolve: async ({ id, organizationId }, { against }, context) => {
        const path = ['against']
        const other = await context.data.strategies.version(requireId('StrategyVersion', against, path), path)
        if (other.organizationId !== organizationId) throw notFound('StrategyVersion', path)
        const strategies = await context.runtime.strategies()
        const [before, after] = await asProblem(() =>
          Promise.all([strategies.source(organizationId, other.id), strategies.source(organizationId, id)]),
        )
        return differenceOf(before, after)
      },
    }),
    downloads: t.field({
      type: [Download],
      description: 'The files of its artifact; empty while it is not ready.',
      resolve: ({ id, status }) =>
        status === 'READY'
          ? ARTIFACT_DOCUMENTS.map((name) => ({
              name,
              url: `/api/strategies/versions/${globalId('StrategyVersion', id)}/${name}`,
            }))
          : [],
    }),
    submittedBy: t.field({
      type: Actor,
      description: 'Who submitted it.',
      resolve: ({ actor }) => storedActor(actor),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was submitted.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last moved.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its build ended; null: it has not.',
    }),
  }),
})
