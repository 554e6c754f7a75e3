import type { JsonObject } from '@millrace/manifests'
import type { Choice, Dashboard, Panel } from './panel.ts'

const columns = 24
const perRow = 3
const panelHeight = 8
const source = { type: 'prometheus', uid: '${source}' }

/** A dashboard as Grafana imports it: three panels a row, in the order given. Pure: the same text each time. */
export function grafanaDashboard({ uid, title, choices, rows }: Dashboard): JsonObject {
  const panels: JsonObject[] = []
  let y = 0
  let id = 1
  for (const row of rows) {
    panels.push({
      id: id++,
      type: 'row',
      title: row.title,
      collapsed: false,
      gridPos: { x: 0, y: y++, w: columns, h: 1 },
    })
    row.panels.forEach((panel, index) => {
      const width = columns / perRow
      const place = { x: (index % perRow) * width, y: y + Math.floor(index / perRow) * panelHeight }
      panels.push({ id: id++, ...panelOf(panel), gridPos: { ...place, w: width, h: panelHeight } })
    })
    y += Math.ceil(row.panels.length / perRow) * panelHeight
  }
  return {
    uid,
    title,
    tags: ['millrace'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: { list: [sourceChoice, ...choices.map(choiceOf)] },
    panels,
  }
}

function panelOf({ title, about, unit, queries, isStacked = false }: Panel): JsonObject {
  const stacking = { mode: isStacked ? 'normal' : 'none' }
  return {
    type: 'timeseries',
    title,
    description: about,
    datasource: source,
    fieldConfig: {
      defaults: { unit, min: 0, custom: { fillOpacity: isStacked ? 30 : 5, showPoints: 'never', stacking } },
      overrides: [],
    },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: queries.map(([expr, legendFormat], index) => ({
      refId: String.fromCodePoint('A'.charCodeAt(0) + index),
      datasource: source,
      expr,
      legendFormat,
    })),
  }
}

const sourceChoice = { name: 'source', label: 'Data source', type: 'datasource', query: 'prometheus' }

function choiceOf({ name, label, values }: Choice): JsonObject {
  return {
    name,
    label,
    type: 'query',
    datasource: source,
    query: values,
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { text: 'All', value: '$__all' },
  }
}
