import { encodeApiEvent } from '@millrace/event-binding'
import { readManifests } from '@millrace/manifests'
import { fromBinary } from '@bufbuild/protobuf'
import { BindingState } from '@millrace/protocol/fate'
import { DecisionGroupSchema } from '@millrace/protocol/road'
import { encodeDelivery, readDeliveryHead, readEvent } from '@millrace/protocol/wire'
import type { RegistryObject } from '@millrace/registry'
import { expect, test } from 'vitest'
import type { Decided } from '../decision.ts'
import { DecisionGroups } from '../group-decisions.ts'
import { Bindings } from './bindings.ts'
import { decideBindings } from './decide-bindings.ts'
import { fatesOf } from './fates-of.ts'

const binding = (name: string, selector: string, submit = true, labels = '{}') => `apiVersion: argoproj.io/v1alpha1
kind: WorkflowEventBinding
metadata: {name: ${name}, namespace: argo, generation: 3, labels: ${labels}}
spec:
  event: {selector: ${JSON.stringify(selector)}}
${submit ? '  submit: {workflowTemplateRef: {name: hello}}' : ''}
---
`

function groupDecisions(decided: readonly Decided[]): readonly Uint8Array[] {
  const groups = new DecisionGroups(true, () => 1)
  for (const one of decided) groups.add(one)
  return groups.close()
}

function bindingsOf(text: string, instanceId = ''): Bindings {
  const objects = readManifests(text, 'a.yaml').objects.map(({ object }) => object as RegistryObject)
  const bindings = new Bindings(instanceId)
  bindings.update({ objects: new Map(objects.map((object) => [object.metadata.name, object])) })
  return bindings
}

function arrival(
  payload: string,
  more: { receivedAtUs?: number; data?: string; eventName?: string; id?: string } = {},
) {
  const caller = { by: 'server', user: '', groups: [] } as const
  const data = more.data ?? encodeApiEvent(payload, { caller, metadata: { 'x-a': ['1'] } })
  const event = { id: more.id ?? 'e', source: 's', type: 't', attributes: new Map(), data: Buffer.from(data) }
  const names = {
    namespace: 'argo',
    bus: 'b',
    eventSource: 'b',
    eventName: more.eventName ?? 'hook',
    deliveryId: 'd',
    dedupWindowMs: 0,
  }
  const delivery = readDeliveryHead(encodeDelivery({ ...names, receivedAtUs: more.receivedAtUs ?? 5_000_000, event }))
  return { delivery, event: readEvent(delivery.eventBytes) }
}

const all = bindingsOf(
  binding('d-late', 'now().Unix() == 5') +
    binding('b-fails', 'payload.n > "x"') +
    binding('a-other', 'discriminator == "other"') +
    binding('c-idle', 'metadata["x-a"][0] == "1"', false) +
    binding('e-mistyped', 'payload.n > 1'),
)

test('each binding decides for itself, in order of their names; one that fails keeps no other from it', () => {
  const decided = decideBindings(arrival('{"n": 2}'), all.of('argo'))
  expect(decided.map(({ sensor, decision }) => [sensor, decision.kind])).toEqual([
    ['wfeb/b-fails', 'failed'],
    ['wfeb/c-idle', 'filtered'],
    ['wfeb/d-late', 'fired'],
    ['wfeb/e-mistyped', 'fired'],
    ['', 'unmatched'],
  ])
  expect(decided[4]?.decision).toMatchObject({ except: [1, 2, 3, 4] })
  expect(decided[0]?.decision).toMatchObject({
    field: 'spec.event.selector',
    message: expect.stringContaining('payload.n'),
  })
  expect(decided[3]).toMatchObject({ trigger: 'submit', dependency: 'event', generation: 3 })
  expect(fatesOf(decided)).toMatchObject({
    isDecided: true,
    bindings: [
      { binding: 'b-fails', state: BindingState.FAILED },
      { binding: 'c-idle', state: BindingState.IDLE },
      { binding: 'd-late', state: BindingState.DUE },
      { binding: 'e-mistyped', state: BindingState.DUE },
      { binding: 'a-other', state: BindingState.UNMATCHED },
    ],
  })
})

