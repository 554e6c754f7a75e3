import type { Problem } from '@millrace/manifests'
import { tempFolder } from '@millrace/testkit'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { base } from './bad-input/base.fixture.ts'
import { edited } from './bad-input/edited.fixture.ts'
import { acceptedEdits, edits, languageEdits, patternEdits } from './bad-input/edits.fixture.ts'
import { acceptedGenerated, generatedMutations } from './bad-input/mutations.fixture.ts'
import { validate } from './commands/validate.ts'

let folder: Awaited<ReturnType<typeof tempFolder>> | undefined

beforeAll(async () => {
  folder ??= await tempFolder()
})
afterAll(() => folder?.[Symbol.asyncDispose]())

/** What `millrace validate` says of a text. */
async function problemsOf(text: string): Promise<readonly Problem[]> {
  const file = join(folder?.path ?? '', 'manifests.yaml')
  await writeFile(file, text)
  let written = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    written += String(part)
    return true
  })
  try {
    await validate([file], { json: true })
  } finally {
    spy.mockRestore()
  }
  return (JSON.parse(written) as { problems: readonly Problem[] }).problems
}

const errorsOf = async (text: string): Promise<Problem[]> =>
  (await problemsOf(text)).filter(({ severity }) => severity === 'error')

function expectPlaced(errors: readonly Problem[], text: string): void {
  expect(errors.length, text).toBeGreaterThan(0)
  const lines = text.split('\n')
  for (const { file, line, column, message } of errors) {
    expect(file).toMatch(/manifests\.yaml$/u)
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(lines.length)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
    expect(message).not.toBe('')
  }
}

test('the base is sound', async () => {
  expect(await errorsOf(base)).toEqual([])
})

describe('edits that are refused with a place', () => {
  test.each(edits)('%s', async (...edit) => {
    const text = edited(edit)
    expectPlaced(await errorsOf(text), text)
  })
})

describe('edits that are accepted with a warning', () => {
  test.each(acceptedEdits)('%s', async (...[name, from, to, reason]) => {
    const problems = await problemsOf(edited([name, from, to]))
    expect(problems.map(({ severity }) => severity)).toContain('warning')
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(reason).not.toBe('')
  })
})

describe('texts that do not compile are refused with a place', () => {
  test.each([...patternEdits, ...languageEdits])('%s', async (...edit) => {
    const text = edited(edit)
    expectPlaced(await errorsOf(text), text)
  })
})

describe('values of another kind', async () => {
  const mutations = generatedMutations()
  const acceptedFor = (name: string): string | undefined => acceptedGenerated.find(([one]) => one.test(name))?.[1]

  test('are many, and every reason to accept one is used', () => {
    expect(mutations.length + edits.length + patternEdits.length + languageEdits.length).toBeGreaterThanOrEqual(200)
    for (const [pattern] of acceptedGenerated)
      expect(
        mutations.some(({ name }) => pattern.test(name)),
        String(pattern),
      ).toBe(true)
  })

  test.each(mutations.filter(({ name }) => acceptedFor(name) === undefined))('$name: refused', async ({ text }) => {
    expectPlaced(await errorsOf(text), text)
  })

  test.each(mutations.filter(({ name }) => acceptedFor(name) !== undefined))('$name: accepted', async ({ text }) => {
    expect(await errorsOf(text)).toEqual([])
  })
})
