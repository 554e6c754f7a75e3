import { BindingDecider, BindingError, type WorkflowParts } from '@millrace/event-binding'
import { openKube, resources, type KubeClient } from '@millrace/kube'
import { isJsonObject, type JsonObject } from '@millrace/manifests'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/**
 * The baseline: a server that does for each event what Argo Server does, one after the other and nothing in between. It
 * lists the bindings of the namespace, compiles and asks the selector of each, gets the template of those that match and
 * creates the workflow; then it answers. It keeps nothing, and loses whatever a crash finds under way.
 */
const [, , kubeconfig = '', port = '0', namespace = ''] = process.argv
using client = await openKube({ kind: 'file', path: kubeconfig })
const decider = new BindingDecider()
const server = createServer((request, response) => void serve(request, response))
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'))
await new Promise((resolve) => process.once('SIGTERM', resolve))
server.closeAllConnections()
server.close()

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const discriminator = (request.url ?? '').split('/').at(-1) ?? ''
    await dispatch(client, discriminator, JSON.parse(Buffer.concat(chunks).toString()))
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  } catch (error) {
    response.writeHead(500).end(String(error))
  }
}

async function dispatch(kube: KubeClient, discriminator: string, payload: unknown): Promise<void> {
  const { items } = await kube.list(resources.workflowEventBindings, { namespace })
  const event = { namespace, discriminator, metadata: {}, payload }
  for (const { spec } of items) {
    // Written by the benchmark, and taken by the API server.
    const binding = spec as unknown as Parameters<BindingDecider['decide']>[0] & {
      submit: { workflowTemplateRef: { name: string } }
    }
    let decision
    try {
      decision = decider.decide(binding, event)
    } catch (error) {
      if (error instanceof BindingError) continue
      throw error
    }
    if (decision.kind !== 'submit') continue
    const { name } = binding.submit.workflowTemplateRef
    const template = await kube.get(resources.workflowTemplates, { namespace, name })
    await kube.create(resources.workflows, workflow(template['spec'], name, decision))
  }
}

function workflow(template: unknown, name: string, { labels, parameters }: WorkflowParts): JsonObject {
  const made = isJsonObject(template) && isJsonObject(template['workflowMetadata']) ? template['workflowMetadata'] : {}
  const suffix = Math.random().toString(36).slice(2, 7)
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { namespace, name: `${name}-${suffix}`, labels: { ...made, ...labels } },
    spec: { workflowTemplateRef: { name }, arguments: { parameters: parameters.map((one) => ({ ...one })) } },
  }
}
