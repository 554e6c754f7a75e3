import { readManifests, validateSet } from '@millrace/manifests'
import { expect, test } from 'vitest'
import { manySensorsManifests, matchingCpuUs } from './many-sensors.ts'

test('the manifests of the load are sound, and as many as meant', () => {
  const { objects, problems } = readManifests(manySensorsManifests({ sensors: 50, matching: 5 }), 'many.yaml')
  expect(objects).toHaveLength(50)
  expect([...problems, ...validateSet(objects)].filter(({ severity }) => severity === 'error')).toEqual([])
})

test('as many sensors match as meant, and matching takes CPU', () => {
  expect(matchingCpuUs({ sensors: 20, matching: 2 })).toBeGreaterThan(0)
})
