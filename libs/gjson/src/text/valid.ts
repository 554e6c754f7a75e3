import { isSpace, numberLength, stringLength } from './grammar.ts'

const openBrace = 0x7b
const openBracket = 0x5b
const comma = 0x2c

/** Whether the text is exactly one JSON value, by RFC 8259. Any depth: nothing recurses. */
export function isValid(json: string): boolean {
  const open: number[] = []
  let i = skipSpace(json, 0)
  for (;;) {
    const code = json.charCodeAt(i)
    if (code === openBrace || code === openBracket) {
      i = skipSpace(json, i + 1)
      if (json.charCodeAt(i) !== code + 2) {
        open.push(code)
        if (code === openBrace) i = afterKey(json, i)
        if (i < 0) return false
        continue
      }
      i++
    } else {
      const length = scalarLength(json, i, code)
      if (length === 0) return false
      i += length
    }
    i = nextMember(json, skipSpace(json, i), open)
    if (i < 0) return open.length === 0 && ~i === json.length
  }
}

/** After a value: closes what is closed, and goes on to the next member. Gives ~place when there is none. */
function nextMember(json: string, from: number, open: number[]): number {
  let i = from
  while (open.length > 0) {
    const container = open.at(-1) ?? 0
    const code = json.charCodeAt(i)
    if (code === comma) {
      i = skipSpace(json, i + 1)
      return container === openBrace ? afterKey(json, i) : i
    }
    if (code !== container + 2) return ~i
    open.pop()
    i = skipSpace(json, i + 1)
  }
  return ~i
}

/** `i` is where a key must stand; gives where its value starts, or ~place. */
function afterKey(json: string, i: number): number {
  const length = json.charCodeAt(i) === 0x22 ? stringLength(json, i) : 0
  const colon = skipSpace(json, i + length)
  return length > 0 && json.charCodeAt(colon) === 0x3a ? skipSpace(json, colon + 1) : ~i
}

function scalarLength(json: string, i: number, code: number): number {
  switch (code) {
    case 0x22:
      return stringLength(json, i)
    case 0x74:
      return json.startsWith('true', i) ? 4 : 0
    case 0x66:
      return json.startsWith('false', i) ? 5 : 0
    case 0x6e:
      return json.startsWith('null', i) ? 4 : 0
    default:
      return numberLength(json, i)
  }
}

function skipSpace(json: string, i: number): number {
  let k = i
  while (k < json.length && isSpace(json.charCodeAt(k))) k++
  return k
}
