import { isJsonObject, type JsonObject } from '@millrace/manifests'

/** Groups of alerts as Prometheus reads them, as the object that its operator reads, each alert with its page. Pure. */
export function prometheusRule(alerts: JsonObject): JsonObject {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name: 'millrace',
      labels: { 'app.kubernetes.io/name': 'millrace', 'app.kubernetes.io/part-of': 'millrace' },
    },
    spec: {
      groups: listIn(alerts, 'groups').map((group) => ({ ...group, rules: listIn(group, 'rules').map(withPage) })),
    },
  }
}

function withPage(rule: JsonObject): JsonObject {
  const annotations = isJsonObject(rule['annotations']) ? rule['annotations'] : {}
  return { ...rule, annotations: { ...annotations, runbook: `docs/runbooks/${textIn(rule, 'alert')}.md` } }
}

function listIn(object: JsonObject, member: string): readonly JsonObject[] {
  const list = object[member]
  return Array.isArray(list) ? list.filter((item) => isJsonObject(item)) : []
}

function textIn(object: JsonObject, member: string): string {
  const text = object[member]
  if (typeof text !== 'string') throw new TypeError(`a rule without ${member}`)
  return text
}
