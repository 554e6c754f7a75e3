import type { Runtime } from '../run/runtime.ts'
import { parsePattern } from './parse.ts'
import { PatternFault } from './program.ts'
import type { PatternProgram } from './program.ts'

/** A match: pairs of offsets, first of the whole and then of each capture. */
export interface Match {
  readonly offsets: readonly number[]
  /** By capture: whether it is a position, which counts from 1. */
  readonly isPosition: readonly boolean[]
}

/** Compiled patterns, for the scripts that use the same ones for each event. */
const cache = new Map<string, PatternProgram>()
const cacheMax = 256
const cachedLengthMax = 256

function compiled(runtime: Runtime, pattern: string): PatternProgram {
  const known = cache.get(pattern)
  if (known !== undefined) return known
  runtime.spend(pattern.length * 8)
  const program = parsePattern(pattern)
  if (cache.size >= cacheMax) cache.clear()
  if (pattern.length <= cachedLengthMax) cache.set(pattern, program)
  return program
}

/** Finds matches from an offset on, up to a limit; all of them when it is negative. Throws what the script can catch. */
export function findMatches(
  runtime: Runtime,
  pattern: string,
  subject: string,
  offset: number,
  limit: number,
): Match[] {
  try {
    return find(runtime, compiled(runtime, pattern), subject, offset, limit)
  } catch (error) {
    if (error instanceof PatternFault) throw runtime.raise(error.message)
    throw error
  }
}

function find(runtime: Runtime, program: PatternProgram, subject: string, offset: number, limit: number): Match[] {
  const matches: Match[] = []
  const { firstByte, isAnchored } = program
  for (let at = offset; at <= subject.length;) {
    if (firstByte !== undefined && !isAnchored) {
      const next = subject.indexOf(firstByte, at)
      runtime.spend(((next < 0 ? subject.length : next) - at) >> 4)
      if (next < 0) break
      at = next
    }
    const match = matchAt(runtime, program, subject, at)
    at++
    if (match !== undefined) {
      runtime.charge(matchBytes + 16 * match.offsets.length)
      runtime.spend(matchCost)
      at = Math.max(at, match.offsets[1] ?? 0)
      matches.push(match)
    }
    if (matches.length === limit || isAnchored) break
  }
  return matches
}

const matchBytes = 96
/** Steps. */
const matchCost = 8

/** One attempt. Ways not yet tried wait on a stack, three numbers each, so that no subject is too long for it. */
function matchAt(
  runtime: Runtime,
  { instructions }: PatternProgram,
  subject: string,
  start: number,
): Match | undefined {
  const offsets: number[] = []
  const isPosition: boolean[] = []
  const waiting: number[] = []
  let at = start
  let pc = 0
  let steps = 0
  for (;;) {
    const instruction = instructions[pc]
    if (instruction === undefined) throw new PatternFault('pattern without an end')
    let isGood = true
    if (++steps > stepsMax) {
      runtime.spend(steps)
      runtime.charge(waiting.length)
      steps = 0
    }
    switch (instruction.op) {
      case 'byte':
        isGood = subject.charCodeAt(at++) === instruction.byte
        break
      case 'class':
        isGood = at < subject.length && instruction.matches(subject.charCodeAt(at))
        at++
        break
      case 'split':
        waiting.push(instruction.second, at, -1)
        pc = instruction.first - 1
        break
      case 'jump':
        pc = instruction.to - 1
        break
      case 'save':
        waiting.push(instruction.index, offsets[instruction.index] ?? 0, 0)
        offsets[instruction.index] = at
        break
      case 'position':
        offsets[instruction.index] = at + 1
        offsets[instruction.index + 1] = at + 1
        isPosition[instruction.index >> 1] = true
        break
      case 'balanced': {
        const close = balancedEnd(subject, at, instruction.open, instruction.close)
        steps += (close < 0 ? subject.length - at : close - at) >> 2
        isGood = close >= 0
        at = close
        break
      }
      case 'capture': {
        const length = captureLength(offsets, instruction.number, subject, at)
        steps += Math.max(0, length) >> 3
        isGood = length >= 0
        at += length
        break
      }
      case 'end':
        isGood = at >= subject.length
        break
      case 'match':
        runtime.spend(steps)
        return { offsets, isPosition }
    }
    if (isGood) {
      pc++
      continue
    }
    // Back to the last way not tried, undoing what has been captured since.
    for (;;) {
      steps++
      const kind = waiting.pop()
      const value = waiting.pop() ?? 0
      const index = waiting.pop() ?? 0
      if (kind === undefined) {
        runtime.spend(steps)
        return undefined
      }
      if (kind < 0) {
        pc = index
        at = value
        break
      }
      offsets[index] = value
    }
  }
}

/** Steps are counted in the run's budget when there are so many. */
const stepsMax = 1000

/** Where a balanced piece ends that begins here; -1 when none does. */
function balancedEnd(subject: string, start: number, open: number, close: number): number {
  if (start >= subject.length || subject.charCodeAt(start) !== open) return -1
  let depth = 1
  for (let at = start + 1; at < subject.length; at++) {
    const byte = subject.charCodeAt(at)
    if (byte === close && --depth === 0) return at + 1
    if (byte === open) depth++
  }
  return -1
}

/** How long a capture is that is repeated here; -1 when something else is here. */
function captureLength(offsets: readonly number[], number: number, subject: string, at: number): number {
  const from = offsets[number * 2]
  const to = offsets[number * 2 + 1]
  if (from === undefined || to === undefined || number * 2 >= offsets.length - 1) {
    throw new PatternFault('invalid capture index')
  }
  const captured = subject.slice(from, to)
  return subject.startsWith(captured, at) ? captured.length : -1
}
