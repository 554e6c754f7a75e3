import { expect, test } from 'vitest'
import { certificateStep, type CertificateFacts } from './certificate-step.ts'

const hosts = ['a.svc']
const lives = { overlapMs: 10 }
const facts = (more: Partial<CertificateFacts> = {}): CertificateFacts => ({
  authorities: [{ fromMs: 0, untilMs: 900 }],
  server: { fromMs: 0, untilMs: 300 },
  hosts,
  isSignedByFirst: true,
  ...more,
})
const step = (
  held: CertificateFacts | undefined,
  nowMs: number,
  more: { isTrusted?: boolean; hosts?: string[] } = {},
) => certificateStep(held, { nowMs, hosts, isTrusted: true, ...more }, lives).kind

test('nothing held, and an authority that has ended, begin anew', () => {
  expect(step(undefined, 0)).toBe('make')
  expect(step(facts({ authorities: [] }), 0)).toBe('make')
  expect(step(facts(), 900)).toBe('make')
})

test('the server’s certificate is renewed after two thirds of its life, and when the hosts change', () => {
  expect([step(facts(), 199), step(facts(), 200)]).toEqual(['none', 'renew-server'])
  expect(step(facts(), 0, { hosts: ['b.svc'] })).toBe('renew-server')
  expect(step(facts(), 0, { hosts: ['a.svc', 'b.svc'] })).toBe('renew-server')
})

test('an authority is renewed after two thirds of its life; its successor signs once it is trusted', () => {
  const server = { fromMs: 550, untilMs: 850 }
  expect([step(facts({ server }), 599), step(facts({ server }), 600)]).toEqual(['none', 'renew-authority'])
  const authorities = [
    { fromMs: 600, untilMs: 1_500 },
    { fromMs: 0, untilMs: 900 },
  ]
  const between = facts({ server, authorities, isSignedByFirst: false })
  expect(step(between, 601, { isTrusted: false })).toBe('none')
  expect(step(between, 601, { isTrusted: true })).toBe('renew-server')
  // Nobody could trust what has ended: the new one can only be better.
  expect(step(between, 850, { isTrusted: false })).toBe('renew-server')
})

test('the old authority is trusted for a while after its successor has signed', () => {
  const authorities = [
    { fromMs: 600, untilMs: 1_500 },
    { fromMs: 0, untilMs: 900 },
  ]
  const after = facts({ authorities, server: { fromMs: 610, untilMs: 910 } })
  expect([step(after, 619), step(after, 620)]).toEqual(['none', 'drop-authorities'])
})
