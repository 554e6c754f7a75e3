import { isJsonObject, member, type JsonValue } from '../schema/json.ts'
import { nearestName } from '../schema/nearest-name.ts'
import type { ProblemCode, Severity } from '../problem.ts'
import { parseYamlValue } from '../read/yaml-value.ts'
import { parseByteSize } from '../text/byte-size.ts'
import { parseGoDuration } from '../text/go-duration.ts'

/** What a `streamConfig` says. What it does not say is absent. Counts and sizes of -1 mean unlimited. */
export interface StreamConfig {
  readonly maxMsgs?: number
  readonly maxAgeMs?: number
  readonly maxBytes?: number
  readonly replicas?: number
  readonly duplicatesMs?: number
  readonly retention?: 'limits' | 'interest' | 'workqueue'
  readonly discard?: 'old' | 'new'
}

export interface StreamConfigFault {
  readonly severity: Severity
  readonly code: ProblemCode
  readonly message: string
  readonly remedy?: string
}

export interface ParsedStreamConfig {
  readonly config: StreamConfig
  readonly faults: readonly StreamConfigFault[]
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Say = (severity: Severity, code: ProblemCode, message: string, remedy?: string) => void
type Setter = (config: Mutable<StreamConfig>, value: JsonValue, say: Say) => void

const retentions = ['limits', 'interest', 'workqueue'] as const
const discards = ['old', 'new'] as const
const replicasMax = 5

/** Keys are read in any case, as the original does. */
const setters: Readonly<Record<string, Setter>> = {
  maxmsgs: (config, value, say) => {
    const count = integerOf('maxMsgs', value, say)
    if (count !== undefined) config.maxMsgs = count
  },
  maxage: (config, value, say) => {
    const ms = durationMsOf('maxAge', value, say)
    if (ms !== undefined) config.maxAgeMs = ms
  },
  maxbytes: (config, value, say) => {
    const bytes = bytesOf(value, say)
    if (bytes !== undefined) config.maxBytes = bytes
  },
  replicas: (config, value, say) => {
    const count = integerOf('replicas', value, say)
    if (count === undefined) return
    if (count < 1 || count > replicasMax)
      say('error', 'invalid', `replicas: ${String(count)} is not 1 to ${String(replicasMax)}`)
    else config.replicas = count
  },
  duplicates: (config, value, say) => {
    const ms = durationMsOf('duplicates', value, say)
    if (ms !== undefined) config.duplicatesMs = ms
  },
  retention: (config, value, say) => {
    const retention = choiceOf('retention', value, retentions, say)
    if (retention !== undefined) config.retention = retention
    if (retention === 'workqueue')
      say('warning', 'suspect', 'retention: a work queue cannot serve sensors, which read only what is new')
  },
  discard: (config, value, say) => {
    const discard = choiceOf('discard', value, discards, say)
    if (discard !== undefined) config.discard = discard
  },
}

const keyNames = ['maxMsgs', 'maxAge', 'maxBytes', 'replicas', 'duplicates', 'retention', 'discard']

/**
 * Reads the YAML text of a bus's `streamConfig`. Sizes with units (`1GB`) and words (`interest`) are understood, with a
 * warning, where Argo Events silently takes them for 0. What cannot be understood is left out, with an error.
 */
export function parseStreamConfig(text: string): ParsedStreamConfig {
  const faults: StreamConfigFault[] = []
  const say: Say = (severity, code, message, remedy) => {
    faults.push({ severity, code, message, ...(remedy === undefined ? {} : { remedy }) })
  }
  const config: Mutable<StreamConfig> = {}
  const parsed = parseYamlValue(text)
  if (parsed.kind === 'fault') say('error', 'syntax', `not YAML: ${parsed.message}`)
  else if (!isJsonObject(parsed.value)) {
    if (parsed.value !== null) say('error', 'type', 'expected lines such as maxAge: 72h')
  } else {
    for (const key of Object.keys(parsed.value)) {
      const value = member(parsed.value, key) ?? null
      const folded = key.toLowerCase()
      const setter = Object.hasOwn(setters, folded) ? setters[folded] : undefined
      if (setter === undefined) sayUnknown(key, say)
      else if (value !== null) setter(config, value, say)
    }
  }
  return { config, faults }
}

function sayUnknown(key: string, say: Say): void {
  const near = nearestName(key, keyNames)
  const remedy = near === undefined ? `known are ${keyNames.join(', ')}` : `did you mean ${near}?`
  say('warning', 'unknown-field', `${key}: unknown key, ignored`, remedy)
}

function integerOf(key: string, value: JsonValue, say: Say): number | undefined {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  if (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
  say('error', 'type', `${key}: expected an integer, found ${JSON.stringify(value)}`)
  return undefined
}

function durationMsOf(key: string, value: JsonValue, say: Say): number | undefined {
  if (typeof value === 'number') {
    if (value > 0)
      say(
        'warning',
        'suspect',
        `${key}: ${String(value)} means nanoseconds`,
        `write ${String(value)}s if seconds are meant`,
      )
    return value / 1e6
  }
  const parsed = typeof value === 'string' ? parseGoDuration(value) : undefined
  if (parsed?.kind === 'duration') return parsed.ms
  say('error', 'invalid', `${key}: ${parsed?.message ?? 'expected a duration such as 72h'}`)
  return undefined
}

function bytesOf(value: JsonValue, say: Say): number | undefined {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  const text = typeof value === 'string' ? value.trim() : ''
  const bytes = parseByteSize(text)
  if (bytes === undefined) {
    say('error', 'invalid', `maxBytes: expected a number of bytes, found ${JSON.stringify(value)}`)
  } else if (!/^-?\d+$/.test(text)) {
    const message = `maxBytes: ${text} is read as ${String(bytes)}; Argo Events reads it as unlimited`
    say('warning', 'coerced', message, `write maxBytes: ${String(bytes)}`)
  }
  return bytes
}

function choiceOf<T extends string>(key: string, value: JsonValue, words: readonly T[], say: Say): T | undefined {
  const byNumber =
    typeof value === 'number' || (typeof value === 'string' && /^\d$/.test(value)) ? words[Number(value)] : undefined
  if (byNumber !== undefined) return byNumber
  const folded = typeof value === 'string' ? value.toLowerCase().replaceAll(/[\s_-]|policy$/g, '') : ''
  const byWord = words.find((word) => folded === word || folded === `discard${word}`)
  if (byWord === undefined) {
    say('error', 'invalid', `${key}: expected ${words.map((word, at) => `${String(at)} (${word})`).join(', ')}`)
    return undefined
  }
  const message = `${key}: ${byWord} is understood here; Argo Events reads every word as 0`
  say('warning', 'coerced', message, `write ${key}: ${String(words.indexOf(byWord))}`)
  return byWord
}
