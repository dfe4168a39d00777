/** What a caller asked for and cannot have: the field at fault, and what is allowed. */

export type RequestFaultCode = 'BAD_INPUT' | 'NOT_FOUND' | 'CONFLICT'

export class RequestFault extends Error {
  override readonly name = 'RequestFault'
  readonly code: RequestFaultCode
  /** Path of the field in the request, such as `parameters.fast`; null: no single one. */
  readonly field: string | null

  constructor(code: RequestFaultCode, message: string, field: string | null = null) {
    super(message)
    this.code = code
    this.field = field
  }
}
