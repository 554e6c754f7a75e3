import { expect, test } from 'vitest'
import { clientsMax, readWebhookClients } from './webhook-client.ts'

const read = (entries: Record<string, string>) =>
  readWebhookClients(new Map(Object.entries(entries).map(([key, text]) => [key, Buffer.from(text)])))

test('entries are read in the order of their keys', () => {
  const clients = read({ 'z.io': 'type: github\nsecret: "1"', 'a.io': '{"type": "gitlab", "secret": "2"}' })
  expect(clients).toMatchObject([
    { kind: 'client', client: { account: 'a.io', type: 'gitlab', secret: '2' } },
    { kind: 'client', client: { account: 'z.io', type: 'github', secret: '1' } },
  ])
})

test('how an hmac is written', () => {
  const text = 'type: hmac\nsecret: s\nheader: X-My-Signature\nalgorithm: sha1\nencoding: base64\nprefix: "v="'
  const hmac = { header: 'x-my-signature', algorithm: 'sha1', encoding: 'base64', prefix: 'v=' }
  expect(read({ a: text })).toMatchObject([{ client: { type: 'hmac', hmac } }])
})

test.each([
  [': not\n yaml: [', 'it is not YAML with type and secret'],
  ['just text', 'it is not YAML with type and secret'],
  ['type: gitea\nsecret: hidden', 'its type is none of github'],
  ['type: github\nsecret: ""', 'its secret is empty'],
  ['type: github', 'its secret is empty'],
  ['type: standardwebhooks\nsecret: whsec_', 'without base64'],
  ['type: standardwebhooks\nsecret: "whsec_***"', 'without base64'],
  ['type: hmac\nsecret: hidden\nalgorithm: md5', 'its algorithm is none of'],
  ['type: hmac\nsecret: hidden\nheader: "a b"', 'its header is no name'],
])('%j is of no use, and nothing of it is shown', (text, reason) => {
  const [one] = read({ sender: text })
  expect(one).toMatchObject({ kind: 'unusable', account: 'sender', reason: expect.stringContaining(reason) })
  expect(JSON.stringify(one)).not.toContain('hidden')
})

test('only so many are used, and the same ones are read once', () => {
  const names = Array.from({ length: clientsMax + 1 }, (_, nth) => `s${String(nth).padStart(4, '0')}`)
  const entries = new Map(names.map((name) => [name, Buffer.from('type: github\nsecret: s')]))
  const read = readWebhookClients(entries)
  expect(read.filter(({ kind }) => kind === 'client')).toHaveLength(clientsMax)
  expect(read.at(-1)).toMatchObject({ kind: 'unusable', account: names.at(-1) })
  expect(readWebhookClients(entries)).toBe(read)
})
