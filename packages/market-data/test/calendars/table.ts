/** Writes what came of the published calendars as a table for docs/assurance. */
import { exchangeCalendar, FILED_CALENDARS, dateOf } from '../../src/index.ts'
import { dayAnswers, holidayListAnswer, sessionAnswers, type Answer } from './answers.ts'

/** Where the table is kept for readers. */
export const TABLE_FILE = new URL('../../../../docs/assurance/calendars-agreement.md', import.meta.url)

export interface CalendarAnswers {
  readonly sessions: readonly Answer[]
  readonly days: readonly Answer[]
  readonly holidays: Answer
}

export function allAnswers(): CalendarAnswers {
  return { sessions: sessionAnswers(), days: dayAnswers(), holidays: holidayListAnswer() }
}

/** The answers that count as cases: the holiday list is a further check. */
export function casesOf({ sessions, days }: CalendarAnswers): readonly Answer[] {
  return [...sessions, ...days]
}

/** The table as Markdown. */
export function tableOf(answers: CalendarAnswers): string {
  const cases = casesOf(answers)
  const different = [...cases, answers.holidays].filter(({ difference }) => difference !== null)
  const row = (one: Answer): string =>
    `| ${one.file} | ${one.name} | ${one.compared} | 1 | ${one.difference === null ? 1 : 0} |`
  const agreed = (list: readonly Answer[]): number =>
    list.filter(({ difference }) => difference === null).length
  const days = answers.days
  return [
    '# Exchange calendars against published answers',
    '',
    'Written by `npm run agreement:calendars -w @quarterdeck/market-data`; a test compares. The answers are test',
    'assertions and golden files of exchange_calendars and pandas_market_calendars, kept beside the repository. Our data',
    'are written from later releases of the same two packages (`packages/market-data/tools/write-calendars.py`), so this',
    'shows that nothing was lost on the way and that the releases agree, not that the packages are right; the last file is',
    'a separate list of closings.',
    '',
    '| file | case | compared | cases | agreed |',
    '| --- | --- | --- | ---: | ---: |',
    ...answers.sessions.map(row),
    `| ${days[0]?.file} | CME-EQUITY, each day | ${days.length} days | ${days.length} | ${agreed(days)} |`,
    `| **all** | | | ${cases.length} | ${agreed(cases)} |`,
    `| ${answers.holidays.file} | XNYS since 1970 | ${answers.holidays.compared} | - | ${agreed([answers.holidays])} |`,
    '',
    '## Differences',
    '',
    ...(different.length === 0
      ? ['None.']
      : different.map((one) => `- ${one.file}, ${one.name}: ${one.difference}`)),
    '',
    '## What each calendar knows',
    '',
    'Outside of its dates a calendar refuses to answer. Dates after the release of the source follow its rules: closings',
    'announced later arrive with a newer release of the data.',
    '',
    '| calendar | of | from | to | source |',
    '| --- | --- | --- | --- | --- |',
    ...['24/7', 'FX', ...FILED_CALENDARS].map(horizonRow),
    '',
    '## Where the exchange said otherwise',
    '',
    'Dates on which the data follow a notice of the exchange, or another source, instead of the package.',
    '',
    '| calendar | dates | why |',
    '| --- | --- | --- |',
    ...FILED_CALENDARS.flatMap(correctionRows),
    '',
  ].join('\n')
}

function correctionRows(name: string): string[] {
  const byReason = Map.groupBy(exchangeCalendar(name).corrections, ({ why }) => why)
  return [...byReason].map(
    ([why, all]) => `| ${name} | ${all.map(({ date }) => dateOf(date)).join(', ')} | ${why} |`,
  )
}

function horizonRow(name: string): string {
  const { title, first, last, source } = exchangeCalendar(name)
  const from =
    source.package === 'rule'
      ? `rule: ${source.calendar}`
      : `${source.package} ${source.version}, ${source.calendar} (${source.license})`
  return `| ${name} | ${title} | ${dateOf(first)} | ${dateOf(last)} | ${from} |`
}
