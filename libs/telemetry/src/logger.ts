import { eachField } from './log-fields.ts'
import type { Fields, Level, Shown } from './log-fields.ts'
import { prettyLine } from './pretty-line.ts'
import { withoutCredentials } from './redact.ts'

/** A service's log. A line is written when the call returns; below the set level a call costs nothing to speak of. */
export interface Logger {
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
  /** A logger that adds these fields to each line. */
  child(fields: Fields): Logger
  /** False when lines of this level are left out, so that costly fields need not be made. */
  enabled(level: Level): boolean
}

/** How a logger writes. */
export interface LoggerOptions {
  /** Service the lines are from; the key `logger` holds `millrace.<service>`. */
  readonly service: string
  /** Least severity written; `info` unless given. */
  readonly level?: Level | undefined
  /** Takes each line, its newline included; standard output unless given. */
  readonly write?: ((line: string) => void) | undefined
  /** Lines for people instead of JSON. */
  readonly pretty?: boolean | undefined
  /** Colours, in the lines for people. */
  readonly colour?: boolean | undefined
  /** The clock, milliseconds since 1970. */
  readonly now?: (() => number) | undefined
}

const severity: Readonly<Record<Level, number>> = { debug: 0, info: 1, warn: 2, error: 3 }

type Emit = (level: Level, message: string, fields: Fields | undefined) => void

/** A logger of JSON lines: `level`, `ts` (RFC 3339), `logger`, `msg`, then the fields, `trace_id` among them. */
export function createLogger(options: LoggerOptions): Logger {
  const { service, level = 'info', write = toStdout, pretty = false, colour = false, now = Date.now } = options
  const least = severity[level]
  return pretty
    ? prettyLogger([], least, (level, message, fields) =>
        write(`${prettyLine({ atMs: now(), service, level, message: withoutCredentials(message), fields }, colour)}\n`),
      )
    : jsonLogger(`,"logger":${JSON.stringify(`millrace.${service}`)},"msg":`, '', least, write, timestamps(now))
}

function toStdout(line: string): void {
  process.stdout.write(line)
}

function prettyLogger(
  bound: readonly Fields[],
  least: number,
  emit: (level: Level, message: string, fields: readonly Fields[]) => void,
): Logger {
  return logger(
    least,
    (level, message, fields) => emit(level, message, fields === undefined ? bound : [...bound, fields]),
    (fields) => prettyLogger([...bound, fields], least, emit),
  )
}

function jsonLogger(
  head: string,
  bound: string,
  least: number,
  write: (line: string) => void,
  ts: () => string,
): Logger {
  return logger(
    least,
    (level, message, fields) => {
      const rest = fields === undefined ? '' : fieldsJson(fields, level)
      const msg = JSON.stringify(withoutCredentials(message))
      write(`{"level":"${level}","ts":"${ts()}"${head}${msg}${bound}${rest}}\n`)
    },
    // A child's fields are written out once.
    (fields) => jsonLogger(head, bound + fieldsJson(fields, 'info'), least, write, ts),
  )
}

function logger(least: number, emit: Emit, child: (fields: Fields) => Logger): Logger {
  const off = (): void => {}
  const at = (level: Level) =>
    severity[level] < least ? off : (message: string, fields?: Fields) => emit(level, message, fields)
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child,
    enabled: (level) => severity[level] >= least,
  }
}

function fieldsJson(fields: Fields, level: Level): string {
  let json = ''
  eachField(fields, level, (key, value) => {
    json += `,${JSON.stringify(key)}:${valueJson(value)}`
  })
  return json
}

function valueJson(value: Shown): string {
  return typeof value === 'object' && value !== null ? value.json : JSON.stringify(value)
}

/** RFC 3339 times, made anew only when the millisecond changes. */
function timestamps(now: () => number): () => string {
  let lastMs = Number.NaN
  let last = ''
  return () => {
    const ms = now()
    if (ms !== lastMs) {
      lastMs = ms
      last = new Date(ms).toISOString()
    }
    return last
  }
}
