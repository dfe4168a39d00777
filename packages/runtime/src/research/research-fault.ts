/** What a caller asked of datasets and backtests and cannot have: the field at fault, and what is allowed. */

export type ResearchFaultCode = 'BAD_INPUT' | 'NOT_FOUND' | 'CONFLICT'

export class ResearchFault extends Error {
  override readonly name = 'ResearchFault'
  readonly code: ResearchFaultCode
  /** Path of the field in the request, such as `parameters.fast`; null: no single one. */
  readonly field: string | null

  constructor(code: ResearchFaultCode, message: string, field: string | null = null) {
    super(message)
    this.code = code
    this.field = field
  }
}
