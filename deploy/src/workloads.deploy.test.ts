import { isJsonObject } from '@millrace/manifests'
import { readConfig, telemetryOptions, type HostPort, type Option, type Options } from '@millrace/service'
import { tempFolder } from '@millrace/testkit'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { containersOf, memberOf, overlays, rendered, type Container, type RenderedObject } from './rendered.fixture.ts'
import { deployedServices } from './services.ts'
import { deployTools, repository } from './tools/deploy-tools.fixture.ts'

const tools = await deployTools()
const folders = [...overlays, 'tilt']
/** What the Secret of a production installation holds. */
const secretFiles: Readonly<Record<string, string>> = {
  '/etc/millrace/secrets/nats-url': 'nats://millrace:secret@millrace-nats:4222',
  '/etc/millrace/secrets/redis-url': 'redis://:secret@millrace-redis:6379',
}

describe.skipIf(tools.kind === 'missing').each(folders)('%s', (folder) => {
  let objects: readonly RenderedObject[] = []
  beforeAll(async () => {
    objects = await rendered(tools, folder)
  })
  const ofKind = (...kinds: readonly string[]) => objects.filter(({ kind }) => kinds.includes(kind))
  const deployments = () =>
    ofKind('Deployment')
      .map((object) => ({ object, container: containersOf(object)[0] }))
      .filter((each): each is Deployed => each.container !== undefined && isOurs(each.container))

  test('runs every service, each from its own main', () => {
    const services = readdirSync(join(repository, 'services')).filter((name) =>
      existsSync(join(repository, 'services', name, 'src/main.ts')),
    )
    expect(Object.keys(deployedServices).sort()).toEqual(services.sort())
    expect(
      deployments()
        .map(({ container }) => container.name)
        .sort(),
    ).toEqual(services)
    for (const { object, container } of deployments()) {
      expect(object.metadata.name).toBe(`millrace-${container.name}`)
      expect(container.args).toEqual([`services/${container.name}/src/main.ts`])
    }
  })

  test('gives each service settings that it has, with values that it takes', () => {
    for (const { container } of deployments()) {
      const { options } = serviceOf(container)
      const env = envOf(container, objects)
      const shared: Options = { ...options, ...telemetryOptions }
      const known = new Set(
        Object.values(shared).flatMap(({ env, secret }) => (secret === true ? [env, `${env}_FILE`] : [env])),
      )
      const own = (container.env ?? []).map(({ name }) => name)
      expect(
        own.filter((name) => !known.has(name)),
        container.name,
      ).toEqual([])
      const config = readConfig(shared, env, (path) => {
        const text = secretFiles[path]
        if (text === undefined) throw new TypeError(`no such file: ${path}`)
        return text
      })
      expect(config).toMatchObject({ metricsHost: '0.0.0.0' })
    }
  })

  test('sets nothing for all services that none of them has', () => {
    const all = Object.values(deployedServices).flatMap(({ options }) =>
      Object.values<Option<unknown>>({ ...options, ...telemetryOptions }),
    )
    const known = new Set([
      ...all.flatMap(({ env, secret }) => (secret === true ? [env, `${env}_FILE`] : [env])),
      'NODE_OPTIONS',
    ])
    const names = Object.keys(settingsIn(objects))
    expect(names.length).toBeGreaterThan(2)
    expect(names.filter((name) => !known.has(name))).toEqual([])
  })

  test('probes and names the ports that the services listen on', () => {
    for (const { object, container } of deployments()) {
      const { options } = serviceOf(container)
      const config = readConfig<Options>(
        { ...options, ...telemetryOptions },
        envOf(container, objects),
        (path) => secretFiles[path] ?? '',
      )
      const ports = new Map(container.ports?.map(({ name, containerPort }) => [name, containerPort]))
      // The type of an option's value is its parser's.
      const control = config['control'] as HostPort
      expect(control.host).toBe('0.0.0.0')
      expect(ports.get('control')).toBe(control.port)
      expect(ports.get('metrics')).toBe(config['metricsPort'])
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
        expect(memberOf(container, probe, 'grpc', 'port'), `${object.metadata.name} ${probe}`).toBe(control.port)
    }
  })

  test('gives a token of the API to the services that use it, and to no other', () => {
    for (const { object, container } of deployments()) {
      const usesApi = serviceOf(container).permissions.length > 0
      const env = envOf(container, objects)
      const kube = env['MILLRACE_KUBE']
      const isGranted = ofKind('ClusterRoleBinding', 'RoleBinding').some(
        ({ metadata }) => metadata.name === object.metadata.name,
      )
      expect(isGranted, container.name).toBe(usesApi)
      const hasToken = memberOf(object, 'spec', 'template', 'spec', 'automountServiceAccountToken')
      expect({ kube, hasToken }, container.name).toEqual(
        usesApi ? { kube: 'cluster', hasToken: true } : { kube: undefined, hasToken: false },
      )
    }
  })

  test('lets the cluster say who uses the admin API in production, and gives admin the authority of the API server alone', () => {
    const admin = deployments().find(({ container }) => container.name === 'admin')
    const isProduction = folder.includes('production')
    const kube = admin && envOf(admin.container, objects)['MILLRACE_ADMIN_KUBE']
    const only = admin && envOf(admin.container, objects)['MILLRACE_ADMIN_KUBE_NAMESPACE']
    expect(only).toBe(folder.endsWith('-namespaced') ? 'of-the-pod' : undefined)
    const volumes = listOf(memberOf(admin?.object, 'spec', 'template', 'spec', 'volumes'))
    const authority = volumes.filter((volume) => memberOf(volume, 'configMap', 'name') === 'kube-root-ca.crt')
    expect({ kube, authorities: authority.length }).toEqual(
      isProduction ? { kube: 'cluster', authorities: 1 } : { kube: undefined, authorities: 0 },
    )
    const policy = ofKind('NetworkPolicy').find(({ metadata }) => metadata.name === 'millrace-kube-api')
    const reaching = listOf(memberOf(policy, 'spec', 'podSelector', 'matchExpressions')).map((one) =>
      memberOf(one, 'values'),
    )
    if (isProduction) expect(reaching).toEqual([expect.arrayContaining(['admin'])])
  })

  test('has for every Service, budget, scaler and binding what it names', () => {
    const named = (kind: unknown, name: unknown) =>
      objects.find((object) => object.kind === kind && object.metadata.name === name)
    const workloads = ofKind('Deployment', 'StatefulSet')
    const selects = (selector: unknown) =>
      workloads.filter((object) => isPartOf(selector, memberOf(object, 'spec', 'template', 'metadata', 'labels')))
    for (const service of ofKind('Service')) {
      const chosen = selects(memberOf(service, 'spec', 'selector'))
      expect(chosen, service.metadata.name).toHaveLength(1)
      const ports = chosen.flatMap(containersOf).flatMap(({ ports = [] }) => ports.map(({ name }) => name))
      for (const port of listOf(memberOf(service, 'spec', 'ports')))
        expect(ports).toContain(memberOf(port, 'targetPort'))
    }
    for (const budget of ofKind('PodDisruptionBudget'))
      expect(selects(memberOf(budget, 'spec', 'selector', 'matchLabels')), budget.metadata.name).toHaveLength(1)
    for (const scaler of ofKind('HorizontalPodAutoscaler', 'ScaledObject'))
      expect(
        named('Deployment', memberOf(scaler, 'spec', 'scaleTargetRef', 'name')),
        scaler.metadata.name,
      ).toBeDefined()
    for (const scaler of ofKind('ScaledObject')) {
      for (const trigger of listOf(memberOf(scaler, 'spec', 'triggers'))) {
        const { url, natsServerMonitoringEndpoint: endpoint } = memberOf(trigger, 'metadata') as Record<string, string>
        if (url === undefined && endpoint === undefined) continue
        const asked = new URL(url ?? `http://${endpoint}`)
        const [name, namespace, ...domain] = asked.hostname.split('.')
        const service = named('Service', name)
        expect([service?.metadata.namespace, ...domain]).toEqual([namespace, 'svc', 'cluster', 'local'])
        expect(listOf(memberOf(service, 'spec', 'ports')).map((port) => memberOf(port, 'port'))).toContain(
          Number(asked.port),
        )
      }
    }
    for (const binding of ofKind('RoleBinding', 'ClusterRoleBinding')) {
      expect(named(memberOf(binding, 'roleRef', 'kind'), memberOf(binding, 'roleRef', 'name'))).toBeDefined()
      for (const subject of listOf(memberOf(binding, 'subjects'))) {
        const account = named('ServiceAccount', memberOf(subject, 'name'))
        expect(account?.metadata.namespace, binding.metadata.name).toBe(memberOf(subject, 'namespace'))
      }
    }
    for (const configuration of ofKind('ValidatingWebhookConfiguration')) {
      for (const hook of listOf(memberOf(configuration, 'webhooks'))) {
        const called = memberOf(hook, 'clientConfig', 'service')
        const service = named('Service', memberOf(called, 'name'))
        expect(service?.metadata.namespace).toBe(memberOf(called, 'namespace'))
        const ports = listOf(memberOf(service, 'spec', 'ports')).map((port) => memberOf(port, 'port'))
        expect(ports).toContain(memberOf(called, 'port'))
      }
    }
    for (const workload of workloads)
      expect(
        named('ServiceAccount', memberOf(workload, 'spec', 'template', 'spec', 'serviceAccountName')),
      ).toBeDefined()
    for (const policy of ofKind('NetworkPolicy')) {
      const component = memberOf(policy, 'spec', 'podSelector', 'matchLabels', 'app.kubernetes.io/component')
      if (component !== undefined)
        expect(selects(memberOf(policy, 'spec', 'podSelector', 'matchLabels')), policy.metadata.name).toHaveLength(1)
    }
  })

  test('has every pod run as nobody, on a read-only disk, with bounds', () => {
    for (const workload of ofKind('Deployment', 'StatefulSet')) {
      const pod = memberOf(workload, 'spec', 'template', 'spec')
      expect(pod).toMatchObject({ securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } })
      for (const container of containersOf(workload)) {
        // Only `tilt up` writes into its containers.
        const readOnlyRootFilesystem = !(folder === 'tilt' && isOurs(container))
        expect(container).toMatchObject({
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem, capabilities: { drop: ['ALL'] } },
          resources: { requests: { memory: expect.any(String) }, limits: { memory: expect.any(String) } },
        })
      }
    }
  })
})

