import { tempFolder } from '@millrace/testkit'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { contextRemove, contextSet, contextUse } from '../commands/contexts.ts'
import { contextsFile, readContexts } from './contexts.ts'
import { targetOf } from './target.ts'

async function home() {
  const folder = await tempFolder()
  onTestFinished(() => folder[Symbol.asyncDispose]())
  const env = { XDG_CONFIG_HOME: folder.path }
  const tokenFile = join(folder.path, 'token')
  writeFileSync(tokenFile, 'a-token\n')
  return { env, tokenFile, state: join(folder.path, 'none') }
}

test('a context is set, meant and forgotten; its file is the user’s alone, and holds no token', async () => {
  const { env, tokenFile, state } = await home()
  contextSet(env, 'prod', { url: 'https://millrace.example:7070/', tokenFile })
  expect(targetOf({ context: 'prod', state }, env)).toMatchObject({
    url: 'https://millrace.example:7070',
    headers: { authorization: 'Bearer a-token' },
    name: 'context prod',
  })
  expect(statSync(contextsFile(env)).mode & 0o777).toBe(0o600)
  expect(JSON.stringify(readContexts(env))).not.toContain('a-token')
  contextUse(env, 'prod')
  expect(targetOf({ state }, env).name).toBe('context prod')
  expect(targetOf({ state }, { ...env, MILLRACE_ADMIN_URL: 'http://127.0.0.1:1' }).url).toBe('http://127.0.0.1:1')
  contextRemove(env, 'prod')
  expect(readContexts(env)).toEqual({ current: '', contexts: {} })
  expect(() => targetOf({ state }, env)).toThrow('nothing runs on the state folder')
})

test('what is not there is told with what there is', async () => {
  const { env, state } = await home()
  expect(() => targetOf({ context: 'prod', state }, env)).toThrow('there is no context "prod"; none is set')
  contextSet(env, 'test', { url: 'http://127.0.0.1:7070' })
  expect(() => targetOf({ context: 'prod', state }, env)).toThrow('there are test')
  expect(() => contextSet(env, 'x', { url: 'ftp://nowhere' })).toThrow('no http or https address')
  expect(() => contextSet(env, 'x', { url: 'http://h', cert: 'c' })).toThrow('--cert and --key together')
})

test.each([
  ['contexts: [', /is no file of contexts/u],
  ['contexts: {a: {url: 1}}', /contexts\.a\.url is no text/u],
  ['contexts: {a: {}}', /contexts\.a\.url is no http or https address/u],
  ['contexts: {a: {url: "http://h", token: x}}', /contexts\.a\.token means nothing/u],
])('a file that is none is refused: %s', async (text, why) => {
  const { env } = await home()
  const path = join(env.XDG_CONFIG_HOME, 'config.yaml')
  writeFileSync(path, text)
  expect(() => readContexts({ MILLRACE_CONFIG: path })).toThrow(why)
})
