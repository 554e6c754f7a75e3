import type { Runtime } from '../run/runtime.ts'
import { parsePattern } from './parse.ts'
import { PatternFault } from './program.ts'
import type { Instruction, PatternProgram } from './program.ts'

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
/** Steps, and for each set of a pattern. */
const compileCost = 32
const setCost = 512
const setClassCost = 64

function compiled(runtime: Runtime, pattern: string): PatternProgram {
  const known = cache.get(pattern)
  if (known !== undefined) return known
  const sets = pattern.split('[').length - 1
  // Each class of a set is asked about each byte.
  runtime.spend(compileCost + pattern.length * (sets === 0 ? 8 : setClassCost) + sets * setCost)
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

function matchAt(runtime: Runtime, program: PatternProgram, subject: string, start: number): Match | undefined {
  return new Attempt(runtime, program, subject, start).run()
}

/** Steps are taken from the run's budget when there are so many. */
const stepsMax = 1000

/** One attempt. Ways not yet tried wait on a stack, three numbers each, so that no subject is too long for it. */
class Attempt {
  readonly #runtime: Runtime
  readonly #instructions: readonly Instruction[]
  readonly #subject: string
  readonly #offsets: number[] = []
  readonly #isPosition: boolean[] = []
  readonly #waiting: number[] = []
  #at: number
  #pc = 0
  #steps = 0

  constructor(runtime: Runtime, { instructions }: PatternProgram, subject: string, start: number) {
    this.#runtime = runtime
    this.#instructions = instructions
    this.#subject = subject
    this.#at = start
  }

  run(): Match | undefined {
    for (;;) {
      const instruction = this.#instructions[this.#pc]
      if (instruction === undefined || instruction.op === 'match') break
      if (++this.#steps > stepsMax) this.#pay()
      if (this.#execute(instruction)) this.#pc++
      else if (!this.#goBack()) {
        this.#pay()
        return undefined
      }
    }
    this.#pay()
    return { offsets: this.#offsets, isPosition: this.#isPosition }
  }

  #pay(): void {
    this.#runtime.spend(this.#steps)
    this.#runtime.charge(this.#waiting.length)
    this.#steps = 0
  }

  /** Whether it fits here. */
  #execute(instruction: Exclude<Instruction, { op: 'match' }>): boolean {
    const subject = this.#subject
    switch (instruction.op) {
      case 'byte':
        return subject.charCodeAt(this.#at++) === instruction.byte
      case 'class': {
        const at = this.#at++
        return at < subject.length && instruction.matches(subject.charCodeAt(at))
      }
      case 'split':
        this.#waiting.push(instruction.second, this.#at, untried)
        this.#pc = instruction.first - 1
        return true
      case 'jump':
        this.#pc = instruction.to - 1
        return true
      case 'save':
        this.#waiting.push(instruction.index, this.#offsets[instruction.index] ?? 0, captured)
        this.#offsets[instruction.index] = this.#at
        return true
      case 'position':
        this.#offsets[instruction.index] = this.#at + 1
        this.#offsets[instruction.index + 1] = this.#at + 1
        this.#isPosition[instruction.index >> 1] = true
        return true
      case 'balanced': {
        const close = balancedEnd(subject, this.#at, instruction.open, instruction.close)
        this.#steps += ((close < 0 ? subject.length : close) - this.#at) >> 2
        this.#at = close
        return close >= 0
      }
      case 'capture': {
        const length = captureLength(this.#offsets, instruction.number, subject, this.#at)
        this.#steps += Math.max(0, length) >> 3
        this.#at += length
        return length >= 0
      }
      case 'end':
        return this.#at >= subject.length
      default:
        return instruction satisfies never
    }
  }

  /** Back to the last way not tried, undoing what has been captured since; whether there is one. */
  #goBack(): boolean {
    const waiting = this.#waiting
    for (;;) {
      this.#steps++
      const kind = waiting.pop()
      const offset = waiting.pop() ?? 0
      const index = waiting.pop() ?? 0
      if (kind === undefined) return false
      if (kind === untried) {
        this.#pc = index
        this.#at = offset
        return true
      }
      this.#offsets[index] = offset
    }
  }
}

/** What waits: another way, or what a capture was before. */
const untried = 0
const captured = 1

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
