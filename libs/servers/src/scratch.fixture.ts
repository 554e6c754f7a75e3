import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface Scratch extends AsyncDisposable {
  readonly dir: string
  /** Writes an executable shell script below the folder and answers its path. */
  script(name: string, body: string): Promise<string>
}

/** A temporary folder that is gone after the test. */
export async function scratch(): Promise<Scratch> {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-servers-'))
  return {
    dir,
    script: async (name, body) => {
      const path = join(dir, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, `#!/bin/sh\n${body}\n`)
      await chmod(path, 0o755)
      return path
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}