describe.skipIf(tools.kind === 'missing')('an overlay on an overlay', () => {
  test.each(overlays.filter((folder) => folder.includes('production')))(
    'moves %s into another namespace whole',
    async (folder) => {
      await using home = await tempFolder()
      const base = relative(home.path, join(repository, folder))
      const told = overlayInGuide()
      const kustomization = { ...told, namespace: 'elsewhere', resources: [base] }
      await writeFile(join(home.path, 'kustomization.yaml'), JSON.stringify(kustomization))
      const objects = await rendered(tools, home.path)
      const text = JSON.stringify(objects)
      expect(text.match(/"namespace":"(?!elsewhere")[^"]*"/g)).toBeNull()
      expect(text.match(/[\w-]+\.(?!elsewhere)\w+\.svc/g)).toBeNull()
      expect(text).toContain('"namespace":"elsewhere"')
    },
  )
})

/** The overlay in a namespace of another name, as the guide has people write it. */
function overlayInGuide(): Readonly<Record<string, unknown>> {
  const guide = readFileSync(join(repository, 'docs/guides/install.md'), 'utf8')
  const block = /\n {7}# kustomization\.yaml, in a namespace of another name\n((?: {7}.*\n)+)/.exec(guide)?.[1] ?? ''
  const told: unknown = parse(block.replaceAll(/^ {7}/gm, ''))
  if (!isJsonObject(told) || told['replacements'] === undefined) throw new TypeError('the guide shows no such overlay')
  return told
}

interface Deployed {
  readonly object: RenderedObject
  readonly container: Container
}

const isOurs = ({ args = [] }: Container): boolean => args[0]?.startsWith('services/') === true

function serviceOf({ name }: Container) {
  const service = deployedServices[name]
  if (service === undefined) throw new TypeError(`no service ${name}`)
  return service
}

/** What the container finds in its environment; a field of the pod is some text. */
function envOf(container: Container, objects: readonly RenderedObject[]): Readonly<Record<string, string>> {
  const own = (container.env ?? []).map(({ name, value = 'of-the-pod' }) => [name, value])
  return { ...(container.envFrom === undefined ? {} : settingsIn(objects)), ...Object.fromEntries(own) }
}

function settingsIn(objects: readonly RenderedObject[]): Readonly<Record<string, string>> {
  const map = objects.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('millrace-settings-'),
  )
  const data = memberOf(map, 'data')
  return isJsonObject(data)
    ? Object.fromEntries(Object.entries(data).map(([name, value]) => [name, value as string]))
    : {}
}

function isPartOf(selector: unknown, labels: unknown): boolean {
  if (!isJsonObject(selector) || !isJsonObject(labels)) return false
  return Object.entries(selector).every(([name, value]) => labels[name] === value)
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
