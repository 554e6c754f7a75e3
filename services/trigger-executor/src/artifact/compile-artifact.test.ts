import type { ArtifactLocation } from '@millrace/manifests'
import { openSecrets } from '@millrace/secrets'
import { certificateFor, tempFolder } from '@millrace/testkit'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { artifactBytesMax } from './artifact.ts'
import { compileArtifact } from './compile-artifact.ts'
import { openArtifacts } from './open-artifacts.ts'

const yaml = 'apiVersion: v1\nkind: ConfigMap\n---\nkind: Second\n'
const object = { apiVersion: 'v1', kind: 'ConfigMap' }

/** Reads a source with the folders of a test. */
async function bench() {
  const stack = new AsyncDisposableStack()
  const { path: folder } = stack.use(await tempFolder())
  const secrets = openSecrets({ configMapFolders: [join(folder, 'maps')], cacheMs: 0 })
  const read = (source: ArtifactLocation, artifactFolders: readonly string[] = []) =>
    compileArtifact(source, 'n', openArtifacts(stack, secrets, { artifactFolders, git: 'git' })).read()
  return { folder, read, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

async function serve(server: Server): Promise<{ readonly port: number } & AsyncDisposable> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: close }
}

test('inline: the first document, once for all attempts; faults name their line', async () => {
  await using one = await bench()
  expect(await one.read({ inline: yaml })).toEqual(object)
  expect(await one.read({ inline: '{"kind": "Job"}' })).toEqual({ kind: 'Job' })
  await expect(one.read({ inline: 'a: [' })).rejects.toMatchObject({ isFinal: true, message: /line 1/u })
  await expect(one.read({ inline: '- a' })).rejects.toThrow('source.inline holds no object')
  await expect(one.read({ inline: '' })).rejects.toThrow('source.inline holds no object')
})

test('of several places the first in the original’s order counts', async () => {
  await using one = await bench()
  expect(await one.read({ resource: { kind: 'A' }, inline: 'kind: B' })).toEqual({ kind: 'B' })
  expect(await one.read({ resource: { kind: 'A' } })).toEqual({ kind: 'A' })
  await expect(one.read({})).rejects.toThrow('source names no place')
})

test('configmap: read for every attempt', async () => {
  await using one = await bench()
  await mkdir(join(one.folder, 'maps', 'wf'), { recursive: true })
  const source = { configmap: { name: 'wf', key: 'flow' } }
  await expect(one.read(source)).rejects.toMatchObject({ isFinal: false })
  await writeFile(join(one.folder, 'maps', 'wf', 'flow'), yaml)
  expect(await one.read(source)).toEqual(object)
  await writeFile(join(one.folder, 'maps', 'wf', 'flow'), 'kind: Other')
  expect(await one.read(source)).toEqual({ kind: 'Other' })
})

test('file: only below the folders that are open, links included', async () => {
  await using one = await bench()
  const open = join(one.folder, 'open')
  await mkdir(open)
  await writeFile(join(open, 'a.yaml'), yaml)
  await writeFile(join(one.folder, 'secret.yaml'), yaml)
  await symlink(join(one.folder, 'secret.yaml'), join(open, 'link.yaml'))
  expect(await one.read({ file: { path: join(open, 'a.yaml') } }, [open])).toEqual(object)
  expect(await one.read({ file: { path: 'a.yaml' } }, ['/nowhere', open])).toEqual(object)
  for (const path of ['../secret.yaml', 'link.yaml', join(one.folder, 'secret.yaml'), 'none.yaml', '.'])
    await expect(one.read({ file: { path } }, [open])).rejects.toThrow('in none of the folders')
  await expect(one.read({ file: { path: 'a.yaml' } })).rejects.toThrow('MILLRACE_ARTIFACT_FOLDERS')
})

test('url: 200 alone is an object; credentials go as Basic and are told to nobody', async () => {
  await using one = await bench()
  const seen: (string | undefined)[] = []
  const answer: RequestListener = (request, response) => {
    seen.push(request.headers.authorization)
    if (request.url === '/big') response.end(Buffer.alloc(artifactBytesMax + 1, 'a'))
    else if (request.url === '/moved') response.writeHead(302, { location: '/wf.yaml' }).end()
    else response.writeHead(request.url === '/wf.yaml' ? 200 : 404).end(yaml)
  }
  await using server = await serve(createServer(answer))
  const at = `http://ann:s3cret@127.0.0.1:${server.port}`
  expect(await one.read({ url: { path: `${at}/wf.yaml` } })).toEqual(object)
  expect(seen).toEqual([`Basic ${Buffer.from('ann:s3cret').toString('base64')}`])
  expect(await one.read({ url: { path: `${at}/moved` } })).toEqual(object)
  const missing = await one.read({ url: { path: `${at}/none` } }).catch(String)
  expect(missing).toContain('answered 404')
  expect(missing).not.toContain('s3cret')
  await expect(one.read({ url: { path: `${at}/big` } })).rejects.toThrow('has more than')
  await expect(one.read({ url: { path: 'file:///etc/passwd' } })).rejects.toMatchObject({ isFinal: true })
})

test('url: a certificate is looked at unless verifyCert says no', async () => {
  await using one = await bench()
  const { cert, key } = certificateFor('localhost')
  await using server = await serve(createTlsServer({ cert, key }, (_, response) => void response.end(yaml)))
  const path = `https://127.0.0.1:${server.port}/wf.yaml`
  await expect(one.read({ url: { path } })).rejects.toMatchObject({ isFinal: false, message: /self.signed/iu })
  expect(await one.read({ url: { path, verifyCert: false } })).toEqual(object)
})
