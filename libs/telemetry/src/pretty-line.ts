import { eachField } from './log-fields.ts'
import type { Fields, Level, Shown } from './log-fields.ts'

const paint: Readonly<Record<Level, string>> = {
  debug: '\x1b[2m',
  info: '\x1b[32m',
  warn: '\x1b[33m',
  error: '\x1b[31m',
}
const RESET = '\x1b[0m'
const FAINT = '\x1b[2m'
/** Width the usual service names are padded to, so that messages stand in one column. */
const SERVICE_WIDTH = 7

/** What a line for people is made of. */
export interface PrettyLine {
  readonly atMs: number
  readonly service: string
  readonly level: Level
  readonly message: string
  readonly fields: readonly Fields[]
}

/** One line for people: `12:00:01 router  info  message key=value`, the time local. A stack follows on its own lines. */
export function prettyLine({ atMs, service, level, message, fields }: PrettyLine, colour: boolean): string {
  let line = message
  let stack = ''
  for (const some of fields) {
    eachField(some, level, (key, value) => {
      if (key === 'stacktrace' && typeof value === 'string') stack = frames(value)
      else line += colour ? ` ${FAINT}${key}=${RESET}${text(value)}` : ` ${key}=${text(value)}`
    })
  }
  const shownLevel = colour ? `${paint[level]}${level.padEnd(5)}${RESET}` : level.padEnd(5)
  return `${clock(atMs)} ${service.padEnd(SERVICE_WIDTH)} ${shownLevel} ${line}${stack}`
}

/** The lines of a stack that name a place; what else it holds, the message, stands on the first line already. */
function frames(stack: string): string {
  const places = stack.split('\n').filter((line) => /^ +at /.test(line))
  return places.map((line) => `\n${line}`).join('')
}

function text(value: Shown): string {
  if (value === null) return 'null'
  if (typeof value === 'object') return value.json
  if (typeof value !== 'string') return String(value)
  // Control characters would let a field forge a line or drive the terminal.
  // oxlint-disable-next-line no-control-regex
  return value === '' || /[\s"=\u0000-\u001f\u007f]/.test(value) ? JSON.stringify(value) : value
}

function clock(atMs: number): string {
  const date = new Date(atMs)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}
