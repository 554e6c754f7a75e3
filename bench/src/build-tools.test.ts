import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildTools } from './build-tools.ts'

test('says what is missing instead of failing: the sources, or Go', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-tools-'))
  try {
    const bin = join(dir, 'bin')
    expect(await buildTools(join(dir, 'nothing'), bin, process.env)).toContain(join(dir, 'nothing'))
    await writeFile(join(dir, 'go.mod'), 'module bench\n')
    expect(await buildTools(dir, bin, { PATH: '/nonexistent' })).toContain('Go is not installed')
  } finally {
    await rm(dir, { recursive: true })
  }
})
