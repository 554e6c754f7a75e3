import { fromBinary, fromBytes, toBytes } from '@millrace/value'
import { Fault } from '../run/fault.ts'
import { encode } from '../value/encode.ts'
import { described } from '../value/preview.ts'
import { isDict, isList } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import type { Context, Native, NativeTable } from './context.ts'
import { notApplicable, wrongType } from './refusal.ts'
import { toText } from './strings.ts'

/** A format that works on the value as a text; each character becomes `growth` at most. */
function onText(growth: number, apply: (text: string, value: Value) => string): Native {
  return (value, _args, context) => {
    // toText gives a text.
    const text = toText(value, [], context) as string
    context.budget.rewrite(text.length, growth)
    context.budget.step(text.length * 2)
    return apply(text, value)
  }
}

const htmlNames: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  "'": '&apos;',
  '"': '&quot;',
}

function toUri(text: string): string {
  const bytes = toBytes(text)
  let uri = ''
  for (const byte of bytes) {
    const character = String.fromCharCode(byte)
    uri += /[A-Za-z0-9_.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return uri
}

function fromUri(text: string, value: Value): string {
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/u.exec(text)
  if (bad !== null) throw notApplicable('@urid', value, [], `invalid URL escape ${JSON.stringify(bad[0])}`)
  if (!text.includes('%')) return text
  // One character a byte, so that escapes of single bytes come together to characters.
  let out = ''
  for (const part of text.split(/(%[0-9a-fA-F]{2})/)) {
    if (/^%[0-9a-fA-F]{2}$/.test(part)) out += String.fromCharCode(Number.parseInt(part.slice(1), 16))
    else for (const byte of toBytes(part)) out += String.fromCharCode(byte)
  }
  return fromBinary(out)
}

/** What a character of a text becomes at most in a row: `'` in a shell's quotes is `'\''`. */
const rowGrowth = 4

/** Steps of a cell, besides those for its text. */
const cellSteps = 8

/** A row: the values of a list, each as the format has it. */
function row(format: string, separator: string, quote: (text: string) => string, showsNull = false) {
  return (value: Value, context: Context): string => {
    if (!isList(value)) throw wrongType(`@${format}`, value)
    context.budget.items(value.length * 2)
    context.budget.step(value.length * cellSteps)
    const cells = value.map((cell) => {
      if (isList(cell) || isDict(cell)) {
        throw new Fault(`@${format} cannot format an array including: ${described(cell)}`)
      }
      if (typeof cell === 'string') {
        context.budget.rewrite(cell.length, rowGrowth)
        return quote(cell)
      }
      const text = encode(cell, context.budget)
      return text === 'null' && !showsNull ? '' : text
    })
    return cells.join(separator)
  }
}

const csv = row('csv', ',', (text) => `"${text.replaceAll('"', '""').replaceAll('\0', String.raw`\0`)}"`)
const tsvNames: Readonly<Record<string, string>> = {
  '\t': String.raw`\t`,
  '\r': String.raw`\r`,
  '\n': String.raw`\n`,
  '\\': '\\\\',
  '\0': String.raw`\0`,
}
// oxlint-disable-next-line no-control-regex -- NUL is one of the characters that are escaped
const tsv = row('tsv', '\t', (text) =>
  text.replaceAll(/[\t\r\n\\\0]/g, (character) => tsvNames[character] ?? character),
)
const quoteForShell = (text: string): string =>
  `'${text.replaceAll("'", String.raw`'\''`).replaceAll('\0', String.raw`\0`)}'`
const shell = row('sh', ' ', quoteForShell, true)

function fromBase64(text: string, value: Value): string {
  const [digits = ''] = text.split('=', 1)
  const bytes = decodeBase64(digits)
  if (typeof bytes === 'number') {
    throw notApplicable('@base64d', value, [], `illegal base64 data at input byte ${bytes}`)
  }
  return fromBytes(bytes)
}

const byName: Readonly<Record<string, Native>> = {
  text: toText,
  json: (value, _args, { budget }) => encode(value, budget),
  html: onText(6, (text) => text.replaceAll(/[<>&'"]/g, (character) => htmlNames[character] ?? character)),
  uri: onText(9, toUri),
  urid: onText(1, fromUri),
  csv: (value, _args, context) => csv(value, context),
  tsv: (value, _args, context) => tsv(value, context),
  sh: (value, _args, context) => shell(isList(value) ? value : [value], context),
  base64: onText(4, (text) => encodeBase64(toBytes(text))),
  base64d: onText(1, fromBase64),
}

const format: Native = (value, [name = null], context) => {
  if (typeof name !== 'string') throw wrongType('format', name)
  const native = Object.hasOwn(byName, name) ? byName[name] : undefined
  if (native === undefined) throw new Fault(`format not defined: @${name}`)
  return native(value, [], context)
}

/** The formats as functions, by the names that the parser gives them. */
export const formats: NativeTable = {
  'format/1': format,
  ...Object.fromEntries(Object.entries(byName).map(([name, native]) => [`_to${name}/0`, native])),
}
