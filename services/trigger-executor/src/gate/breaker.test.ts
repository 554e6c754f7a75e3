import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ask, closedBreaker, peek, tell, type Breaker, type BreakerInput } from './breaker.ts'

const options = { failuresMax: 3, openMs: 100, openMaxMs: 350 }
const now = 1_000
const closed: Breaker = { kind: 'closed', failures: 2 }
const open: Breaker = { kind: 'open', untilMs: 1_050, trips: 1 }
const halfOpen: Breaker = { kind: 'half-open', trips: 2 }

const expected: Record<Breaker['kind'], Record<BreakerInput, Breaker>> = {
  closed: {
    well: closedBreaker,
    ill: { kind: 'open', trips: 1, untilMs: 1_100 },
    void: closed,
    'probe-well': closedBreaker,
    'probe-ill': { kind: 'open', trips: 1, untilMs: 1_100 },
    'probe-void': closed,
  },
  open: {
    well: open,
    ill: open,
    void: open,
    'probe-well': closedBreaker,
    'probe-ill': { kind: 'open', trips: 2, untilMs: 1_200 },
    'probe-void': open,
  },
  'half-open': {
    well: halfOpen,
    ill: halfOpen,
    void: halfOpen,
    'probe-well': closedBreaker,
    'probe-ill': { kind: 'open', trips: 3, untilMs: 1_350 },
    'probe-void': { kind: 'open', trips: 2, untilMs: now },
  },
}

for (const state of [closed, open, halfOpen]) {
  describe(state.kind, () => {
    test.each(Object.entries(expected[state.kind]))('under %s', (input, next) => {
      expect(tell(state, input as BreakerInput, now, options)).toEqual(next)
    })
  })
}

test('who asks a closed breaker passes, an open one sends away, then lets one probe through', () => {
  expect(ask(closed, now, options)).toEqual([{ kind: 'pass' }, closed])
  expect(ask(open, now, options)).toEqual([{ kind: 'wait', untilMs: 1_050 }, open])
  const [answer, next] = ask(open, 1_050, options)
  expect([answer, next]).toEqual([{ kind: 'probe' }, { kind: 'half-open', trips: 1 }])
  expect(ask(next, 1_051, options)).toEqual([{ kind: 'wait', untilMs: 1_151 }, next])
})

test('a failure below the bound does not open it, and a success begins the count anew', () => {
  let state: Breaker = closedBreaker
  for (const input of ['ill', 'ill', 'well', 'ill', 'ill', 'void'] as const) state = tell(state, input, now, options)
  expect(state).toEqual({ kind: 'closed', failures: 2 })
})

test('a breaker without a bound never opens', () => {
  let state: Breaker = closedBreaker
  for (let count = 0; count < 100; count += 1) state = tell(state, 'ill', now, { ...options, failuresMax: 0 })
  expect(state.kind).toBe('closed')
})

test('whatever happens: at most one probe is under way, and the breaker opens up again within its bound', () => {
  const step = fc.record({
    afterMs: fc.nat(200),
    input: fc.constantFrom<'ask' | 'end-ill' | 'end-well' | 'end-void'>('ask', 'end-ill', 'end-well', 'end-void'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let state: Breaker = closedBreaker
      let at = 0
      const underWay: ('pass' | 'probe')[] = []
      for (const { afterMs, input } of steps) {
        at += afterMs
        if (input === 'ask') {
          const [answer, next] = ask(state, at, options)
          state = next
          if (answer.kind === 'wait') expect(answer.untilMs - at).toBeLessThanOrEqual(options.openMaxMs)
          else underWay.push(answer.kind)
        } else {
          const kind = underWay.shift()
          if (kind === undefined) continue
          const word = input.slice(4) as 'ill' | 'well' | 'void'
          state = tell(state, kind === 'probe' ? `probe-${word}` : word, at, options)
        }
        expect(underWay.filter((kind) => kind === 'probe').length).toBe(state.kind === 'half-open' ? 1 : 0)
      }
      if (state.kind === 'open') expect(peek(state, at + options.openMaxMs, options).kind).toBe('probe')
    }),
  )
})
