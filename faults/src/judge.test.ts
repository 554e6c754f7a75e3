import { expect, test } from 'vitest'
import type { Call, History, Send, Told } from './history.ts'
import { judge } from './judge.ts'

const trigger = 'honouring'
const ignoring = 'ignoring'

test('a history as it should be passes: repeats of the sender, an unanswered send, a repeat made harmless', () => {
  const verdict = judge(sound())
  expect(verdict.violations).toEqual([])
  expect(verdict).toMatchObject({ deliveries: 4, acked: 2, sends: 6 })
  expect(verdict.targets[0]).toEqual({
    trigger,
    honoursKeys: true,
    calls: 4,
    effects: 3,
    repeats: 1,
    doubled: 0,
    markedUncertain: 1,
  })
})

test('a delivery that was refused or never answered may have its effect or not', () => {
  const { sends, targets, outcomes } = sound()
  expect(judge({ sends, targets: targets.map(without('c')), outcomes: outcomes.filter(not('c')) }).violations).toEqual(
    [],
  )
})

/** Each forged history differs from the sound one in one thing, and must be rejected for exactly this. */
const forged: Record<string, { readonly history: History; readonly found: readonly string[] }> = {
  'an acknowledged delivery without any trace': {
    history: { ...sound(), targets: sound().targets.map(without('a')), outcomes: sound().outcomes.filter(not('a')) },
    found: ['lost a'],
  },
  'the effect of an acknowledged delivery is missing though it is told as succeeded': {
    history: { ...sound(), targets: sound().targets.map(without('b')) },
    found: ['lost b', 'phantom b'],
  },
  'only calls that the target refused': {
    history: withCalls([...callsOf('b'), call('a', 'none')]),
    found: ['lost a', 'phantom a'],
  },
  'two effects at a target that honours keys, under two keys': {
    history: withCalls([...callsOf('a', 'b'), call('a', 'applied', 'other')]),
    found: ['doubled a', 'split a'],
  },
  'two effects at a target that honours keys, under one key': {
    history: withCalls([...callsOf('a', 'b'), call('a', 'applied')]),
    found: ['doubled a'],
  },
  'an effect for something that was never sent': {
    history: { ...withCalls([...callsOf('a', 'b'), call('x', 'applied')], [...toldOf('a', 'b'), told('x')]) },
    found: ['stranger x'],
  },
  'an outcome of another invocation id than the call': {
    history: withCalls(callsOf('a', 'b'), [told('b'), { ...told('a'), invocationId: 'other' }]),
    found: ['split a'],
  },
  'two invocation ids in the outcomes of one delivery': {
    history: withCalls(callsOf('a', 'b'), [...toldOf('a', 'b'), { ...told('a'), invocationId: 'other' }]),
    found: ['split a'],
  },
  'one invocation id for two deliveries': {
    history: withCalls(
      [call('a', 'applied'), call('b', 'applied', keyOf('a'))],
      [told('a'), { ...told('b'), invocationId: keyOf('a') }],
    ),
    found: [`shared-key ${keyOf('a')}`],
  },
  'a call without a key': {
    history: withCalls([...callsOf('a', 'b'), { ...call('b', 'none'), key: null }]),
    found: ['keyless (none)'],
  },
  'a call without a delivery id': {
    history: withCalls([...callsOf('a', 'b'), { ...call('b', 'repeated'), deliveryId: null }]),
    found: [`keyless ${keyOf('b')}`],
  },
  'an effect that no outcome tells of': {
    history: withCalls(callsOf('a', 'b'), [told('a')]),
    found: ['untold b'],
  },
  'an effect whose only outcome is a claim that was lost': {
    history: withCalls(callsOf('a', 'b'), [told('a'), { ...told('b'), result: 'claim-lost' }]),
    found: ['untold b'],
  },
  'a dead letter': {
    history: withCalls([call('a', 'none'), ...callsOf('b')], [{ ...told('a'), result: 'dead' }, told('b')]),
    found: ['lost a', 'given-up a'],
  },
  'an invocation parked as uncertain after its effect': {
    history: withCalls(callsOf('a', 'b'), [{ ...told('a'), result: 'uncertain', uncertain: true }, told('b')]),
    found: ['untold a', 'given-up a'],
  },
}

test.each(Object.entries(forged))('rejected: %s', (_, { history, found }) => {
  expect(judge(history).violations.map(({ kind, id }) => `${kind} ${id}`)).toEqual(found)
})

test('a double at a target that ignores keys passes only when an outcome marks it, and is counted either way', () => {
  const calls = [call('a', 'applied'), call('a', 'applied'), call('b', 'applied')]
  const of = (outcomes: readonly Told[]): History => ({
    sends: [send('a'), send('b')],
    targets: [{ trigger: ignoring, honoursKeys: false, calls }],
    outcomes: outcomes.map((outcome) => ({ ...outcome, trigger: ignoring })),
  })
  const marked = judge(of([{ ...told('a'), uncertain: true }, told('b')]))
  expect(marked.violations).toEqual([])
  expect(marked.targets[0]).toMatchObject({ effects: 3, doubled: 1, markedUncertain: 1 })
  const unmarked = judge(of([told('a'), { ...told('b'), uncertain: true }]))
  expect(unmarked.violations).toEqual([{ kind: 'uncertain-unmarked', trigger: ignoring, id: 'a' }])
  expect(unmarked.targets[0]).toMatchObject({ doubled: 1 })
})

test('targets are judged apart: the outcome of one trigger says nothing about another', () => {
  const { sends, targets, outcomes } = sound()
  const second = { trigger: ignoring, honoursKeys: false, calls: [] }
  expect(judge({ sends, targets: [...targets, second], outcomes }).violations).toEqual([
    { kind: 'lost', trigger: ignoring, id: 'a' },
    { kind: 'lost', trigger: ignoring, id: 'b' },
  ])
})

/** a: sent twice, acknowledged twice; b: refused, then acknowledged; c: no answer, yet carried out; d: refused. */
function sound(): History {
  return {
    sends: [send('a'), send('a', 200), send('b', 503), send('b'), send('c', 0), send('d', 503)],
    targets: [{ trigger, honoursKeys: true, calls: [...callsOf('a', 'b', 'c'), call('b', 'repeated')] }],
    outcomes: [...toldOf('a', 'c'), { ...told('b'), attempt: 2, uncertain: true }],
  }
}

function withCalls(calls: readonly Call[], outcomes: readonly Told[] = toldOf('a', 'b')): History {
  return { sends: [send('a'), send('b')], targets: [{ trigger, honoursKeys: true, calls }], outcomes }
}

function without(id: string) {
  return (target: History['targets'][number]) => ({
    ...target,
    calls: target.calls.filter((call) => call.deliveryId !== id),
  })
}

function not(id: string) {
  return (outcome: Told): boolean => outcome.deliveryId !== id
}

function callsOf(...ids: readonly string[]): Call[] {
  return ids.map((id) => call(id, 'applied'))
}

function toldOf(...ids: readonly string[]): Told[] {
  return ids.map((id) => told(id))
}

function send(deliveryId: string, status = 200): Send {
  return { deliveryId, copy: 1, sentAtMs: 0, tookMs: 1, status }
}

function call(deliveryId: string, effect: Call['effect'], key = keyOf(deliveryId)): Call {
  return { deliveryId, key, effect, atMs: 0 }
}

function told(deliveryId: string): Told {
  return { trigger, deliveryId, invocationId: keyOf(deliveryId), attempt: 1, result: 'succeeded', uncertain: false }
}

function keyOf(deliveryId: string): string {
  return `key-of-${deliveryId}`
}
