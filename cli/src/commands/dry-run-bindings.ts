import {
  BindingError,
  BindingLanguage,
  eventEnv,
  workflowObject,
  type BindingEvent,
  type CompiledBinding,
} from '@millrace/event-binding'
import { openLanguages } from '@millrace/language-host'
import {
  compareProblems,
  formatProblem,
  readManifests,
  type JsonObject,
  type Problem,
  type WorkflowEventBinding,
} from '@millrace/manifests'
import { decodeJson, JsonError } from '@millrace/value'
import { readFile } from 'node:fs/promises'
import { CliError } from '../cli-error.ts'
import { manifestFiles } from '../manifest-files.ts'

/** What `dry-run --discriminator` is told. */
export interface DryRunBindingsFlags {
  /** The file with the event's payload; none: an event without. */
  readonly event: readonly string[]
  readonly discriminator: string
  /** `Name: value`, as curl has them. */
  readonly header: readonly string[]
  readonly json?: true
}

type Said =
  | { readonly kind: 'unmatched' | 'matched' }
  | { readonly kind: 'submits'; readonly workflow: JsonObject }
  | { readonly kind: 'failed'; readonly message: string }

type Run = { readonly namespace: string; readonly binding: string } & Said

/** Says what WorkflowEventBindings would do with an event, and does none of it. Exit code 1 where one has an error. */
export async function dryRunBindings(paths: readonly string[], flags: DryRunBindingsFlags): Promise<number> {
  const { bindings, problems } = await readBindings(paths)
  const errors = problems.filter(({ severity }) => severity === 'error')
  for (const problem of flags.json === true ? errors : problems) process.stderr.write(`${formatProblem(problem)}\n`)
  if (bindings.length === 0) throw new CliError(`there is no WorkflowEventBinding in ${paths.join(', ')}`)
  using open = await openLanguages({ templateEnv: new Map(), templateHosts: [] })
  const language = new BindingLanguage(open.world)
  const payload = await readPayload(flags.event)
  const metadata = metadataOf(flags.header)
  const runs = bindings.map((binding): Run => {
    const { namespace, name } = binding.metadata
    const event = { namespace, discriminator: flags.discriminator, metadata, payload }
    return { namespace, binding: name, ...say(binding, language.compile(binding.spec), event) }
  })
  if (flags.json === true) process.stdout.write(`${JSON.stringify(runs, null, 2)}\n`)
  else process.stdout.write(`${runs.map(textOf).join('\n')}\n`)
  return errors.length > 0 || runs.some(({ kind }) => kind === 'failed') ? 1 : 0
}

async function readBindings(
  paths: readonly string[],
): Promise<{ bindings: WorkflowEventBinding[]; problems: Problem[] }> {
  const files = await manifestFiles(paths)
  const reads = await Promise.all(files.map(async (file) => readManifests(await readFile(file, 'utf8'), file)))
  const bindings = reads
    .flatMap(({ objects }) => objects)
    .flatMap(({ object }): WorkflowEventBinding[] => (object?.kind === 'WorkflowEventBinding' ? [object] : []))
  const byName = (a: WorkflowEventBinding, b: WorkflowEventBinding): number =>
    `${a.metadata.namespace}/${a.metadata.name}` < `${b.metadata.namespace}/${b.metadata.name}` ? -1 : 1
  return { bindings: bindings.sort(byName), problems: reads.flatMap(({ problems }) => problems).sort(compareProblems) }
}

function say({ metadata, spec }: WorkflowEventBinding, compiled: CompiledBinding, event: BindingEvent): Said {
  try {
    const env = eventEnv(event)
    if (!compiled.isMatch(env)) return { kind: 'unmatched' }
    const parts = compiled.partsFor(env)
    const template = spec.submit?.workflowTemplateRef
    if (parts === undefined || template === undefined) return { kind: 'matched' }
    const workflow = workflowObject({
      namespace: metadata.namespace,
      binding: metadata.name,
      template: { name: template.name, clusterScope: template.clusterScope === true },
      // What the template and the sender add is not known here.
      workflowMetadata: { labels: {}, annotations: {} },
      caller: { by: 'server', user: '', groups: [] },
      parts,
      instanceId: '',
      suffix: '<suffix>',
    })
    return { kind: 'submits', workflow }
  } catch (error) {
    if (!(error instanceof BindingError)) throw error
    return { kind: 'failed', message: error.message }
  }
}

function textOf(run: Run): string {
  const name = `binding ${run.binding} (${run.namespace})`
  switch (run.kind) {
    case 'unmatched':
      return `${name}: unmatched`
    case 'matched':
      return `${name}: matches, and submits nothing`
    case 'failed':
      return `${name}: fails: ${run.message}`
    case 'submits':
      return `${name}: matches\n  would create ${JSON.stringify(run.workflow)}`
    default:
      return run satisfies never
  }
}

async function readPayload(given: readonly string[]): Promise<BindingEvent['payload']> {
  const [file, second] = given
  if (second !== undefined) throw new CliError('one event at a time: a binding is not told of several together')
  if (file === undefined) return null
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError(`the event ${JSON.stringify(file)} cannot be read`, { cause })
  })
  try {
    return decodeJson(text)
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause
    throw new CliError(`the event ${JSON.stringify(file)} is not JSON: ${cause.message}`, { cause })
  }
}

function metadataOf(headers: readonly string[]): BindingEvent['metadata'] {
  const metadata: Record<string, string[]> = {}
  for (const header of headers) {
    const colon = header.indexOf(':')
    if (colon < 1) throw new CliError(`the header ${JSON.stringify(header)} is not of the form 'Name: value'`)
    const name = header.slice(0, colon).trim().toLowerCase()
    metadata[name] = [...(metadata[name] ?? []), header.slice(colon + 1).trim()]
  }
  return metadata
}
