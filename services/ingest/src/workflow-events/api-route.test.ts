import { expect, test } from 'vitest'
import { apiRouteOf } from './api-route.ts'

test.each([
  ['POST', '/api/v1/events/argo/hook', { kind: 'receive', namespace: 'argo', discriminator: 'hook' }],
  ['POST', '/api/v1/events/argo/', { kind: 'receive', namespace: 'argo', discriminator: '' }],
  ['POST', '/api/v1/events/argo/a%20b%25%C3%A9?x=1', { kind: 'receive', namespace: 'argo', discriminator: 'a b%é' }],
  ['POST', '/api/v1/events/argo', { kind: 'not-implemented' }],
  ['POST', '/api/v1/events/argo/a/b', { kind: 'not-implemented' }],
  ['POST', '/api/v1/events/argo/a%2Fb', { kind: 'not-implemented' }],
  ['POST', '/api/v1/events/argo/a:b', { kind: 'not-implemented' }],
  ['GET', '/api/v1/events/argo/hook', { kind: 'not-implemented' }],
  ['PUT', '/api/v1/nothing', { kind: 'not-implemented' }],
  ['POST', '/api/v1/events//hook', { kind: 'moved', location: '/api/v1/events/hook' }],
  ['POST', '/api/v1/./events/a b/../c?q=1', { kind: 'moved', location: '/api/v1/events/c?q=1' }],
  ['POST', '/api/v1/events/%zz/hook', { kind: 'malformed' }],
  ['GET', '/api/v1/workflow-event-bindings/', { kind: 'list', namespace: '', query: '' }],
  ['GET', '/api/v1/workflow-event-bindings/argo?x', { kind: 'list', namespace: 'argo', query: 'x' }],
  ['POST', '/api/v1/workflow-event-bindings/argo', { kind: 'not-implemented' }],
  ['GET', '/health', { kind: 'health' }],
  ['GET', '/', { kind: 'not-found' }],
])('%s %s', (method, url, route) => {
  expect(apiRouteOf(url, method)).toEqual(route)
})
