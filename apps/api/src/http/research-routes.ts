/** Files of market data on their way in, and documents of backtests on their way out. */
import { demand } from '../access/principal.ts'
import { notFound } from '../problem/problem.ts'
import { requireId } from '../schema/global-id.ts'
import { type FileDoorOptions, fileDoor, incomingFile } from './file-doors.ts'
import type { Handler } from './graphql.ts'
import { reply, replyJson } from './reply.ts'

export interface ResearchRoutes {
  readonly uploads: Handler
  readonly documents: Handler
}

const DOCUMENT_PATH = /^\/api\/backtests\/([A-Za-z0-9_-]{1,64})\/([a-z.]{1,40})$/

export function createResearchRoutes(options: FileDoorOptions): ResearchRoutes {
  return {
    uploads: fileDoor(options, 'POST', async (req, res, context) => {
      const { organizationId, name, content } = incomingFile(req, context, { action: 'dataset:import' })
      const { datasets } = await context.runtime.research()
      const upload = await datasets.upload(organizationId, name, content)
      replyJson(res, 201, { uploadId: upload.id, name: upload.name, bytes: upload.bytes })
    }),
    documents: fileDoor(options, 'GET', async (req, res, context) => {
      const [, id = '', name = ''] = DOCUMENT_PATH.exec((req.url ?? '').split('?')[0] ?? '') ?? []
      const backtest = await context.data.research.backtest(requireId('Backtest', id, ['id']))
      demand(context.require(), 'backtest:read', backtest.organizationId)
      const { backtests } = await context.runtime.research()
      const document = await backtests.document(backtest.organizationId, backtest.id, name)
      if (document === null) throw notFound('Document')
      // Never shown as a page of ours: it holds words of whoever wrote the strategy.
      res.setHeader('content-disposition', `attachment; filename="${name}"`)
      reply(res, { status: 200, type: document.type, body: document.content })
    }),
  }
}
