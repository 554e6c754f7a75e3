import { create } from '@bufbuild/protobuf'
import { EventRoadSchema, Progress, ReasonSchema } from '@millrace/protocol/admin'
import { DecisionKind, Result } from '@millrace/protocol/road'
import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { outcome, startUs } from '../outcome.fixture.ts'
import { styleSource } from './style.ts'
import { searchPage, tracePage } from './trace-page.ts'

const road = (fields: object) => create(EventRoadSchema, { progress: Progress.CONCLUDED, note: 'done', ...fields })
const text = (html: string) =>
  html
    .replaceAll(/<style>.*?<\/style>/gsu, '')
    .replaceAll(/<[^>]*>/gu, ' ')
    .replaceAll(/\s+/gu, ' ')

test('the page says who, what and when, in the order of the road', () => {
  const page = text(tracePage('event-1', road({ outcomes: [outcome(1)] })))
  expect(page).toContain(
    'Event id event-1 Delivery id delivery-1 From webhook/example Received 2026-11-23T12:00:00.000Z',
  )
  expect(page).toContain('Trace id 0af7651916cd43dd8448eb211c80319c')
  expect(page).toContain('sensor/http http 1 succeeded 1.5 ms 2.5 ms 3.0 ms 1.20 s status 200')
})

test.each([
  [Result.DEAD, 'given up: dead letter'],
  [Result.UNCERTAIN, 'given up: uncertain'],
  [Result.RETRYING, 'failed, tried again'],
  [Result.CLAIM_LOST, 'another replica took over'],
  [Result.LIMITED, 'over the rate, waits for its slot'],
  [Result.PAUSED, 'held while paused'],
  [Result.PUT_OFF, 'put off'],
  [99 as Result, 'unknown'],
])('result %s reads: %s', (result, word) => {
  expect(text(tracePage('event-1', road({ outcomes: [outcome(1, { result })] })))).toContain(word)
})

test('a try whose effect may exist twice says so, and one that failed says why and when it goes on', () => {
  const one = outcome(1, {
    result: Result.RETRYING,
    uncertain: true,
    reason: 'connection reset',
    status: 0,
    nextAttemptAtUs: startUs,
  })
  const page = text(tracePage('event-1', road({ outcomes: [one] })))
  expect(page).toContain('(its effect may exist twice)')
  expect(page).toContain('connection reset; again at 2026-11-23T12:00:00.000Z')
})

test('it says why a trigger did not fire, and whose event it was', () => {
  const reason = create(ReasonSchema, {
    kind: DecisionKind.FILTERED,
    sentence: 'filtered by filters.data[0]: looked at body.n and found <b>1</b>, expected > 2',
    listener: { sensor: 's', trigger: 't', dependency: 'd' },
    event: { eventId: 'e', eventSource: 'hook', eventName: 'push' },
  })
  const page = tracePage('e', road({ progress: Progress.ROUTED, reasons: [reason] }))
  expect(text(page)).toContain('From hook/push')
  expect(text(page)).toContain('s/t d filtered filtered by filters.data[0]')
  expect(page).toContain('found &lt;b&gt;1&lt;/b&gt;')
})

test('whatever comes from outside is escaped, wherever it is shown', () => {
  const nasty = `"><script>alert('x')</script>&amp;`
  const events = [
    { eventId: nasty, deliveryId: nasty, eventSource: nasty, eventName: nasty, traceparent: nasty, receivedAtUs: 1n },
  ]
  const fields = { invocationId: nasty, sensor: nasty, trigger: nasty, triggerType: nasty, reason: nasty, events }
  const sightings = [{ stream: nasty, namespace: nasty, bus: nasty, eventId: nasty }]
  const pending = [{ id: nasty, sensor: nasty, trigger: nasty }]
  const page = tracePage(
    nasty,
    road({ outcomes: [outcome(1, fields)], sightings, pending, note: nasty, progress: Progress.UNDER_WAY }),
  )
  expect(page).not.toMatch(/<script|alert\('x'\)|"><s/iu)
  expect(page).toContain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;')
})

test('an event that is under way offers to look again; one that is done does not', () => {
  expect(tracePage('a/b?c', road({ progress: Progress.UNDER_WAY }))).toContain('href="/trace/a%2Fb%3Fc"')
  expect(tracePage('a/b?c', road({}))).not.toContain('Look again')
})

test('an unknown event says how far was looked', () => {
  const page = text(tracePage('x', road({ progress: Progress.UNKNOWN, note: '', searched: 42n })))
  expect(page).toContain('Nothing is known of this event 42 messages were looked through')
})

test.each([
  ['trace', tracePage('x', road({ outcomes: [outcome(1)] }))],
  ['search', searchPage()],
])(
  'the %s page: its style is the one that its policy allows, its language is told, its fields are labelled, its rows have heads',
  (_, page) => {
    const style = /<style>(.*?)<\/style>/su.exec(page)?.[1] ?? ''
    expect(styleSource).toBe(`'sha256-${hash('sha256', style, 'base64')}'`)
    expect(page).toMatch(/^<!doctype html>\s*<html lang="en">/u)
    expect(page).not.toMatch(/\sstyle=|\son\w+=|<script|src=|https?:/u)
    expect(page.match(/<input/gu)).toHaveLength(page.match(/<label/gu)?.length ?? 0)
    expect(page.match(/<h1/gu)).toHaveLength(1)
    expect(page.match(/<th(?! scope)[ >]/gu)).toBeNull()
  },
)
