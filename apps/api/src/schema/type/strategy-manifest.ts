/** What a version that is ready says of itself: the facts of its manifest, with what a form needs. */
import type { VersionFacts } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { StrategyParameter } from './backtest-strategy.ts'

const ManifestFile = builder.objectRef<VersionFacts['files'][number]>('StrategyManifestFile').implement({
  description: 'A file that was built in.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where it is in the source.' }),
    bytes: t.exposeInt('bytes', { description: 'How long it is.' }),
    sha256: t.exposeString('sha256', { description: 'SHA-256 of its content.' }),
  }),
})

const ManifestPackage = builder
  .objectRef<VersionFacts['packages'][number]>('StrategyManifestPackage')
  .implement({
    description: 'A package that was built in.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Name.' }),
      version: t.exposeString('version', { description: 'Exact version.' }),
    }),
  })

export const StrategyManifest = builder.objectRef<VersionFacts>('StrategyManifest').implement({
  description: 'What a version says of itself.',
  fields: (t) => ({
    strategyName: t.exposeString('strategyName', { description: 'The name in its code.' }),
    description: t.exposeString('description', { description: 'What it does.' }),
    parameters: t.field({
      type: [StrategyParameter],
      description: 'Its parameters.',
      resolve: ({ parameters }) => [...parameters],
    }),
    stateVersion: t.exposeInt('stateVersion', {
      nullable: true,
      description: 'Version of the state that it keeps; null: it keeps none.',
    }),
    sdkVersion: t.exposeString('sdkVersion', { description: 'The SDK that it was built against.' }),
    bundleBytes: t.exposeInt('bundleBytes', { description: 'How long its bundle is.' }),
    files: t.field({
      type: [ManifestFile],
      description: 'The files that were built in.',
      resolve: ({ files }) => [...files],
    }),
    packages: t.field({
      type: [ManifestPackage],
      description: 'The packages that were built in.',
      resolve: ({ packages }) => [...packages],
    }),
  }),
})
