import { create } from '@bufbuild/protobuf'
import { SystemServiceFlowResponseSchema, SystemServiceLagResponseSchema } from '@millrace/protocol/admin'
import { expect, test } from 'vitest'
import { paintFor } from '../output/paint.ts'
import { widthOf } from '../output/table.ts'
import { topText } from './top.ts'

const paint = paintFor({ isTTY: true }, {})
const latency = { p50Us: 123_456n, p90Us: 1_234_567n, p99Us: 12_345_678n, maxUs: 59_876_543n }

function shown(trigger: string, columns?: number): string {
  const rates = { succeededPerSecond: 1_234, retriedPerSecond: 567, deadPerSecond: 89.9, latency }
  const flow = create(SystemServiceFlowResponseSchema, {
    windowSeconds: 60,
    triggers: [{ namespace: 'argo-events', sensor: 'a-sensor-with-a-name', trigger, ...rates }],
  })
  return topText({ flow, lag: create(SystemServiceLagResponseSchema, {}) }, paint, columns)
}

test('a terminal of 80 columns shows the longest span of a trigger with a long name', () => {
  const text = shown('a-trigger-with-a-long-name', 80)
  const lines = text.split('\n').filter((line) => line.includes('argo-events/'))
  expect(lines).toHaveLength(1)
  expect(widthOf(lines[0] ?? '')).toBeLessThanOrEqual(80)
  expect(lines[0]).toMatch(/…/u)
  expect(text).toMatch(/MAX$/mu)
  expect(lines[0]?.trimEnd().split(/\s{2,}/u)).toHaveLength(8)
})

test('elsewhere names are whole', () => {
  expect(shown('a-trigger-with-a-long-name')).toContain('argo-events/a-sensor-with-a-name/a-trigger-with-a-long-name')
})
