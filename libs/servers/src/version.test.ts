import { expect, test } from 'vitest'
import { compareVersions, formatVersion, parseVersion } from './version.ts'

test('numbers are compared as numbers', () => {
  expect(compareVersions([2, 9, 10], [2, 12, 0])).toBeLessThan(0)
  expect(compareVersions([2, 12, 0], [2, 12, 0])).toBe(0)
  expect(compareVersions([7, 0, 0], [6, 2, 14])).toBeGreaterThan(0)
  expect(compareVersions([2, 12, 3], [2, 12, 4])).toBeLessThan(0)
})

test('the first version in a text is read, whatever surrounds it', () => {
  expect(parseVersion('2.14.0-RC.1')).toEqual([2, 14, 0])
  expect(parseVersion('redis-server-6.2.14')).toEqual([6, 2, 14])
  expect(parseVersion('7.2')).toEqual([7, 2, 0])
  expect(parseVersion('unknown')).toBeNull()
  expect(formatVersion([2, 14, 0])).toBe('2.14.0')
})
