import { parseNumber } from '../text/number-text.ts'
import type { ByteBuffer } from './byte-buffer.ts'

/** A member that has been printed: its key as in the source, and its lines in the output. */
export interface Member {
  readonly key: Uint8Array
  readonly start: number
  readonly end: number
}

/** Sorts printed members by key, equal keys by value, and puts them back in their place. */
export function sortMembers(out: ByteBuffer, members: readonly Member[]): void {
  const first = members[0]
  if (first === undefined) return
  const sortable = members.map((member) => toSortable(out, member))
  sortable.sort((a, b) => compare(a.key, b.key) || compare(a.value, b.value))
  out.cutTo(first.start)
  for (const [i, { lines }] of sortable.entries()) {
    if (i > 0) out.push(separator)
    out.push(lines)
  }
}

const separator = Buffer.from(',\n')

interface Sortable {
  readonly key: Token
  readonly value: Token
  readonly lines: Buffer
}

/** A JSON value as the order sees it: null, false, numbers, strings, true, containers, in this order. */
interface Token {
  readonly rank: number
  readonly bytes: Buffer
  readonly number: number
}

function toSortable(out: ByteBuffer, { key, start, end }: Member): Sortable {
  const lines = out.copy(start, end)
  const member = trimBytes(lines)
  const value = member.length > key.length ? trimBytes(member.subarray(key.length + 1)) : member
  return { key: toToken(Buffer.from(key)), value: toToken(value), lines }
}

const ranks = new Map<number | undefined, number>([
  [undefined, 0],
  [0x6e, 0],
  [0x66, 1],
  [0x22, 3],
  [0x74, 4],
  [0x5b, 5],
  [0x7b, 5],
])
const numberRank = 2
const stringRank = 3

function toToken(bytes: Buffer): Token {
  const rank = ranks.get(bytes[0]) ?? numberRank
  const number = rank === numberRank ? parseNumber(bytes.toString()) : 0
  return { rank, bytes: rank === stringRank ? stringBytes(bytes) : bytes, number }
}

function compare(a: Token, b: Token): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  if (a.rank === numberRank) return a.number < b.number ? -1 : Number(a.number > b.number)
  return a.bytes.compare(b.bytes)
}

function stringBytes(bytes: Buffer): Buffer {
  if (!bytes.includes('\\')) return bytes.subarray(1, bytes.indexOf('"', 1))
  try {
    const text: unknown = JSON.parse(bytes.toString())
    return Buffer.from(typeof text === 'string' ? text : '')
  } catch {
    return Buffer.alloc(0)
  }
}

function trimBytes(bytes: Buffer): Buffer {
  let from = 0
  let to = bytes.length
  while (from < to && isSpace(bytes[from])) from++
  while (to > from && isSpace(bytes[to - 1])) to--
  return bytes.subarray(from, to)
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d)
}
