import { buildApiserver } from './build-apiserver.fixture.ts'
import { kubeBinaries } from './find-kube.fixture.ts'

/** `build [SECONDS]` has a kube-apiserver in the user's cache; `look` ends with 1 where the tests have none to run on. */
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const [what, seconds] = process.argv.slice(2)
if (what === 'look') process.exitCode = (await kubeBinaries()).kind === 'found' ? 0 : 1
else {
  const buildMaxMs = Number(seconds) * 1_000
  const built = await buildApiserver({ say, ...(buildMaxMs > 0 ? { buildMaxMs } : {}) })
  say(built.kind === 'built' ? `kube-apiserver: ${built.path}` : `kube-apiserver: ${built.reason}`)
  process.exitCode = built.kind === 'built' ? 0 : 1
}
