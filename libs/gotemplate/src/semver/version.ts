import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { bytes } from '../value/bytes.ts'
import { Int, int } from '../value/int.ts'
import { Opaque } from '../value/opaque.ts'
import type { Value } from '../value/value.ts'
import { byteLength, compareUtf8, toBytes } from '@millrace/value'

const shape =
  /^v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/
const lengthMax = 256
const partMax = (1n << 64n) - 1n

/** A semantic version; `1.2` is taken for `1.2.0`. */
export class Version extends Opaque {
  readonly type = '*semver.Version'
  readonly kind = 'ptr'
  readonly major: bigint
  readonly minor: bigint
  readonly patch: bigint
  readonly prerelease: string
  readonly metadata: string
  readonly original: string

  constructor(parts: readonly [bigint, bigint, bigint], prerelease: string, metadata: string, original?: string) {
    super()
    ;[this.major, this.minor, this.patch] = parts
    this.prerelease = prerelease
    this.metadata = metadata
    this.original = original ?? this.text()
  }

  /** Throws a Failure for what is no version. */
  static parse(text: string): Version {
    if (byteLength(text) > lengthMax) throw new Failure(`version string is too long (max ${lengthMax} bytes)`)
    const found = shape.exec(text)
    if (found === null) throw new Failure('invalid semantic version')
    const [, major = '0', minor = '.0', patch = '.0', prerelease = '', metadata = ''] = found
    for (const part of prerelease.split('.')) {
      if (/^0[0-9]+$/.test(part)) throw new Failure('version segment starts with 0')
    }
    const parts = [partOf(major), partOf(minor.slice(1)), partOf(patch.slice(1))] as const
    return new Version(parts, prerelease, metadata, text)
  }

  override text(): string {
    const pre = this.prerelease === '' ? '' : `-${this.prerelease}`
    const meta = this.metadata === '' ? '' : `+${this.metadata}`
    return `${this.major}.${this.minor}.${this.patch}${pre}${meta}`
  }

  override jsonText(): string {
    return this.text()
  }

  override method(name: string): Signature | undefined {
    return methods.get(name)?.(this)
  }

  override internals(): readonly (readonly [string, Value])[] {
    return [
      ['major', uint64(this.major)],
      ['minor', uint64(this.minor)],
      ['patch', uint64(this.patch)],
      ['pre', this.prerelease],
      ['metadata', this.metadata],
      ['original', this.original],
    ]
  }

  compare(other: Version): number {
    const pairs = [
      [this.major, other.major],
      [this.minor, other.minor],
      [this.patch, other.patch],
    ] as const
    for (const [mine, theirs] of pairs) if (mine !== theirs) return mine < theirs ? -1 : 1
    if (this.prerelease === other.prerelease) return 0
    if (this.prerelease === '') return 1
    return other.prerelease === '' ? -1 : comparePrerelease(this.prerelease, other.prerelease)
  }

  equals(other: Opaque): boolean {
    return other instanceof Version && other.text() === this.text() && other.original === this.original
  }
}

function partOf(digits: string): bigint {
  const value = BigInt(digits)
  if (value > partMax) throw new Failure('error parsing version segment: value out of range')
  return value
}

/** Numbers come before words, and by their size. */
export function comparePrerelease(a: string, b: string): number {
  const mine = a.split('.')
  const theirs = b.split('.')
  for (let at = 0; at < Math.max(mine.length, theirs.length); at++) {
    const order = comparePart(mine[at] ?? '', theirs[at] ?? '')
    if (order !== 0) return order
  }
  return 0
}

function comparePart(a: string, b: string): number {
  if (a === b) return 0
  if (a === '') return -1
  if (b === '') return 1
  const isNumber = (text: string): boolean => /^[0-9]+$/.test(text) && BigInt(text) <= partMax
  if (!isNumber(a) && !isNumber(b)) return compareUtf8(a, b) > 0 ? 1 : -1
  if (!isNumber(b)) return -1
  if (!isNumber(a)) return 1
  return BigInt(a) > BigInt(b) ? 1 : -1
}

type Make = (version: Version) => Signature

function uint64(value: bigint): Int {
  return new Int(value, 'uint64')
}

function compared(name: string, holds: (order: number) => boolean): [string, Make] {
  return [name, (version) => fixed(['version'], (_, other) => holds(version.compare(other)))]
}

const methods: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['Major', (version) => fixed([], () => uint64(version.major))],
  ['Minor', (version) => fixed([], () => uint64(version.minor))],
  ['Patch', (version) => fixed([], () => uint64(version.patch))],
  ['Prerelease', (version) => fixed([], () => version.prerelease)],
  ['Metadata', (version) => fixed([], () => version.metadata)],
  ['Original', (version) => fixed([], () => version.original)],
  ['String', (version) => fixed([], () => version.text())],
  ['Compare', (version) => fixed(['version'], (_, other) => int(version.compare(other)))],
  compared('Equal', (order) => order === 0),
  compared('LessThan', (order) => order < 0),
  compared('LessThanEqual', (order) => order <= 0),
  compared('GreaterThan', (order) => order > 0),
  compared('GreaterThanEqual', (order) => order >= 0),
  ['MarshalJSON', (version) => fixed([], () => bytes(toBytes(`"${version.text()}"`)))],
  ['MarshalText', (version) => fixed([], () => bytes(toBytes(version.text())))],
])
