/** An argument of a Workflow. */
export interface WorkflowArgument {
  readonly name: string
  readonly value: string
}

/** `operation` of an argoWorkflow trigger. */
export type WorkflowOperation =
  | 'submit'
  | 'submit-from'
  | 'suspend'
  | 'resubmit'
  | 'retry'
  | 'resume'
  | 'terminate'
  | 'stop'

/** What `args` ask for: those flags of the `argo` command that change what is done. */
export interface ArgoOptions {
  readonly name?: string
  readonly generateName?: string
  readonly entrypoint?: string
  readonly serviceAccount?: string
  readonly priority?: number
  /** In the order given; parameters of a file come after. */
  readonly parameters: readonly WorkflowArgument[]
  /** Path or URL of a file of parameters. */
  readonly parameterFile?: string
  readonly labels: Readonly<Record<string, string>>
  readonly isMemoized: boolean
  readonly restartsSuccessful: boolean
  readonly nodeFieldSelector?: string
  readonly message?: string
}

export type ReadArgoArgs =
  | { readonly kind: 'options'; readonly options: ArgoOptions; readonly ignored: readonly string[] }
  | { readonly kind: 'fault'; readonly message: string }

type Draft = { -readonly [K in keyof ArgoOptions]: ArgoOptions[K] } & {
  parameters: WorkflowArgument[]
  labels: Record<string, string>
}

interface Flag {
  readonly short?: string
  /** Which operations know it. */
  readonly of: readonly WorkflowOperation[]
  /** Present: it takes a value. Gives what is wrong with the value. */
  readonly value?: (draft: Draft, text: string) => string | undefined
  /** For flags that are on or off. */
  readonly set?: (draft: Draft, isOn: boolean) => void
  /** It says how the command shows or awaits things: there is nobody to show them to. */
  readonly isShow?: true
}

const all: readonly WorkflowOperation[] = [
  'submit',
  'submit-from',
  'suspend',
  'resubmit',
  'retry',
  'resume',
  'terminate',
  'stop',
]
const submits: readonly WorkflowOperation[] = ['submit', 'submit-from']
const again: readonly WorkflowOperation[] = [...submits, 'resubmit', 'retry']
const nodes: readonly WorkflowOperation[] = ['retry', 'resume', 'stop']

/** The flags of `argo` by their long names. */
const flags: Readonly<Record<string, Flag>> = {
  name: { of: submits, value: (draft, text) => void (draft.name = text) },
  'generate-name': { of: submits, value: (draft, text) => void (draft.generateName = text) },
  entrypoint: { of: submits, value: (draft, text) => void (draft.entrypoint = text) },
  serviceaccount: { of: submits, value: (draft, text) => void (draft.serviceAccount = text) },
  'parameter-file': { short: 'f', of: submits, value: (draft, text) => void (draft.parameterFile = text) },
  parameter: { short: 'p', of: again, value: addParameter },
  labels: { short: 'l', of: submits, value: addLabels },
  priority: { of: [...submits, 'resubmit'], value: setPriority },
  memoized: { of: ['resubmit'], set: (draft, isOn) => void (draft.isMemoized = isOn) },
  'restart-successful': { of: ['retry'], set: (draft, isOn) => void (draft.restartsSuccessful = isOn) },
  'node-field-selector': { of: nodes, value: (draft, text) => void (draft.nodeFieldSelector = text) },
  message: { of: ['stop'], value: (draft, text) => void (draft.message = text) },
  output: { short: 'o', of: again, value: () => undefined, isShow: true },
  status: { of: submits, value: () => undefined, isShow: true },
  wait: { short: 'w', of: again, set: () => {}, isShow: true },
  watch: { of: again, set: () => {}, isShow: true },
  log: { of: again, set: () => {}, isShow: true },
  strict: { of: submits, set: () => {}, isShow: true },
  loglevel: { of: all, value: () => undefined, isShow: true },
  verbose: { short: 'v', of: all, set: () => {}, isShow: true },
}

/** `--node-field-selector` picks the nodes that `argo submit --watch` shows. */
const shownBySubmit = new Set(['node-field-selector'])

const byShort: ReadonlyMap<string, string> = new Map(
  Object.entries(flags).flatMap(([name, { short }]) => (short === undefined ? [] : [[short, name] as const])),
)

/** Reads the `args` of an argoWorkflow trigger as `argo` reads its command line. */
export function readArgoArgs(args: readonly string[], operation: WorkflowOperation): ReadArgoArgs {
  const draft: Draft = { parameters: [], labels: {}, isMemoized: false, restartsSuccessful: false }
  const ignored: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? ''
    const parsed = flagOf(arg)
    if (parsed === undefined) return fault(`${JSON.stringify(arg)} is no flag: the workflow is named by source`)
    const { name, attached } = parsed
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined
    if (flag === undefined) return fault(`${arg}: this flag of argo is not supported here`)
    const isShown = submits.includes(operation) && shownBySubmit.has(name)
    if (!flag.of.includes(operation) && !isShown) return fault(`${arg}: argo ${operation} has no such flag`)
    if (flag.isShow === true || isShown) ignored.push(`--${name}`)
    if (flag.value === undefined) {
      if (attached !== undefined && attached !== 'true' && attached !== 'false') return fault(`${arg} is true or false`)
      flag.set?.(draft, attached !== 'false')
      continue
    }
    if (attached === undefined) at += 1
    const value = attached ?? args[at]
    if (value === undefined) return fault(`${arg} needs a value after it`)
    const wrong = isShown ? undefined : flag.value(draft, value)
    if (wrong !== undefined) return fault(`${arg}: ${wrong}`)
  }
  return { kind: 'options', options: draft, ignored }
}

/** `--name`, `--name=value`, `-p`, `-pvalue`, `-p=value`. */
function flagOf(arg: string): { readonly name: string; readonly attached: string | undefined } | undefined {
  if (arg.startsWith('--')) {
    const equals = arg.indexOf('=')
    if (equals < 0) return { name: arg.slice(2), attached: undefined }
    return { name: arg.slice(2, equals), attached: arg.slice(equals + 1) }
  }
  if (!/^-[a-zA-Z]/u.test(arg)) return undefined
  const name = byShort.get(arg.charAt(1)) ?? arg.slice(1)
  const rest = arg.slice(2)
  return { name, attached: rest === '' ? undefined : rest.replace(/^=/u, '') }
}

function addParameter(draft: Draft, text: string): string | undefined {
  const equals = text.indexOf('=')
  if (equals < 0) return `${JSON.stringify(text)} is not NAME=VALUE`
  draft.parameters.push({ name: text.slice(0, equals), value: text.slice(equals + 1) })
  return undefined
}

function addLabels(draft: Draft, text: string): string | undefined {
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=')
    if (equals <= 0) return `${JSON.stringify(text)} is not NAME=VALUE,NAME=VALUE`
    draft.labels[pair.slice(0, equals)] = pair.slice(equals + 1)
  }
  return undefined
}

function setPriority(draft: Draft, text: string): string | undefined {
  if (!/^-?\d{1,10}$/u.test(text)) return `${JSON.stringify(text)} is no integer`
  draft.priority = Number(text)
  return undefined
}

function fault(message: string): ReadArgoArgs {
  return { kind: 'fault', message }
}
