/** A sound set of manifests that uses what can be got wrong. Mutations change one place of it. */
export const base = `apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: hook, namespace: default }
spec:
  webhook:
    push: { port: "12000", endpoint: /push, method: POST }
    pull: { port: "12000", endpoint: /pull, method: POST }
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: sensor, namespace: default }
spec:
  dependencies:
    - name: push
      eventSourceName: hook
      eventName: push
      filtersLogicalOperator: and
      filters:
        dataLogicalOperator: or
        exprLogicalOperator: and
        data:
          - { path: body.kind, type: string, comparator: "=", value: ["^kind$"] }
          - { path: body.n, type: number, comparator: ">=", value: ["1.5"] }
          - { path: body.ok, type: bool, value: ["true"], template: "{{ .Input }}" }
        exprs:
          - expr: a == "x"
            fields: [{ name: a, path: body.a }]
        context: { type: webhook }
        time: { start: "08:00:00", stop: "18:00:00", timezone: Europe/Zurich }
        script: return event.body ~= nil
      transform: { jq: ".body" }
    - name: pull
      eventSourceName: hook
      eventName: pull
      transform: { script: "return event" }
  triggers:
    - template:
        name: both
        conditions: push && pull
        conditionsReset: [{ byTime: { cron: "0 0 * * *", timezone: UTC } }]
        http:
          url: http://target.example/path
          method: POST
          timeout: 5
          headers: { X-A: one }
          secureHeaders: [{ name: X-B, valueFrom: { secretKeyRef: { name: creds, key: key } } }]
          basicAuth: { username: { name: creds, key: user }, password: { name: creds, key: pass } }
          dynamicHeaders: [{ src: { dependencyName: push, dataKey: body.a }, dest: X-C }]
          payload: [{ src: { dependencyName: push, dataTemplate: "{{ .Input.body.a }}", value: none }, dest: a }]
      parameters: [{ src: { dependencyName: pull, contextKey: id, useRawData: true }, dest: http.headers.X-D, operation: append }]
      retryStrategy: { steps: 3, duration: 1s, factor: 2, jitter: 0.5 }
      rateLimit: { unit: Second, requestsPerUnit: 5 }
      policy: { status: { allow: [200, 201] } }
      atLeastOnce: true
      dlqTrigger:
        atLeastOnce: true
        template: { name: buried, log: {} }
    - template:
        name: object
        conditions: pull
        k8s:
          operation: create
          source: { resource: { apiVersion: v1, kind: ConfigMap, metadata: { generateName: c- } } }
          parameters: [{ src: { dependencyName: pull, dataKey: body.a }, dest: data.a }]
`
