import { decodeJson, isJsonMap } from '@millrace/value'
import { expect, test } from 'vitest'
import { resourcePayload } from './payload.ts'
import { seenObject, stubOf } from './seen-object.ts'

const written =
  '{"kind":"Widget","apiVersion":"example.com/v1","metadata":{"uid":"u-1","name":"a<b>&c","resourceVersion":"12"},' +
  '"spec":{"z":1,"big":9007199254740993,"huge":18446744073709551616,"half":1.50,"whole":1.0,"e":1e3,"tiny":1E-7,"zero":-0,"n":null,"t":"\\u2028é"}}'

const seen = () => {
  const object = decodeJson(written, { numbers: 'digits' })
  if (!isJsonMap(object)) throw new Error('no object')
  return seenObject(object)
}

test('an object is written as the original writes it: sorted, escaped, int64 whole, other numbers as float64', () => {
  expect(seen()).toMatchObject({ id: 'u-1', version: '12', name: 'a<b>&c', namespace: '' })
  expect(seen().text).toBe(
    '{"apiVersion":"example.com/v1","kind":"Widget",' +
      '"metadata":{"name":"a\\u003cb\\u003e\\u0026c","resourceVersion":"12","uid":"u-1"},' +
      '"spec":{"big":9007199254740993,"e":1000,"half":1.5,"huge":18446744073709552000,"n":null,' +
      '"t":"\\u2028é","tiny":1e-7,"whole":1,"z":1,"zero":0}}',
  )
})

test('the payload has the members of the original, in its order', () => {
  const frame = { group: 'apps', version: 'v1', plural: 'deployments', metadata: ',"metadata":{"k":"v"}' }
  const told = { kind: 'UPDATE', body: '{"a":1}', oldBody: '{"a":0}' }
  expect(resourcePayload(frame, told)).toBe(
    '{"type":"UPDATE","body":{"a":1},"oldBody":{"a":0},"group":"apps","version":"v1","resource":"deployments","metadata":{"k":"v"}}',
  )
  expect(resourcePayload({ ...frame, metadata: '' }, { ...told, kind: 'ADD', oldBody: undefined })).toBe(
    '{"type":"ADD","body":{"a":1},"oldBody":null,"group":"apps","version":"v1","resource":"deployments"}',
  )
})

test('a stub says which object it is', () => {
  expect(stubOf(seen().text)).toBe(
    '{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a\\u003cb\\u003e\\u0026c","resourceVersion":"12","uid":"u-1"}}',
  )
})
