// An HR system with as many people as it is told, for the row "sync": pages of a list, from memory and at once. In its own process.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answering } from './harness/child.ts'
import { hireOf } from './harness/people.ts'

export type Vendor = {
  /** Has so many people from now on; answers where it listens. */
  open: [number, number]
  /** Pages that were read until now. */
  pages: [null, number]
}

const PAGE = 150
let people = 0
let pages = 0

const server = createServer((request, response) => {
  pages += 1
  const query = new URL(request.url ?? '/', 'http://vendor').searchParams
  const from = (Number(query.get('page') ?? 1) - 1) * PAGE
  const rows = Array.from({ length: Math.max(0, Math.min(PAGE, people - from)) }, (_, i) => row(from + i))
  response.setHeader('content-type', 'application/json').end(JSON.stringify(rows))
})

function row (n: number): object {
  const { cpf, employee_number: registration, full_name: name, work_email: email, job_title: title, department } = hireOf(n)
  return { id: n + 1, name, registration, dateAdmission: '05/01/2024', position: { id: 1, name: title }, departament: { id: 1, name: department }, contact: { corporateEmail: email }, documents: { idNumber: cpf } }
}

answering<Vendor>({
  async open (count) {
    people = count
    pages = 0
    if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  },
  pages: () => pages
})
