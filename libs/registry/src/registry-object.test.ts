import { expect, test } from 'vitest'
import { keyText } from './registry-object.ts'

test('a key says kind, namespace and name', () => {
  expect(keyText({ kind: 'Sensor', namespace: 'argo-events', name: 'webhook' })).toBe('Sensor.argo-events.webhook')
})

test('two objects never share a key, wherever their dots stand', () => {
  const names = ['a', 'a.b', 'b', 'a=2eb', 'b.c', 'c', 'a-b', 'a_b', 'ä']
  const keys = names.flatMap((namespace) => names.map((name) => keyText({ kind: 'Sensor', namespace, name })))
  expect(new Set(keys).size).toBe(keys.length)
  for (const key of keys) expect(key).toMatch(/^[-/=.\w]+$/u)
})