test('the type of a payload that a selector was not written for is a failure of that binding', () => {
  const decided = decideBindings(arrival('[1]'), all.of('argo'))
  const of = (name: string) => decided.find(({ sensor }) => sensor === `wfeb/${name}`)?.decision
  expect(of('e-mistyped')).toMatchObject({ kind: 'failed', message: expect.stringContaining('integer') })
  expect(of('d-late')?.kind).toBe('fired')
})

test('the same event is due under the same id; one that came at another time under another', () => {
  const idOf = (receivedAtUs: number) =>
    decideBindings(arrival('{"n": 2}', { receivedAtUs }), all.of('argo')).flatMap(({ decision }) =>
      decision.kind === 'fired' ? [decision.invocationId] : [],
    )
  expect(idOf(5_000_000)).toEqual(idOf(5_000_000))
  expect(idOf(5_000_000)).not.toEqual(idOf(5_000_001))
  expect(new Set(idOf(5_000_000)).size).toBe(2)
})

test('an event that nobody hears, or that is none, is unheard', () => {
  expect(decideBindings(arrival('1'), all.of('other'))).toMatchObject([{ sensor: '', decision: { kind: 'unheard' } }])
  expect(decideBindings(arrival('1', { data: 'x' }), all.of('argo'))).toMatchObject([{ decision: { kind: 'unheard' } }])
})

test('installations of Argo Workflows that share a cluster do not hear each other’s events', () => {
  const label = '{workflows.argoproj.io/controller-instanceid: mine}'
  const text = binding('labelled', 'true', true, label) + binding('plain', 'true')
  expect(
    bindingsOf(text)
      .of('argo')
      .all.map(({ name }) => name),
  ).toEqual(['plain'])
  expect(
    bindingsOf(text, 'mine')
      .of('argo')
      .all.map(({ name }) => name),
  ).toEqual(['labelled'])
})

test('what nearly all bindings decide is stored in a few bytes an event, and read as one decision of each', () => {
  const names = Array.from({ length: 200 }, (_, nth) => `b-${String(nth).padStart(3, '0')}`)
  const set = bindingsOf(names.map((name) => binding(name, `discriminator == "${name}" && payload.n > 1`)).join('')).of(
    'argo',
  )
  const events = ['b-007', 'none', 'b-199'].map((eventName, nth) => arrival('{"n": 1}', { eventName, id: `e${nth}` }))
  const decided = events.flatMap((event) => decideBindings(event, set))
  const [bytes, ...more] = groupDecisions(decided)
  expect(more).toEqual([])
  const group = fromBinary(DecisionGroupSchema, bytes ?? expect.fail())
  // The discriminator answers for all but one of them, and that one’s selector gave false too.
  expect(group.decisions.map(({ event, listener, test, more }) => [event, listener, test, more])).toEqual([
    [1, 1, 1, 199],
    [2, 1, 1, 199],
    [3, 1, 1, 199],
  ])
  expect([group.listeners[7]?.sensor, group.tests[7]?.expected]).toEqual([
    'wfeb/b-007',
    'true from discriminator == "b-007" && payload.n > 1',
  ])
})

test('what was decided otherwise stands between the others', () => {
  const set = bindingsOf(['a', 'b', 'c', 'd'].map((name) => binding(name, `discriminator == "${name}"`)).join('')).of(
    'argo',
  )
  const decided = decideBindings(arrival('1', { eventName: 'b' }), set)
  const [bytes] = groupDecisions(decided.filter(({ decision }) => decision.kind !== 'fired'))
  const { decisions, listeners } = fromBinary(DecisionGroupSchema, bytes ?? expect.fail())
  const told = decisions.map(({ listener, more }) =>
    listeners.slice(listener - 1, listener + more).map(({ sensor }) => sensor),
  )
  expect(told).toEqual([['wfeb/a'], ['wfeb/c', 'wfeb/d']])
})
