import { describe, expect, it } from 'vitest'
import { parametersIn } from './form-like.ts'

describe('parameters that an address names', () => {
  it('are read as texts', () => {
    expect(parametersIn('{"fast":"9","slow":30}')).toEqual({ fast: '9', slow: '30' })
  })

  it.each([[null], ['no JSON'], ['7'], ['null']])('are none in %s', (set) => {
    expect(parametersIn(set)).toEqual({})
  })
})
