/** Splits and dividends that are kept beside a dataset. */
import type { CorporateAction } from '@quarterdeck/market-data'
import { builder } from '../builder.ts'
import { CorporateActionKind } from '../research-enums.ts'

export const DatasetAction = builder.objectRef<CorporateAction>('DatasetAction').implement({
  description: 'A split or dividend of the instrument.',
  fields: (t) => ({
    kind: t.expose('kind', { type: CorporateActionKind, description: 'What it is.' }),
    exAt: t.expose('exTime', { type: 'DateTime', description: 'From when prices are without it.' }),
    ratio: t.float({
      nullable: true,
      description: 'SPLIT: new shares for each old one, 4 for 4:1; null for dividends.',
      resolve: (action) => (action.kind === 'SPLIT' ? action.ratio : null),
    }),
    amount: t.float({
      nullable: true,
      description: 'CASH_DIVIDEND: money for each share as counted on the ex-date; null for splits.',
      resolve: (action) => (action.kind === 'CASH_DIVIDEND' ? action.amount : null),
    }),
    referencePrice: t.float({
      nullable: true,
      description: 'Price that a dividend is measured by; null: the close before.',
      resolve: (action) => (action.kind === 'CASH_DIVIDEND' ? (action.referencePrice ?? null) : null),
    }),
  }),
})
