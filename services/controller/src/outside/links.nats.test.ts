import { eventually, natsServer } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { Links, linksMax, type LinkUse } from './links.ts'

function kept(use: LinkUse | undefined): LinkUse {
  if (use === undefined) throw new Error('there is no room')
  onTestFinished(() => use[Symbol.asyncDispose]())
  return use
}

const quiet = (): void => {}

test('who reaches a server in the same way shares a connection, which goes with the last one', async () => {
  await using server = await natsServer()
  const links = new Links()
  const access = { url: server.url, access: { user: 'a', pass: 'b' } }
  const first = links.use(access, quiet)
  let changes = 0
  const second = kept(links.use(structuredClone(access), () => (changes += 1)))
  const another = kept(links.use({ ...access, access: { user: 'a', pass: 'other' } }, quiet))
  expect(second.link).toBe(first?.link)
  expect(another.link).not.toBe(second.link)
  await eventually(() => expect(second.link.bus?.connected).toBe(true))
  expect(changes).toBeGreaterThan(0)
  const { bus } = second.link
  await first?.[Symbol.asyncDispose]()
  expect(bus?.connection.isClosed()).toBe(false)
  await second[Symbol.asyncDispose]()
  expect(bus?.connection.isClosed()).toBe(true)
  expect(kept(links.use(access, quiet)).link).not.toBe(second.link)
})

test('there is a bound, and room again when one is given up; one that is not there holds nobody up', async () => {
  const links = new Links()
  const to = (port: number) => ({ url: `nats://127.0.0.1:${port}`, access: {} })
  const uses = Array.from({ length: linksMax }, (_, nth) => kept(links.use(to(nth + 1), quiet)))
  expect(links.use(to(linksMax + 1), quiet)).toBeUndefined()
  // One that is open already is no further one.
  expect(kept(links.use(to(1), quiet)).link).toBe(uses[0]?.link)
  await uses[1]?.[Symbol.asyncDispose]()
  const late = kept(links.use(to(linksMax + 1), quiet))
  await eventually(() => expect(late.link.trouble).toMatchObject({ reason: 'ServerAway' }))
  expect(late.link.trouble?.message).toContain('ECONNREFUSED')
})
