import { eventually, tempFolder } from '@millrace/testkit'
import { spawn } from 'node:child_process'
import { generateKeyPairSync, verify } from 'node:crypto'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openGitRepositories } from './git-repositories.ts'
import { gitReader, gitRepository, workflowNamed } from './git-served.fixture.ts'
import { githubApi, githubTokens } from './github-tokens.ts'

/** A repository served over http by git itself, with user and password where `basic` has them. */
async function gitServer(root: string, basic?: string) {
  const fetches: string[] = []
  const server = createServer((request, response) => {
    if (basic !== undefined && request.headers.authorization !== `Basic ${Buffer.from(basic).toString('base64')}`) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
      return
    }
    if (request.method === 'POST') fetches.push(request.url ?? '')
    backend(root, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/repo.git`
  return {
    url,
    port,
    fetches,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** `git http-backend` as CGI. */
function backend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '', 'http://x')
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: pathname,
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: request.method ?? '',
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
  }
  const cgi = spawn('git', ['http-backend'], { env })
  request.pipe(cgi.stdin)
  const parts: Buffer[] = []
  cgi.stdout.on('data', (part: Buffer) => parts.push(part))
  cgi.on('close', () => {
    const all = Buffer.concat(parts)
    const end = all.indexOf('\r\n\r\n')
    for (const line of all.subarray(0, end).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(': ')
      if (name === 'Status') response.statusCode = Number(value.split(' ')[0])
      else response.setHeader(name, value)
    }
    response.end(all.subarray(end + 4))
  })
}

test('branch, tag, reference and default; what is pushed is seen by the next read', async () => {
  await using folder = await tempFolder()
  const repo = await gitRepository(folder.path)
  await repo.commit('first')
  repo.git('tag', 'v1')
  repo.git('push', '--quiet', 'origin', 'main', 'v1')
  await repo.commit('second')
  repo.git('push', '--quiet', 'origin', 'main', 'HEAD:refs/pull/7/head', 'HEAD:other')
  await using server = await gitServer(repo.served)
  await using one = await gitReader(folder.path)
  const at = { url: server.url, filePath: 'wf.yaml' }
  expect(await one.read(at)).toEqual(workflowNamed('second'))
  expect(await one.read({ ...at, tag: 'v1', branch: 'main' })).toEqual(workflowNamed('first'))
  expect(await one.read({ ...at, ref: 'refs/pull/7/head', tag: 'v1' })).toEqual(workflowNamed('second'))
  await repo.commit('third')
  repo.git('push', '--quiet', '--force', 'origin', 'main', 'HEAD:master')
  expect(await one.read({ ...at, branch: 'main', cloneDirectory: '/somewhere' })).toEqual(workflowNamed('third'))
  // The original's default, where it is there.
  expect(await one.read({ ...at, filePath: '/wf.yaml' })).toEqual(workflowNamed('third'))
  expect(await one.read({ ...at, remote: { name: 'up', urls: [server.url] }, url: 'http://127.0.0.1:1/none' })).toEqual(
    workflowNamed('third'),
  )
  await expect(one.read({ ...at, branch: 'none' })).rejects.toMatchObject({ isFinal: false, message: /none/u })
  await expect(one.read({ ...at, filePath: 'none.yaml' })).rejects.toThrow('there is no file "none.yaml"')
})

test('many reads at once share fetches; a link is not followed', async () => {
  await using folder = await tempFolder()
  const repo = await gitRepository(folder.path)
  await symlink('/etc/passwd', join(repo.tree, 'link.yaml'))
  await repo.commit('first')
  repo.git('push', '--quiet', 'origin', 'main')
  await using server = await gitServer(repo.served)
  await using one = await gitReader(folder.path)
  const at = { url: server.url, branch: 'main', filePath: 'wf.yaml' }
  const reads = await Promise.all(Array.from({ length: 30 }, () => one.read(at)))
  expect(reads).toEqual(reads.map(() => workflowNamed('first')))
  // Two fetches at most, each of some requests.
  expect(server.fetches.length).toBeLessThanOrEqual(6)
  await expect(one.read({ ...at, filePath: 'link.yaml' })).rejects.toMatchObject({
    isFinal: true,
    message: /is a link/u,
  })
})

test('credentials from Secrets; without them a refusal that shows none', async () => {
  await using folder = await tempFolder()
  const repo = await gitRepository(folder.path)
  await repo.commit('private')
  repo.git('push', '--quiet', 'origin', 'main')
  await mkdir(join(folder.path, 'secrets', 'git'), { recursive: true })
  await writeFile(join(folder.path, 'secrets', 'git', 'user'), 'ann')
  await writeFile(join(folder.path, 'secrets', 'git', 'pass'), 's3cret')
  await using server = await gitServer(repo.served, 'ann:s3cret')
  await using one = await gitReader(folder.path)
  const at = { url: server.url, branch: 'main', filePath: 'wf.yaml' }
  const creds = { username: { name: 'git', key: 'user' }, password: { name: 'git', key: 'pass' } }
  expect(await one.read({ ...at, creds })).toEqual(workflowNamed('private'))
  await writeFile(join(folder.path, 'secrets', 'git', 'pass'), 'wr0ng')
  const refused = await one.read({ ...at, creds }).catch(String)
  expect(refused).toContain('source.git')
  expect(refused).not.toContain('wr0ng')
  await expect(one.read(at)).rejects.toThrow('source.git')
})

test('no protocol that reads files or runs programs of the executor', async () => {
  await using folder = await tempFolder()
  const repo = await gitRepository(folder.path)
  await repo.commit('local')
  repo.git('push', '--quiet', 'origin', 'main')
  await using one = await gitReader(folder.path)
  const marker = join(folder.path, 'ran')
  for (const url of [`file://${repo.served}/repo.git`, join(repo.served, 'repo.git'), `ext::touch ${marker}`])
    await expect(one.read({ url, branch: 'main', filePath: 'wf.yaml' })).rejects.toThrow(/not allowed/u)
  await expect(one.read({ url: '--upload-pack=touch', filePath: 'wf.yaml' })).rejects.toMatchObject({ isFinal: true })
  await expect(one.read({ url: 'http://127.0.0.1:1/x.git', ref: '--upload-pack=x', filePath: 'a' })).rejects.toThrow(
    'is no name',
  )
})

test('a GitHub app: a signed JWT gives a token, which is asked for once', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const calls: { readonly path: string; readonly jwt: string }[] = []
  const server = createServer((request, response) => {
    calls.push({ path: request.url ?? '', jwt: (request.headers.authorization ?? '').slice(7) })
    response.writeHead(201).end('{"token":"ghs_x"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const nowMs = 1_700_000_000_000
  const tokens = githubTokens(
    () => nowMs,
    () => api,
  )
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const installation = { url: 'https://github.com/a/b', appId: '12', installationId: '34', privateKey: pem }
  expect(await tokens.token(installation)).toBe('ghs_x')
  expect(await tokens.token(installation)).toBe('ghs_x')
  expect(calls.map(({ path }) => path)).toEqual(['/app/installations/34/access_tokens'])
  const [head = '', claims = '', signature = ''] = (calls[0]?.jwt ?? '').split('.')
  expect(verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(true)
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
    iat: nowMs / 1_000 - 60,
    exp: nowMs / 1_000 + 540,
    iss: '12',
  })
  await expect(tokens.token({ ...installation, privateKey: 'none' })).rejects.toMatchObject({ isFinal: true })
  server.close()
  expect(githubApi('https://github.com/a/b.git')).toBe('https://api.github.com')
  expect(githubApi('git@github.com:a/b.git')).toBe('https://api.github.com')
  expect(githubApi('https://git.corp.example/a/b')).toBe('https://git.corp.example/api/v3')
})

test('what is fetched is bounded while it comes, and the next read of something smaller is well', async () => {
  await using folder = await tempFolder()
  const repo = await gitRepository(folder.path)
  await repo.commit('small')
  repo.git('push', '--quiet', 'origin', 'HEAD:small')
  await writeFile(join(repo.tree, 'noise'), randomBytes(2 ** 20))
  await repo.commit('large')
  repo.git('push', '--quiet', 'origin', 'main')
  await using server = await gitServer(repo.served)
  await using one = await gitReader(folder.path, { gitFetchBytesMax: 256 * 1_024 })
  const at = { url: server.url, filePath: 'wf.yaml' }
  await expect(one.read({ ...at, branch: 'main' })).rejects.toMatchObject({
    isFinal: true,
    message: /more than 262144 bytes.*MILLRACE_GIT_FETCH_BYTES_MAX/u,
  })
  expect(await one.read({ ...at, branch: 'small' })).toEqual(workflowNamed('small'))
})

test('a file that is too large for an object is not read at all, however small it is packed', async () => {
  await using folder = await tempFolder()
  const repo = await gitRepository(folder.path)
  await writeFile(join(repo.tree, 'zeros.yaml'), Buffer.alloc(40 * 2 ** 20))
  await repo.commit('zeros')
  repo.git('push', '--quiet', 'origin', 'main')
  await using server = await gitServer(repo.served)
  await using one = await gitReader(folder.path, { gitFetchBytesMax: 256 * 1_024 })
  await expect(one.read({ url: server.url, branch: 'main', filePath: 'zeros.yaml' })).rejects.toMatchObject({
    isFinal: true,
    message: /"zeros.yaml" has more than \d+ bytes/u,
  })
})

test('a file in a submodule is not read, and that is said', async () => {
  await using folder = await tempFolder()
  const repo = await gitRepository(folder.path)
  await repo.commit('first')
  repo.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},lib/shared`)
  repo.git('commit', '--quiet', '-m', 'with a submodule')
  repo.git('push', '--quiet', 'origin', 'main')
  await using server = await gitServer(repo.served)
  await using one = await gitReader(folder.path)
  const at = { url: server.url, branch: 'main' }
  await expect(one.read({ ...at, filePath: 'lib/shared/wf.yaml' })).rejects.toMatchObject({
    isFinal: true,
    message: /lies in the submodule "lib\/shared", which is not read/u,
  })
  await expect(one.read({ ...at, filePath: 'lib/wf.yaml' })).rejects.toThrow('there is no file')
})

test('git that is not there says so', async () => {
  await using repositories = openGitRepositories({ command: '/nowhere/git', knownHosts: '', fetchBytesMax: 1_000_000 })
  const place = {
    url: 'http://127.0.0.1:1/x',
    refs: ['HEAD'],
    basic: undefined,
    sshKey: undefined,
    trustsAnyHost: false,
    key: 'k',
  }
  await eventually(() => expect(repositories.text(place, 'a')).rejects.toThrow('ENOENT'))
})
