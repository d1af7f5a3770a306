import { CronExpressionParser } from 'cron-parser'
import type { Instant } from '../../domain/calendar.ts'
import type { Schedule } from '../../domain/source.ts'

/**
 * When a schedule comes next after `after`, in its time zone or the tenant's; undefined when it names no time. A source that is
 * read every so many minutes is read at a minute of its own (`spread`, 0 to 1), so that not all are read at once.
 */
export function nextRun (schedule: Schedule, after: Instant, zone: string, spread = 0): Instant | undefined {
  const { every_minutes: minutes, daily_at: times, cron, time_zone: own = zone } = schedule
  const next = (expression: string): Instant => CronExpressionParser.parse(expression, { currentDate: new Date(after), tz: own }).next().getTime()
  if (minutes !== undefined) {
    const length = minutes * 60_000
    const offset = Math.floor(spread * length)
    return Math.floor((after - offset) / length + 1) * length + offset
  }
  if (times !== undefined) {
    return Math.min(...times.map((time) => {
      const [hour, minute] = time.split(':')
      return next(`${Number(minute)} ${Number(hour)} * * *`)
    }))
  }
  return cron === undefined ? undefined : next(cron)
}

/** Whether a schedule can be understood; why not. */
export function troubleOf (schedule: Schedule): { member: string, why: string } | undefined {
  const named = (['every_minutes', 'daily_at', 'cron'] as const).filter((name) => schedule[name] !== undefined)
  if (named.length !== 1) return { member: '', why: 'name one of every_minutes, daily_at and cron' }
  if (schedule.cron !== undefined && schedule.cron.trim().split(/\s+/).length !== 5) return { member: '/cron', why: 'five fields: minute, hour, day, month, day of the week' }
  try {
    nextRun(schedule, 0, 'UTC')
  } catch (error) {
    return { member: schedule.cron === undefined ? '/time_zone' : '/cron', why: (error as Error).message.slice(0, 200) }
  }
}
