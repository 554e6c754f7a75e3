import { objectAt } from '@millrace/kube'
import {
  isJsonObject,
  parseYamlValue,
  type ArgoOptions,
  type JsonObject,
  type WorkflowArgument,
} from '@millrace/manifests'
import { ArtifactError } from '../artifact/artifact.ts'
import { withArguments } from './workflow-of.ts'

/** A Workflow with what `args` say, as `argo submit` applies them. */
export function withSubmitOptions(
  workflow: JsonObject,
  options: ArgoOptions,
  fromFile: readonly WorkflowArgument[],
): JsonObject {
  const { name, generateName, entrypoint, serviceAccount, priority, labels } = options
  const given = new Set(options.parameters.map((parameter) => parameter.name))
  const parameters = [...options.parameters, ...fromFile.filter((parameter) => !given.has(parameter.name))]
  const spec = {
    ...withArguments(objectAt(workflow, 'spec'), parameters),
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount }),
    ...(priority === undefined ? {} : { priority }),
  }
  const metadata = objectAt(workflow, 'metadata')
  return {
    ...workflow,
    metadata: {
      ...metadata,
      ...(name === undefined ? {} : { name }),
      ...(generateName === undefined ? {} : { generateName }),
      ...(Object.keys(labels).length === 0 ? {} : { labels: { ...objectAt(metadata, 'labels'), ...labels } }),
    },
    spec,
  }
}

/** Reads a file of parameters: a map of YAML; what is no text counts as its JSON. Throws `ArtifactError`. */
export function readParameters(text: string): readonly WorkflowArgument[] {
  const read = parseYamlValue(text)
  if (read.kind === 'fault') throw new ArtifactError(`--parameter-file is not YAML: ${read.message}`, { isFinal: true })
  if (!isJsonObject(read.value))
    throw new ArtifactError('--parameter-file holds no map of parameters', { isFinal: true })
  return Object.entries(read.value).map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }))
}
