import { describe, expect, it } from 'vitest'
import { cronOf, formOf, scheduleText } from './schedule.ts'

const view = (cron: string | null, more: object = {}) => ({
  source: 'eurusd.csv',
  cron,
  zone: 'UTC',
  paused: false,
  ...more,
})

describe('schedules of updates', () => {
  it.each([
    ['30 2 * * *', 'daily 02:30 UTC'],
    ['5 22 * * 1-5', 'weekdays 22:05 UTC'],
    ['0 * * * *', 'hourly'],
    ['*/10 8-16 * * 1-5', '*/10 8-16 * * 1-5 UTC'],
  ])('%s reads %s and comes back from the form unchanged', (cron, text) => {
    expect(scheduleText(view(cron))).toBe(text)
    expect(cronOf(formOf(view(cron), []))).toBe(cron)
  })

  it('says that it is paused, or that it follows another dataset', () => {
    expect(scheduleText(view('0 * * * *', { paused: true }))).toBe('Paused (hourly)')
    const after = { id: 'dat_1', instrumentId: 'FX:EUR/USD', timeframe: '1m' }
    expect(scheduleText(view(null, { after }))).toBe('after FX:EUR/USD 1m')
    const form = formOf(view(null, { after }), [])
    expect(form).toMatchObject({ rhythm: 'after', afterId: 'dat_1' })
    expect(cronOf(form)).toBeNull()
  })

  it('proposes a nightly update of the first file where there is none', () => {
    expect(formOf(null, ['a.csv', 'b.csv'])).toMatchObject({
      source: 'a.csv',
      rhythm: 'daily',
      time: '02:30',
    })
    expect(scheduleText(null)).toBe('None')
  })
})
