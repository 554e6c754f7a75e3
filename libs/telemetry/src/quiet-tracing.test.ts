import { expect, test } from 'vitest'
import { quietTracing } from './quiet-tracing.ts'
import { parseTraceParent } from './traceparent.ts'

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const tracing = quietTracing()

test('records nothing', () => {
  expect(tracing.recording).toBe(false)
})

test.each(['00', '01', '02', '03'])('a child continues the trace and keeps the flags %s', (flags) => {
  const span = tracing.start('route', { kind: 'consumer', parent: parent.slice(0, 53) + flags })
  const child = parseTraceParent(span.traceparent)
  expect(child).toMatchObject({ traceId: parent.slice(3, 35), flags: Number(flags) })
  expect(child?.spanId).not.toBe(parent.slice(36, 52))
  expect(span.traceId).toBe(parent.slice(3, 35))
})

test('flags and version a later specification may bring are not handed on', () => {
  const later = `01${parent.slice(2, 53)}fd-more`
  expect(tracing.start('route', { kind: 'consumer', parent: later }).traceparent).toMatch(/^00-0af76519.*-01$/)
})

test.each([undefined, '', 'nonsense', '00-0-0-0'])(
  'without a parent to continue (%s) a trace begins, not sampled',
  (none) => {
    const first = tracing.start('accept', { kind: 'server', parent: none })
    const second = tracing.start('accept', { kind: 'server', parent: none })
    expect(parseTraceParent(first.traceparent)?.flags).toBe(0)
    expect(first.traceId).toBe(parseTraceParent(first.traceparent)?.traceId)
    expect(first.traceId).not.toBe(second.traceId)
  },
)

test('a span takes whatever a recording one takes', () => {
  const span = tracing.start('x', { kind: 'internal', links: [parent], attributes: { 'messaging.system': 'nats' } })
  const { traceparent } = span
  span.set({ 'millrace.sensor': 'deploy' })
  span.fail('no reason')
  span.end()
  span.end()
  expect(span.traceparent).toBe(traceparent)
})
