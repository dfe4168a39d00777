/** Archives of strategies on their way in, and the files of their artifacts on their way out. */
import type { ArtifactDocument } from '@quarterdeck/runtime'
import { demand } from '../access/principal.ts'
import { notFound } from '../problem/problem.ts'
import { requireId } from '../schema/global-id.ts'
import { ARTIFACT_DOCUMENTS } from '../schema/type/strategy-version.ts'
import { type FileDoorOptions, fileDoor, incomingFile } from './file-doors.ts'
import type { Handler } from './graphql.ts'
import { reply, replyJson } from './reply.ts'

export interface StrategyRoutes {
  readonly uploads: Handler
  readonly artifacts: Handler
}

const ARCHIVE_BYTES_MAX = 16 * 2 ** 20
const ARTIFACT_PATH = /^\/api\/strategies\/versions\/([A-Za-z0-9_-]{1,64})\/([a-z.]{1,40})$/

const TYPES: Readonly<Record<ArtifactDocument, string>> = {
  'source.zip': 'application/zip',
  // Text, so that no page of ours can be made to run it.
  'bundle.js': 'text/plain; charset=utf-8',
  'manifest.json': 'application/json; charset=utf-8',
  'sbom.json': 'application/json; charset=utf-8',
}

export function createStrategyRoutes(options: FileDoorOptions): StrategyRoutes {
  return {
    uploads: fileDoor(options, 'POST', async (req, res, context) => {
      const terms = { action: 'strategy:submit', bytesMax: ARCHIVE_BYTES_MAX } as const
      const { organizationId, name, content } = incomingFile(req, context, terms)
      const strategies = await context.runtime.strategies()
      const { id, bytes } = await strategies.upload(organizationId, name, content)
      replyJson(res, 201, { uploadId: id, bytes })
    }),
    artifacts: fileDoor(options, 'GET', async (req, res, context) => {
      const [, id = '', named = ''] = ARTIFACT_PATH.exec((req.url ?? '').split('?')[0] ?? '') ?? []
      const version = await context.data.strategies.version(requireId('StrategyVersion', id, ['id']))
      demand(context.require(), 'strategy:read', version.organizationId)
      const name = ARTIFACT_DOCUMENTS.find((known) => known === named)
      if (name === undefined) throw notFound('Document')
      const strategies = await context.runtime.strategies()
      const document = await strategies.document(version.organizationId, version.id, name)
      if (document === null) throw notFound('Document')
      // Never shown as a page of ours, and never run as a script of ours.
      res.setHeader('content-disposition', `attachment; filename="${name}"`)
      reply(res, { status: 200, type: TYPES[name], body: Buffer.from(document) })
    }),
  }
}
