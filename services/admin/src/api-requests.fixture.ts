const invocation = '0123456789abcdef0123456789abcdef'
const sensor = { namespace: 'default', name: 'sensor' }
const held = { namespace: 'default', sensor: 'sensor' }
const delivery = { namespace: 'default', eventSource: 'webhook', eventName: 'example', deliveryId: 'd' }
const filter = { namespace: 'default' }

/**
 * A request that keeps the rules, for every method of the admin API. `byId`: the namespace is that of what the id means, so a
 * caller needs the right in all namespaces where nothing has the id.
 */
export const apiRequests: Readonly<
  Record<string, { readonly request: object; readonly scope: 'named' | 'byId' | 'cluster' }>
> = {
  'AuditService/List': { request: { namespace: 'default' }, scope: 'named' },
  'DeadLetterService/List': { request: { filter }, scope: 'named' },
  'DeadLetterService/Get': { request: { id: invocation }, scope: 'byId' },
  'DeadLetterService/Redrive': { request: { filter, requestId: 'r' }, scope: 'named' },
  'DeadLetterService/Discard': { request: { filter }, scope: 'named' },
  'DecisionService/Why': { request: { id: 'e' }, scope: 'byId' },
  'DedupService/Lookup': { request: { delivery }, scope: 'named' },
  'DedupService/Forget': { request: { delivery }, scope: 'named' },
  'EventService/Publish': {
    request: { namespace: 'default', eventSource: 'webhook', eventName: 'example', data: 'e30=' },
    scope: 'named',
  },
  'EventService/Get': { request: { id: 'e' }, scope: 'byId' },
  'EventService/List': { request: { filter }, scope: 'named' },
  'EventService/Search': { request: { query: { filter } }, scope: 'named' },
  'EventService/Tail': { request: { filter }, scope: 'named' },
  'HistoryService/Status': { request: {}, scope: 'cluster' },
  'HistoryService/Rebuild': { request: {}, scope: 'cluster' },
  'InvocationService/Get': { request: { id: invocation }, scope: 'byId' },
  'InvocationService/List': { request: { namespace: 'default' }, scope: 'named' },
  'InvocationService/Retry': { request: { id: invocation, requestId: 'r' }, scope: 'byId' },
  'InvocationService/Cancel': { request: { id: invocation }, scope: 'byId' },
  'ReplayService/Start': { request: { namespace: 'default', range: {}, requestId: 'r' }, scope: 'named' },
  'ReplayService/Get': { request: { id: 'r' }, scope: 'byId' },
  'ReplayService/List': { request: { namespace: 'default' }, scope: 'named' },
  'ReplayService/Progress': { request: { id: 'r' }, scope: 'byId' },
  'ReplayService/Cancel': { request: { id: 'r' }, scope: 'byId' },
  'SensorService/List': { request: { namespace: 'default' }, scope: 'named' },
  'SensorService/Get': { request: sensor, scope: 'named' },
  'SensorService/DryRun': { request: { ...sensor, events: [{ json: '{}' }] }, scope: 'named' },
  'SensorService/Preview': { request: { namespace: 'default', manifest: 'kind: Sensor' }, scope: 'named' },
  'SensorService/Pause': { request: held, scope: 'named' },
  'SensorService/Resume': { request: held, scope: 'named' },
  'SensorService/Pauses': { request: { namespace: 'default' }, scope: 'named' },
  'SensorService/Joins': { request: { namespace: 'default' }, scope: 'named' },
  'SourceService/List': { request: { namespace: 'default' }, scope: 'named' },
  'SystemService/Topology': { request: { namespace: 'default' }, scope: 'named' },
  'SystemService/Health': { request: {}, scope: 'cluster' },
  'SystemService/Version': { request: {}, scope: 'cluster' },
  'SystemService/Lag': { request: {}, scope: 'cluster' },
  'SystemService/Flow': { request: { namespace: 'default' }, scope: 'named' },
}
