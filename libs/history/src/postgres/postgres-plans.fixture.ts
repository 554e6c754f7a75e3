import type { Connection } from './connection.ts'

/** A node of a plan as Postgres tells it in JSON. */
interface PlanNode {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly Plans?: readonly PlanNode[]
}

/**
 * What a statement reads, as `Index Scan fate_ended`, each once; a sort within is told too. As the store has it planned: once, for
 * whatever values.
 */
export async function readsOf(text: string, values: readonly unknown[], connection: Connection): Promise<string[]> {
  await connection.run(`PREPARE asked AS ${text}`)
  const given = values.length === 0 ? '' : `(${values.map(literal).join(', ')})`
  const explained = connection.query(`EXPLAIN (FORMAT JSON) EXECUTE asked${given}`)
  const [row] = await explained.finally(() => connection.run('DEALLOCATE asked'))
  // As Postgres documents it: one plan a statement.
  const plans = (row?.['QUERY PLAN'] ?? []) as { Plan: PlanNode }[]
  return [...new Set(plans.flatMap(({ Plan: plan }) => stepsIn(plan)))].sort()
}

/** The values of these tests have nothing that must be escaped. */
const literal = (value: unknown): string =>
  typeof value === 'number' ? `${value}` : `'${Array.isArray(value) ? `{${value.join(',')}}` : String(value)}'`

function stepsIn(node: PlanNode): string[] {
  const { 'Node Type': type, 'Index Name': index, Plans: parts = [] } = node
  const own =
    type.endsWith('Scan') && type !== 'Function Scan' && type !== 'Subquery Scan' && type !== 'Bitmap Heap Scan'
  return [
    ...(own || type === 'Sort' ? [index === undefined ? type : `${type} ${index}`] : []),
    ...parts.flatMap(stepsIn),
  ]
}
