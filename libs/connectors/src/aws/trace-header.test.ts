import { expect, test } from 'vitest'
import { traceHeader } from './trace-header.ts'

const trace = '0af7651916cd43dd8448eb211c80319c'

test.each([
  [`00-${trace}-b7ad6b7169203331-01`, 'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1'],
  [`00-${trace}-b7ad6b7169203331-00`, 'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=0'],
  ['', undefined],
  [`01-${trace}-b7ad6b7169203331-01`, undefined],
])('%s', (traceparent, header) => expect(traceHeader(traceparent)).toBe(header))
