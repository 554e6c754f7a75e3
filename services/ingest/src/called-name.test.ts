import { expect, test } from 'vitest'
import { calledName } from './called-name.ts'

test.each([
  ['hook-eventsource-svc', { eventSource: 'hook', namespace: undefined }],
  ['hook-eventsource-svc:12000', { eventSource: 'hook', namespace: undefined }],
  ['hook-eventsource-svc.orders', { eventSource: 'hook', namespace: 'orders' }],
  ['Hook-EventSource-Svc.orders.svc', { eventSource: 'hook', namespace: 'orders' }],
  ['my-hook-eventsource-svc.orders.svc.cluster.local:80', { eventSource: 'my-hook', namespace: 'orders' }],
  ['hook-eventsource-svc.orders.example.com', undefined],
  ['example.com', undefined],
  ['hook-eventsource-svc2', undefined],
  ['127.0.0.1:12000', undefined],
  ['', undefined],
])('%s', (host, name) => {
  expect(calledName(host)).toEqual(name)
})
