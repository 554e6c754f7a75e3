import { parseGoDuration } from '../text/go-duration.ts'
import { cut, describeType, describeValue } from './describe.ts'
import type { Path } from './path.ts'
import type { Reading } from './reading.ts'
import type { IntegerSchema, StringSchema } from './schema.ts'

/** A number this small in a duration is surely not meant as nanoseconds. */
const nanosecondsSuspectMax = 1_000_000

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

export function decodeString(schema: StringSchema, raw: unknown, path: Path, reading: Reading): string | undefined {
  if (typeof raw === 'string') return decodeWord(schema, raw, path, reading)
  const written = reading.source.written(path)
  if (typeof raw !== 'number' && typeof raw !== 'boolean') {
    return refuse('a string', describeType(raw), path, reading)
  }
  const text = written ?? String(raw)
  const found = schema.secret === true ? describeType(raw) : describeValue(raw, written)
  const remedy = schema.secret === true ? 'write it in quotes' : `write ${lastName(path)}: ${JSON.stringify(text)}`
  understood('a string', found, path, reading, remedy)
  return decodeWord(schema, text, path, reading)
}

/** Brings a word to the spelling that the schema knows. */
function decodeWord(schema: StringSchema, word: string, path: Path, reading: Reading): string | undefined {
  if (schema.oneOf === undefined || word === '' || schema.oneOf.includes(word)) return word
  const meant =
    (schema.synonyms !== undefined && Object.hasOwn(schema.synonyms, word) ? schema.synonyms[word] : undefined) ??
    schema.oneOf.find((known) => known.toLowerCase() === word.toLowerCase())
  if (meant !== undefined) {
    const message = `${JSON.stringify(word)} is read as ${JSON.stringify(meant)}`
    reading.report({ severity: 'warning', code: 'spelling', path, message, remedy: `write ${JSON.stringify(meant)}` })
    return meant
  }
  reading.report({
    severity: schema.otherwise ?? 'error',
    code: 'invalid',
    path,
    message: `${JSON.stringify(cut(word))} is not one of ${schema.oneOf.filter((known) => known !== '').join(', ')}`,
  })
  return schema.otherwise === 'warning' ? word : undefined
}

export function decodeInteger(schema: IntegerSchema, raw: unknown, path: Path, reading: Reading): number | undefined {
  const found = describeValue(raw, reading.source.written(path))
  let value = raw
  if (typeof raw === 'string' && /^[+-]?\d{1,20}$/.test(raw)) {
    value = Number(raw)
    understood('an integer', found, path, reading, `write ${lastName(path)}: ${String(value)}`)
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) return refuse('an integer', found, path, reading)
  if (value >= schema.min && value <= schema.max) return value
  const message = `${String(value)} is out of range, ${String(schema.min)} to ${String(schema.max)}`
  reading.report({ severity: 'error', code: 'invalid', path, message })
  return undefined
}

export function decodeBoolean(raw: unknown, path: Path, reading: Reading): boolean | undefined {
  if (typeof raw === 'boolean') return raw
  const found = describeValue(raw, reading.source.written(path))
  if (typeof raw !== 'string' || !/^(true|false)$/i.test(raw)) return refuse('true or false', found, path, reading)
  const value = raw.toLowerCase() === 'true'
  understood('true or false', found, path, reading, `write ${lastName(path)}: ${String(value)}`)
  return value
}

export function decodeAmount(raw: unknown, path: Path, reading: Reading): number | undefined {
  if (typeof raw === 'number') return raw
  const found = describeValue(raw, reading.source.written(path))
  if (typeof raw !== 'string' || !decimal.test(raw)) return refuse('a number', found, path, reading)
  understood('a number', found, path, reading, `write ${lastName(path)}: ${raw}`)
  return Number(raw)
}

export function decodeInt64OrString(raw: unknown, path: Path, reading: Reading): number | string | undefined {
  if (typeof raw === 'string') return raw === '' ? raw : decodeDuration(raw, path, reading)
  const found = describeValue(raw, reading.source.written(path))
  if (typeof raw !== 'number' || !Number.isInteger(raw)) return refuse('a duration such as "10s"', found, path, reading)
  if (raw > 0 && raw < nanosecondsSuspectMax) {
    reading.report({
      severity: 'warning',
      code: 'suspect',
      path,
      message: `${String(raw)} means ${String(raw)} nanoseconds`,
      remedy: `write ${lastName(path)}: "${String(raw)}s" if seconds are meant`,
    })
  }
  return raw
}

function decodeDuration(raw: string, path: Path, reading: Reading): string | undefined {
  const duration = parseGoDuration(raw)
  if (duration.kind === 'duration') return raw
  const remedy = decimal.test(raw) ? `write ${lastName(path)}: "${raw}s" if seconds are meant` : undefined
  reading.report({ severity: 'error', code: 'invalid', path, message: duration.message, remedy })
  return undefined
}

export function decodeQuantity(raw: unknown, path: Path, reading: Reading): string | undefined {
  const written = reading.source.written(path)
  const text = typeof raw === 'number' ? (written ?? String(raw)) : raw
  if (typeof text !== 'string') return refuse('a quantity such as 10Gi', describeType(raw), path, reading)
  if (text === '' || /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/.test(text)) return text
  const message = `${JSON.stringify(cut(text))} is not a quantity such as 10Gi`
  reading.report({ severity: 'error', code: 'invalid', path, message })
  return undefined
}

function refuse(expected: string, found: string, path: Path, reading: Reading): undefined {
  reading.report({ severity: 'error', code: 'type', path, message: `expected ${expected}, found ${found}` })
  return undefined
}

function understood(expected: string, found: string, path: Path, reading: Reading, remedy: string): void {
  const message = `expected ${expected}, found ${found}`
  reading.report({ severity: 'warning', code: 'coerced', path, message, remedy })
}

function lastName(path: Path): string {
  const last = path.at(-1)
  return typeof last === 'string' ? last : 'it'
}
