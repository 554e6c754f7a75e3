import { readConfig } from '@millrace/service'
import { expect, test } from 'vitest'
import { languageOptions } from './language-options.ts'
import { openLanguages } from './open-languages.ts'

const render = async (template: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
  using open = await openLanguages(readConfig(languageOptions, env))
  return open.languages.goTemplate?.compile(template)({}) ?? ''
}

test('by default templates learn nothing of the environment and of hosts', async () => {
  await expect(render('{{ env "PATH" }}')).rejects.toThrow('the environment variable "PATH" is not allowed')
  await expect(render('{{ expandenv "$HOME" }}')).rejects.toThrow('not allowed')
  await expect(render('{{ getHostByName "localhost" }}')).rejects.toThrow('"localhost" is not allowed')
})

test('what an administrator gives, they see, and nothing else', async () => {
  const env = { MILLRACE_TEMPLATE_ENV: 'REGION=eu-1, TIER=a=b' }
  expect(await render('{{ env "REGION" }} {{ expandenv "${TIER}!" }}', env)).toBe('eu-1 a=b!')
  await expect(render('{{ env "PATH" }}', env)).rejects.toThrow('not allowed')
  expect(await render('{{ env "LIST" }}', { MILLRACE_TEMPLATE_ENV: '{"LIST": "a,b"}' })).toBe('a,b')
})

test('an allowed host has its address', async () => {
  const address = await render('{{ getHostByName "localhost" }}', { MILLRACE_TEMPLATE_HOSTS: 'localhost' })
  expect(['127.0.0.1', '::1']).toContain(address)
})

test.each(['1A=b', 'noValue', '{"a": 1}', '{"a": '])('%s is no list of variables', (text) => {
  expect(() => readConfig(languageOptions, { MILLRACE_TEMPLATE_ENV: text })).toThrow(/NAME=value/)
})

test('clock and randomness are the machine’s', async () => {
  const year = String(new Date().getFullYear())
  expect(await render('{{ now | date "2006" }}')).toBe(year)
  expect(await render('{{ uuidv4 | len }} {{ genPrivateKey "ecdsa" | trunc 10 }}')).toBe('36 -----BEGIN')
})

test('a key that takes seconds to make is refused', async () => {
  await expect(render('{{ genPrivateKey "rsa" }}')).rejects.toThrow('hold up all other events')
})
