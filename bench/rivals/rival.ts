/** What every server that we are compared with is asked. */
export type Rival = { port: [null, number] }
