/** Where a page begins: after this one, going back in time. `index` counts inside one message and is 0 elsewhere. */
export interface Position {
  sequence: number
  index: number
}

export interface PageRequest {
  limit: number
  after?: Position
}

export interface Page<T> {
  data: T[]
  /** Position of the last one, when there are more. */
  next?: Position
}
