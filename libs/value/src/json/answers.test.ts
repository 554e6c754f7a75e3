import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { floatText, formatFloat } from '../number/format-float.ts'
import { decodeJson, readJson } from './decode.ts'
import { encodeJson } from './encode.ts'
import { JsonError } from './error.ts'

/** A document (base64) and what Go's encoding/json and strconv make of it. */
interface Answer {
  readonly in: string
  readonly error?: string
  /** Decoded and encoded again: by `Marshal`, without HTML escapes, indented, and with `UseNumber`. */
  readonly html: string
  readonly plain: string
  readonly indent?: string
  readonly digits?: string
  /** Of a number: the formats `g` and `f`, and `%v`. */
  readonly g?: string
  readonly f?: string
  readonly v?: string
}

const lines = readFileSync(new URL('../answers/json.jsonl', import.meta.url), 'utf8').split('\n')
const answers = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Answer)

function answerTo(document: Uint8Array): Partial<Answer> {
  try {
    const { value, fault } = readJson(document)
    const written = { html: encodeJson(value), plain: `${encodeJson(value, { html: false })}\n` }
    if (fault !== undefined) return { ...written, error: fault.message }
    const digits = encodeJson(decodeJson(document, { numbers: 'digits' }))
    const all = { ...written, digits, indent: encodeJson(value, { indent: '  ' }) }
    if (typeof value !== 'number') return all
    return { ...all, g: formatFloat(value, 'g', -1), f: formatFloat(value, 'f', -1), v: floatText(value) }
  } catch (error) {
    if (error instanceof JsonError) return { error: error.message, html: 'null', plain: 'null\n' }
    throw error
  }
}

describe("answers of Go's encoding/json", () => {
  test('there are enough of them', () => {
    expect(answers.length).toBeGreaterThan(450)
  })

  test.each(answers.map((answer) => [Buffer.from(answer.in, 'base64').toString(), answer] as const))(
    '%j',
    (_, { in: document, ...answer }) => {
      expect(answerTo(Buffer.from(document, 'base64'))).toEqual(answer)
    },
  )
})
