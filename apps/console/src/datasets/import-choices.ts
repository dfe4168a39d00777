/** How a file is read and where it goes: the form of an import, and the input that the API takes. Empty means: detect it. */
import type {
  AssetClass,
  DateOrder,
  ImportChoicesInput,
  ImportDatasetInput,
  ImportDialect,
  ImportMode,
  SeriesKind,
} from '../generated/graphql.ts'
import { isTicks } from './series-kinds.ts'

export interface ImportChoices {
  readonly dialect: ImportDialect | ''
  readonly kind: SeriesKind | ''
  readonly zone: string
  readonly dateOrder: DateOrder | ''
  readonly symbol: string
  readonly label: 'OPEN' | 'CLOSE' | ''
  readonly disorder: 'REFUSE' | 'SORT'
  readonly duplicates: 'REFUSE' | 'FIRST' | 'LAST'
  readonly impossible: 'REFUSE' | 'DROP' | 'KEEP'
  /** Columns that were named by hand, by field. */
  readonly columns: Readonly<Record<string, string>>
}

export const detectAll: ImportChoices = {
  dialect: '',
  kind: '',
  zone: '',
  dateOrder: '',
  symbol: '',
  label: '',
  disorder: 'REFUSE',
  duplicates: 'REFUSE',
  impossible: 'REFUSE',
  columns: {},
}

export interface ImportTarget {
  readonly instrumentId: string
  readonly timeframe: string
  readonly mode: ImportMode
  readonly assetClass: AssetClass | ''
}

/** Returns the choices as the API takes them: what is empty is left out, so that it is detected. */
export function toChoices(choices: ImportChoices): ImportChoicesInput {
  const { dialect, kind, zone, dateOrder, symbol, label, disorder, duplicates, impossible } = choices
  const columns = Object.entries(choices.columns)
    .filter(([, column]) => column.trim() !== '')
    .map(([field, column]) => ({ field, column: column.trim() }))
  return {
    ...(dialect === '' || dialect === 'PARQUET' ? {} : { dialect }),
    ...(kind === '' ? {} : { kind }),
    ...(zone.trim() === '' ? {} : { zone: zone.trim() }),
    ...(dateOrder === '' ? {} : { dateOrder }),
    ...(symbol.trim() === '' ? {} : { symbol: symbol.trim() }),
    ...(label === '' ? {} : { label }),
    ...(columns.length === 0 ? {} : { columns }),
    disorder,
    duplicates,
    impossible,
  }
}

export interface ImportOrder {
  readonly organizationId: string
  readonly uploadId: string
  readonly kind: SeriesKind
  readonly choices: ImportChoices
  readonly target: ImportTarget
}

/** Returns the input of an import. */
export function toImport({
  organizationId,
  uploadId,
  kind,
  choices,
  target,
}: ImportOrder): ImportDatasetInput {
  const { instrumentId, timeframe, mode, assetClass } = target
  return {
    organizationId,
    uploadId,
    kind,
    instrumentId: instrumentId.trim(),
    timeframe: isTicks(kind) ? 'tick' : timeframe.trim(),
    mode,
    ...(assetClass === '' ? {} : { assetClass }),
    choices: toChoices(choices),
  }
}
