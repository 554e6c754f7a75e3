import { expect, test } from 'vitest'
import { BindingLanguage } from './binding-language.ts'
import type { BindingSpec } from './binding.ts'
import { BindingDecider } from './decide-binding.ts'
import { eventEnv } from './event-env.ts'

const payloads = [{ x: 1 }, [1], 'text', 1, true, null]
const selectors = [
  'payload.x == 1',
  'payload?.x == 1',
  'payload != nil',
  'discriminator == "d" && payload == 1',
  'payload',
]
const eventOf = (payload: unknown) => ({ namespace: 'n', discriminator: 'd', metadata: {}, payload })
const told = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return String(error)
  }
}

test.each(selectors)(
  '%s: a binding that is kept says of every payload what one for this event alone says',
  (selector) => {
    const spec: BindingSpec = { event: { selector } }
    const kept = new BindingLanguage().compile(spec)
    const answers = (from: readonly unknown[]) =>
      from.map((payload) => told(() => kept.isMatch(eventEnv(eventOf(payload)))))
    const alone = payloads.map((payload) =>
      told(() => new BindingDecider().decide(spec, eventOf(payload)).kind !== 'unmatched'),
    )
    expect(answers(payloads)).toEqual(alone)
    // In another order, and again: nothing of one event is left to the next.
    expect(answers(payloads.toReversed()).toReversed()).toEqual(alone)
  },
)

test('the same moment gives the same parts; without one, the machine’s', () => {
  let nth = 0
  const world = { nowMs: () => 0, randomBytes: (count: number) => new Uint8Array(count).fill((nth += 1)) }
  const language = new BindingLanguage(world)
  const binding = language.compile({
    event: { selector: 'true' },
    submit: { metadata: { name: 'sprig.uuidv4() + sprig.randAlpha(5)', labels: { at: 'string(now().Unix())' } } },
  })
  const event = eventEnv(eventOf({}))
  const moment = () => {
    let at = 0
    return { nowMs: () => 5_000, randomBytes: (count: number) => new Uint8Array(count).fill((at += 7)) }
  }
  const first = binding.partsFor(event, moment())
  expect(binding.partsFor(event, moment())).toEqual(first)
  expect(first?.labels).toEqual({ at: '5' })
  expect(binding.partsFor(event)?.name).not.toBe(first?.name)
})
