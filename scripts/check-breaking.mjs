/** The protos break nobody who was built against the last commit on main. Needs git, and no network. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from './setup.mjs'

/**
 * Resolves to null, or to what is wrong. On main itself the commit before is compared with; where there is none, as in a
 * clone of depth one, that is said.
 * @param {(command: string, args: readonly string[]) => Promise<string | null>} tool
 * @param {(line: string) => void} say
 */
export async function checkBreaking(tool, say) {
  const base = baseCommit(git)
  if (base === null) {
    say('buf breaking: no commit to compare with is here; nothing was compared')
    return null
  }
  const folder = mkdtempSync(join(tmpdir(), 'millrace-protos-'))
  try {
    checkOut(base, folder)
    return await tool('buf', ['breaking', '--against', folder])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The commit that must not be broken.
 * @param {(...args: string[]) => string | null} ask
 */
export function baseCommit(ask) {
  const head = ask('rev-parse', 'HEAD')
  if (head === null) return null
  for (const name of ['main', 'origin/main']) {
    const main = ask('rev-parse', '--verify', '--quiet', `${name}^{commit}`)
    if (main !== null && main !== head) return main
  }
  return ask('rev-parse', '--verify', '--quiet', 'HEAD~1^{commit}')
}

function checkOut(commit, folder) {
  const names = git('ls-tree', '-r', '--name-only', commit, 'proto', 'buf.yaml') ?? ''
  for (const name of names.split('\n').filter((one) => one !== '')) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, git('show', `${commit}:${name}`) ?? '')
  }
}

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 })
  return status === 0 ? stdout.trimEnd() : null
}
