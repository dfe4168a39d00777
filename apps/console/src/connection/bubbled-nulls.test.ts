import { CombinedError } from 'urql'
import { describe, expect, it } from 'vitest'
import { hasBubbledNull } from './bubbled-nulls.ts'

const failed = (...path: string[]) => new CombinedError({ graphQLErrors: [{ message: 'no', path }] })

describe('a null at the root of an answer', () => {
  it('is a failure below it when an error says so', () => {
    expect(hasBubbledNull({ data: { organization: null }, error: failed('organization', 'members') })).toBe(
      true,
    )
  })

  it('is the answer when nothing failed', () => {
    expect(hasBubbledNull({ data: { viewer: null } })).toBe(false)
  })

  it('leaves answers alone whose failure stayed where it was', () => {
    expect(hasBubbledNull({ data: { node: { bars: null } }, error: failed('node', 'bars') })).toBe(false)
  })
})
