/** Somebody as the conformance suite speaks of them; every vendor's play puts it into the vendor's own form. */
export interface Somebody {
  /** Digits: the vendor's own id, and the registration number where the vendor has one. */
  id: string
  cpf: string
  email: string
  first: string
  last: string
  title: string
  department: string
  hired: string
  manager?: string
}

/** What a webhook of the vendor looks like when it has something to say; `path` is what it appends to its URL. */
export interface Notice { headers: Record<string, string>, body: string, path?: string }

/** A vendor's sandbox as every vendor's is played with. */
export interface Vendor {
  /** What PUT …/sources/{name} takes, the kind left out. */
  source: { settings: object, credentials: object, options?: object }
  hire (somebody: Somebody): void
  change (id: string, fields: Partial<Pick<Somebody, 'title' | 'department' | 'email'>>): void
  /** The contract ends on a day, which may be to come. */
  terminate (id: string, date: string): void
  rehire (id: string, date: string): void
  /** A status that nobody has heard of. */
  puzzle (id: string): void
  /** Not listed any more, by whatever the vendor does to make people disappear. Absent: it never does. */
  vanish? (id: string): void
  /** Webhooks, where the vendor has them. */
  notify? (what: 'hire' | 'change' | 'termination', id: string): Notice
  /** A webhook that does not prove who sent it. */
  forge? (id: string): Notice
  /** From now on `times` reading requests fail with a status, after `after` others. */
  fail (status: number, times: number, after?: number): void
  /** Requests that read people, until now. */
  reads (): number
  close (): Promise<void>
}

export interface Play {
  kind: string
  start (): Promise<Vendor>
  /** The field of Pulses' account that shows a change of the title; absent: the vendor's rows carry none. */
  carries?: { title?: boolean, manager?: boolean }
}
