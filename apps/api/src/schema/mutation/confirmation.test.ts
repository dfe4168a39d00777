/** Real money is confirmed by the name of what shall trade it. */
import { describe, expect, it } from 'vitest'
import { demandConfirmation } from './confirmation.ts'

describe('a deployment', () => {
  it.each([
    ['LIVE', 'momentum'],
    ['PAPER', 'momentum'],
    ['PAPER', null],
    ['SHADOW', undefined],
  ])('on a %s account is confirmed by %j', (mode, confirm) => {
    expect(() => demandConfirmation(mode, 'momentum', confirm)).not.toThrow()
  })

  it.each([
    ['LIVE', null],
    ['LIVE', undefined],
    ['LIVE', ''],
    ['LIVE', 'Momentum'],
    ['PAPER', 'another'],
  ])('on a %s account is not confirmed by %j', (mode, confirm) => {
    expect(() => demandConfirmation(mode, 'momentum', confirm)).toThrow(
      expect.objectContaining({
        argument: ['input', 'confirm'],
        message: expect.stringContaining('momentum') as string,
      }),
    )
  })
})
