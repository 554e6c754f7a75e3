/** How a statement ends. */
export const ended = 0
export const broken = 1
export const returned = 2
/** The frame's `target` says where to. */
export const jumped = 3
/** The runtime has the callee and its arguments. */
export const tailCall = 4

export type Completion = 0 | 1 | 2 | 3 | 4

/** How a body ends that does not just end. */
export const bodyEnd = { returned, tailCall } as const
