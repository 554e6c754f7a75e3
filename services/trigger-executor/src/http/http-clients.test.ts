import { openSecrets } from '@millrace/secrets'
import { certificateFor, eventually, tempFolder } from '@millrace/testkit'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { HttpClient } from './http-client.ts'
import { HttpClients } from './http-clients.ts'

const tls = { caCertSecret: { name: 'creds', key: 'ca' } }
const itself = (client: HttpClient) => Promise.resolve(client)

test('a client with TLS settings is shared, made anew when its Secret changes, and closed when idle', async () => {
  await using folder = await tempFolder()
  const put = (value: string) => writeFile(join(folder.path, 'creds', 'ca'), value)
  await mkdir(join(folder.path, 'creds'))
  await put(certificateFor('one').cert)
  const secrets = openSecrets({ secretFolders: [folder.path], cacheMs: 0 })
  await using clients = new HttpClients(secrets, { idleMs: 200 })
  const first = await clients.use('n', tls, itself)
  expect(await clients.use('n', tls, itself)).toBe(first)
  await put(certificateFor('two').cert)
  const second = await clients.use('n', tls, itself)
  expect(second).not.toBe(first)
  expect(clients.size).toBe(1)
  await eventually(() => expect(clients.size).toBe(0))
  expect(await clients.use('n', undefined, itself)).toBe(await clients.use('other', undefined, itself))
})

test('settings whose Secret is missing give a message that names it', async () => {
  await using folder = await tempFolder()
  await using clients = new HttpClients(openSecrets({ secretFolders: [folder.path] }))
  expect(await clients.use('n', tls, itself)).toMatch(/^http\.tls: \[object-not-found\] secret "n\/creds", key "ca"/u)
})
