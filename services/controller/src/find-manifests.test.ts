import { tempFolder } from '@millrace/testkit'
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findManifests } from './find-manifests.ts'

async function folder(...files: readonly string[]): Promise<string> {
  const temp = await tempFolder()
  onTestFinished(() => temp[Symbol.asyncDispose]())
  for (const file of files) {
    await mkdir(join(temp.path, file, '..'), { recursive: true })
    await writeFile(join(temp.path, file), 'a: 1\n')
  }
  return temp.path
}

const find = async (paths: readonly string[], root: string, filesMax = 100) => {
  const found = await findManifests(paths, { filesMax })
  return { ...found, names: found.files.map(({ path }) => relative(root, path)) }
}

test('manifests are found at every depth; hidden, foreign and installed files are not', async () => {
  const root = await folder(
    'b.yaml',
    'a.yml',
    'c.json',
    'd.md',
    'sub/deep/e.yaml',
    '.hidden/f.yaml',
    '.g.yaml',
    'node_modules/h.yaml',
  )
  const { names, folders, problems, isWhole } = await find([root], root)
  expect(names).toEqual(['a.yml', 'b.yaml', 'c.json', 'sub/deep/e.yaml'])
  expect(folders.map((path) => relative(root, path)).sort()).toEqual(['', 'sub', 'sub/deep'])
  expect({ problems, isWhole }).toEqual({ problems: [], isWhole: true })
})

test('several paths, files among them whatever they are called, each file once', async () => {
  const root = await folder('one/a.yaml', 'two/b.yaml', 'plain.txt')
  const paths = ['one', 'two', 'plain.txt', 'one/a.yaml'].map((path) => join(root, path))
  expect((await find(paths, root)).names).toEqual(['one/a.yaml', 'plain.txt', 'two/b.yaml'])
})

test('a mounted ConfigMap: links to a hidden folder', async () => {
  const root = await folder('..2026/a.yaml')
  await symlink('..2026', join(root, '..data'))
  await symlink('..data/a.yaml', join(root, 'a.yaml'))
  expect((await find([root], root)).names).toEqual(['a.yaml'])
})

test('links in a circle end', async () => {
  const root = await folder('sub/a.yaml')
  await symlink('..', join(root, 'sub', 'up'))
  const { isWhole, problems } = await find([root], root)
  expect(isWhole).toBe(false)
  expect(problems[0]?.message).toMatch(/12 deep/u)
})

test('a path that is not there is told, and what might be in it is not taken for removed', async () => {
  const root = await folder('a.yaml')
  await rm(join(root, 'a.yaml'))
  const { isWhole, problems } = await find([join(root, 'a.yaml'), root], root)
  expect({ isWhole, problems }).toMatchObject({
    isWhole: false,
    problems: [{ message: 'there is no such file or folder' }],
  })
})

test('more files than the bound: told once, the first are kept', async () => {
  const root = await folder(...Array.from({ length: 10 }, (_, index) => `${index}.yaml`))
  const { names, problems, isWhole } = await find([root], root, 4)
  expect({ count: names.length, told: problems.length, isWhole }).toEqual({ count: 4, told: 1, isWhole: false })
})

test.skipIf(process.getuid?.() === 0)('a folder that may not be read is told', async () => {
  const root = await folder('closed/a.yaml')
  await chmod(join(root, 'closed'), 0)
  onTestFinished(() => chmod(join(root, 'closed'), 0o700))
  expect(await find([root], root)).toMatchObject({
    isWhole: false,
    problems: [{ message: expect.stringMatching(/EACCES/u) }],
  })
})

test('a changed file has another version', async () => {
  const root = await folder('a.yaml')
  const before = (await find([root], root)).files[0]?.version
  await writeFile(join(root, 'a.yaml'), 'a: 2\n')
  expect((await find([root], root)).files[0]?.version).not.toBe(before)
})
