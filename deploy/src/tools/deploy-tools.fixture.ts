import { onPath } from '@millrace/servers'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { goTool, type FoundTool } from './go-tool.fixture.ts'

const deployFolder = join(import.meta.dirname, '../..')
export const repository = join(deployFolder, '..')

/** Our own program with kustomize, kubeconform, BuildKit's parser and Starlark in it. Says one line where it cannot be had. */
export async function deployTools(): Promise<FoundTool> {
  const found = await goTool({ name: 'deploy-tools', module: join(deployFolder, 'tools'), target: '.' })
  if (found.kind === 'missing') process.stderr.write(`SKIPPED: checks of deploy/: ${found.reason}\n`)
  return found
}

/**
 * Prometheus' own checker of rules: PATH, the cache, or with `MILLRACE_PROMTOOL_BUILD=1` a build from its module, which
 * takes minutes. Says one line where it cannot be had.
 */
export async function promtool(): Promise<FoundTool> {
  const [own] = await onPath('promtool', process.env)
  if (own !== undefined) return { kind: 'found', path: own }
  const module = join(deployFolder, 'tools/promtool')
  const target = 'github.com/prometheus/prometheus/cmd/promtool'
  const tool = { name: 'promtool', module, target, tags: ['remove_all_sd', 'noui'] }
  const found = await goTool(tool, { mayBuild: process.env['MILLRACE_PROMTOOL_BUILD'] === '1' })
  if (found.kind === 'missing') process.stderr.write(`SKIPPED: promtool on the alerts: ${found.reason}\n`)
  return found
}

/** Runs a tool to its end and gives what it wrote. Rejects with what it complained of. */
export function runFound(tool: FoundTool, args: readonly string[], input = '', cwd = repository): Promise<string> {
  if (tool.kind === 'missing') return Promise.reject(new Error(tool.reason))
  return new Promise((resolve, reject) => {
    const child = spawn(tool.path, args, { stdio: ['pipe', 'pipe', 'pipe'], cwd })
    const output: Buffer[] = []
    const complaint: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString())
      else reject(new Error(`${args.join(' ')}: ${Buffer.concat([...complaint, ...output]).toString()}`))
    })
    child.stdin.end(input)
  })
}
