import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openSecrets } from '@millrace/secrets'
import { compileArtifact } from '../compile-artifact.ts'
import { openArtifacts, type ArtifactSettings } from '../open-artifacts.ts'

export const workflowText = (name: string): string => `kind: Workflow\nmetadata: { name: ${name} }\n`
export const workflowNamed = (name: string) => ({ kind: 'Workflow', metadata: { name } })

/** A bare repository, `served/repo.git`, with a work tree to commit from. */
export async function gitRepository(folder: string) {
  const bare = join(folder, 'served', 'repo.git')
  const tree = join(folder, 'tree')
  await mkdir(tree, { recursive: true })
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-C', tree, ...args], { stdio: 'ignore' })
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare])
  git('init', '--quiet', '--initial-branch=main')
  git('remote', 'add', 'origin', bare)
  const commit = async (name: string): Promise<void> => {
    await writeFile(join(tree, 'wf.yaml'), workflowText(name))
    git('add', '-A')
    git('commit', '--quiet', '-m', name)
  }
  return { served: join(folder, 'served'), bare, tree, git, commit }
}

/** Reads git artifacts of the namespace `n`, whose Secrets are the folders below `secrets`. */
export async function gitReader(folder: string, settings: Partial<ArtifactSettings> = {}) {
  const stack = new AsyncDisposableStack()
  const secrets = openSecrets({ secretFolders: [join(folder, 'secrets')], cacheMs: 0 })
  const deps = openArtifacts(stack, secrets, { artifactFolders: [], git: 'git', ...settings })
  const read = (git: { readonly url: string; readonly filePath: string } & Record<string, unknown>) =>
    compileArtifact({ git }, 'n', deps).read()
  return { read, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
