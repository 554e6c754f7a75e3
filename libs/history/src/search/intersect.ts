import type { Candidates, IdSource, Window } from './id-source.ts'

/** So many numbers of each source are read to find out of which there are fewest. */
const probedMax = 200
/** Numbers of another source that are read at once to be compared. */
const comparedMax = 20_000
/** What one block may take, about, where it is not smaller than this anyway. */
const blockCostMax = 6_000
const blockMin = 50

/** A source and how dense it is: of all numbers that an event may have, this part. */
interface Probed {
  readonly source: IdSource
  readonly density: number
}

/**
 * The events that are in all sources. The sparsest one leads; of each other one, what lies between the leader's numbers is
 * read where there is little, and else the leader's numbers are looked up. Resolves to the function that reads on.
 */
export async function intersect(
  sources: readonly [IdSource, ...IdSource[]],
  from: Omit<Window, 'count'>,
): Promise<(window: Window) => Promise<Candidates>> {
  const [only] = sources
  const capped = (window: Window, costOfEach: number): Window => ({
    ...window,
    count: Math.min(window.count, Math.max(blockMin, Math.floor(blockCostMax / costOfEach))),
  })
  if (sources.length === 1) return async (window) => only.read(capped(window, only.readCost))
  const probed = await Promise.all(sources.map((source) => probe(source, from)))
  const [lead = { source: only, density: 0 }, ...others] = probed.toSorted((a, b) => a.density - b.density)
  const costOfEach = lead.source.readCost + others.reduce((sum, other) => sum + costBeside(lead, other), 0)
  return async (window) => {
    let found = await lead.source.read(capped(window, costOfEach))
    for (const other of others) {
      if (found.ids.length === 0) break
      found = await narrow(found, other)
    }
    return found
  }
}

/** What one number of the leader takes at another source. */
function costBeside(lead: Probed, { source, density }: Probed): number {
  const between = lead.density > 0 ? density / lead.density : Infinity
  return Math.min(source.lookUpCost, between * source.readCost)
}

/** Those of the numbers that the other source has too. */
async function narrow(found: Candidates, { source, density }: Probed): Promise<Candidates> {
  const [high, low] = [found.ids[0] ?? 0, found.ids.at(-1) ?? 0]
  const between = Math.max(0, density) * (high - low + 1)
  if (between * source.readCost > found.ids.length * source.lookUpCost) {
    const has = await source.having(found.ids)
    const cost = found.cost + found.ids.length * source.lookUpCost
    return { ids: found.ids.filter((id) => has.has(id)), next: found.next, cost }
  }
  const other = await source.read({ before: high + 1, lowest: low, count: comparedMax })
  const has = new Set(other.ids)
  return {
    ids: found.ids.filter((id) => has.has(id)),
    // Below it the other source was not read.
    next: other.next ?? found.next,
    cost: found.cost + other.cost,
  }
}

async function probe(source: IdSource, from: Omit<Window, 'count'>): Promise<Probed> {
  const { ids, next } = await source.read({ ...from, count: probedMax })
  const [first, last] = [ids[0] ?? 0, ids.at(-1) ?? 0]
  // One that was read to its end is sparser than any that was not.
  return { source, density: next === undefined ? -1 / (ids.length + 1) : ids.length / (first - last + 1) }
}
