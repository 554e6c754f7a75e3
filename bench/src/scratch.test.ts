import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { scratch } from './scratch.ts'

test('the folder goes when it is disposed of', async () => {
  let path = ''
  {
    await using folder = await scratch('test')
    path = folder.path
    expect(existsSync(path)).toBe(true)
  }
  expect(existsSync(path)).toBe(false)
})

test('the folder goes with the process that forgot it', () => {
  const module = new URL('./scratch.ts', import.meta.url).href
  const script = `const { path } = await (await import(${JSON.stringify(module)})).scratch('test'); console.log(path); process.exit(3)`
  const run = (): string => execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  let path = ''
  try {
    run()
  } catch (error) {
    path = (error as { stdout: string }).stdout.trim()
  }
  expect(path).toContain('millrace-test-')
  expect(existsSync(path)).toBe(false)
})
