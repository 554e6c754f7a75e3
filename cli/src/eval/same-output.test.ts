import { expect, test } from 'vitest'
import { sameOutput } from './same-output.ts'

test.each([
  ['{"a":1,"b":[2]}', '{"b":[2],"a":1}'],
  ['1.0000000000001', '1.00000000000011'],
  ['1e3', '1000'],
  ['12345678901234567890', '12345678901234567890'],
  ['{"$float":"0.1"}', '{"$float":"0.10000000000000001"}'],
  ['{"$float":"NaN"}', '{"$float":"NaN"}'],
  ['{"$map":[[1,2],[3,4]]}', '{"$map":[[3,4],[1,2]]}'],
])('%s is %s', (wanted, given) => {
  expect(sameOutput(wanted, given)).toBe(true)
})

test.each([
  ['1', '2'],
  ['1', '"1"'],
  ['9007199254740993', '9007199254740992'],
  ['1.000001', '1.000002'],
  ['{"$float":"-0"}', '{"$float":"0"}'],
  ['{"$float":"NaN"}', '{"$float":"+Inf"}'],
  ['{"$int":"1"}', '{"$int64":"1"}'],
  ['[1,2]', '[2,1]'],
  ['{"a":1}', '{"a":1,"b":null}'],
  ['{"$map":[[1,2],[1,2]]}', '{"$map":[[1,2],[3,4]]}'],
  ['null', '[]'],
])('%s is not %s', (wanted, given) => {
  expect(sameOutput(wanted, given)).toBe(false)
})
