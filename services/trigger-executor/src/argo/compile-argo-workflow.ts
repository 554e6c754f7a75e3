import { parseExact, textAt } from '@millrace/kube'
import {
  readArgoArgs,
  type ArgoOptions,
  type ArgoWorkflowTrigger,
  type JsonObject,
  type Sensor,
  type Trigger as SensorTrigger,
  type TriggerTemplate,
  type WorkflowOperation,
} from '@millrace/manifests'
import { compileResourceParameters, triggerLabels } from '@millrace/sensor'
import { inputFault, type Act } from '../act.ts'
import { compileArtifact } from '../artifact/compile-artifact.ts'
import { readTextFile } from '../artifact/file-artifact.ts'
import { cannot, type Deed } from '../kube/deed.ts'
import { kubeAct, type KubeAttempt } from '../kube/kube-act.ts'
import type { KubeDeps } from '../kube/kube-deps.ts'
import { changeOf } from './change-of.ts'
import { changeWorkflow } from './change-workflow.ts'
import { readParameters } from './submit-options.ts'
import { resubmit, submit, submitFrom, type SubmitRequest } from './submit.ts'
import { podRemover, workflowErrand } from './workflow-errand.ts'

/**
 * Submits a Workflow, or does something with one, by the API alone: no `argo` command. In the name of the sensor's
 * ServiceAccount, and once for each invocation, as the k8s trigger does.
 */
export function compileArgoWorkflow(
  sensor: Sensor,
  { policy }: SensorTrigger,
  { name: trigger }: TriggerTemplate,
  argo: ArgoWorkflowTrigger,
  deps: KubeDeps,
): Act {
  const { namespace, name } = sensor.metadata
  const operation: WorkflowOperation = argo.operation ?? 'submit'
  const read = readArgoArgs(argo.args ?? [], operation)
  if (read.kind === 'fault') {
    const failed = inputFault(`argoWorkflow.args: ${read.message}`)
    return () => Promise.resolve(failed)
  }
  const { options } = read
  const artifact = compileArtifact(argo.source, namespace, deps.artifacts)
  const parameters = compileResourceParameters(argo.parameters ?? [], deps.languages)
  return kubeAct({ type: 'argoWorkflow', sensor, policy: policy?.k8s, span: operation }, deps, async (attempt) => {
    const applied = parameters.apply(await artifact.read(), attempt.seen)
    if (applied.kind === 'error') return cannot(`${applied.field}: ${applied.message}`)
    // Parameters change members of an object and leave an object.
    const source = parseExact(applied.json) as JsonObject
    const own = textAt(source, 'metadata', 'namespace')
    return operate({
      operation,
      source,
      namespace: own === '' ? namespace : own,
      options,
      attempt,
      labels: triggerLabels(name, trigger, String(deps.nowMs())),
      deps,
    })
  })
}

interface Operating extends SubmitRequest {
  readonly operation: WorkflowOperation
  readonly attempt: KubeAttempt
  readonly deps: KubeDeps
}

async function operate(operating: Operating): Promise<Deed> {
  const { operation, source, namespace, options, attempt, deps } = operating
  const nowMs = deps.nowMs()
  switch (operation) {
    case 'submit':
      return submit({ ...operating, fromFile: await parametersOf(options, deps) })
    case 'submit-from':
      return submitFrom({ ...operating, fromFile: await parametersOf(options, deps) }, nowMs)
    case 'resubmit':
      return resubmit(operating, nowMs)
    case 'retry':
    case 'resume':
    case 'suspend':
    case 'terminate':
    case 'stop': {
      const change = changeOf(operation, options, nowMs)
      if (typeof change === 'string') return cannot(change)
      const errand = await workflowErrand(attempt, textAt(source, 'metadata', 'name'), namespace)
      if (errand === undefined) return cannot(`the source has no metadata.name: ${operation} needs one`)
      return changeWorkflow(errand, attempt, { ...change, removePod: podRemover(attempt, namespace) })
    }
    default:
      return operation satisfies never
  }
}

async function parametersOf({ parameterFile }: ArgoOptions, { artifacts }: KubeDeps) {
  if (parameterFile === undefined) return []
  const isUrl = /^https?:/iu.test(parameterFile)
  return readParameters(
    isUrl
      ? await artifacts.fetchUrl.text(parameterFile, true)
      : await readTextFile(parameterFile, artifacts.artifactFolders, '--parameter-file'),
  )
}
