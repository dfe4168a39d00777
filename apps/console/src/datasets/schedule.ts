/** What brings a dataset up to date, between the words people choose from and the cron expression that the API takes. */

export interface ScheduleView {
  readonly source: string
  readonly cron?: string | null | undefined
  readonly zone?: string | null | undefined
  readonly paused: boolean
  readonly after?: { readonly instrumentId: string; readonly timeframe: string } | null | undefined
}

/** Ways to set a time that need no cron; `custom` is the expression itself, `after` another dataset. */
export type Rhythm = 'hourly' | 'daily' | 'weekdays' | 'custom' | 'after'

export interface ScheduleForm {
  readonly source: string
  readonly rhythm: Rhythm
  /** Time of day, `HH:MM`, for daily and weekdays. */
  readonly time: string
  readonly cron: string
  readonly zone: string
  readonly afterId: string
}

const daily = /^(\d{1,2}) (\d{1,2}) \* \* (\*|1-5)$/

function clockOf(hour: string, minute: string): string {
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
}

/** Returns the form that shows a schedule; without one a nightly update is proposed. */
export function formOf(
  schedule:
    | (ScheduleView & { readonly after?: { readonly id: string } | null | undefined })
    | null
    | undefined,
  sources: readonly string[],
): ScheduleForm {
  const base: ScheduleForm = {
    source: schedule?.source ?? sources[0] ?? '',
    rhythm: 'daily',
    time: '02:30',
    cron: schedule?.cron ?? '30 2 * * *',
    zone: schedule?.zone ?? 'UTC',
    afterId: schedule?.after?.id ?? '',
  }
  if (schedule?.after) return { ...base, rhythm: 'after' }
  if (!schedule?.cron) return base
  const match = daily.exec(schedule.cron)
  if (match) {
    return {
      ...base,
      rhythm: match[3] === '1-5' ? 'weekdays' : 'daily',
      time: clockOf(match[2] ?? '0', match[1] ?? '0'),
    }
  }
  return { ...base, rhythm: schedule.cron === '0 * * * *' ? 'hourly' : 'custom' }
}

/** Returns the cron expression of a form, or null when it follows another dataset. */
export function cronOf(form: ScheduleForm): string | null {
  if (form.rhythm === 'after') return null
  if (form.rhythm === 'custom') return form.cron.trim()
  if (form.rhythm === 'hourly') return '0 * * * *'
  const [hour = '0', minute = '0'] = form.time.split(':')
  return `${Number(minute)} ${Number(hour)} * * ${form.rhythm === 'weekdays' ? '1-5' : '*'}`
}

/** Returns a schedule in words. */
export function scheduleText(schedule: ScheduleView | null | undefined): string {
  if (!schedule) return 'None'
  const when = whenText(schedule)
  return schedule.paused ? `Paused (${when})` : when
}

function whenText({ cron, zone, after }: ScheduleView): string {
  if (after) return `after ${after.instrumentId} ${after.timeframe}`
  if (!cron) return 'None'
  const match = daily.exec(cron)
  const place = zone ?? 'UTC'
  if (match) {
    return `${match[3] === '1-5' ? 'weekdays' : 'daily'} ${clockOf(match[2] ?? '0', match[1] ?? '0')} ${place}`
  }
  return cron === '0 * * * *' ? 'hourly' : `${cron} ${place}`
}
