import { Type } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'

const text = (description: string) => Type.Optional(Type.String({ description }))

const Message = Type.Object({
  Header: Type.Object({
    UUID: text('Makes a repetition a duplicate.'),
    Type: text('BusinessMessage; others are ignored.'),
    SubType: text('event'),
    Event: Type.Optional(words(['upsert', 'delete'])),
    Transaction: Type.String({ description: 'Employee; others are ignored.' }),
    Version: text('Of the transaction.'),
    SourceApplication: text('Who sends it.'),
    ProductName: text('PROTHEUS or RM.'),
    GeneratedOn: text('From when it counts.'),
    DeliveryType: text('Sync or Async; in a batch Async only.')
  }),
  Content: Type.Record(Type.String(), Type.Unknown(), { description: 'The full row of one contract.' })
})

/** What the vendor posts, for the page that integrators read. The older XML form is read, too. */
export const TotvsNotification = Type.Union([
  Message,
  Type.Object({ Items: Type.Array(Message) }, { description: 'A batch, with batchType and batchUUID in the query.' })
], {
  description: 'A standard message of TOTVS EAI, transaction Employee, posted to what follows the webhook URL: /totvseai/standardmessage/v1/transactions.',
  examples: [{
    Header: { UUID: '1f3c6a52-7f0a-4a3e-9d0e-0d3f5a4f2b10', Type: 'BusinessMessage', SubType: 'event', Event: 'upsert', Transaction: 'Employee', Version: '3.002', SourceApplication: 'PROTHEUS', ProductName: 'PROTHEUS', GeneratedOn: '2026-03-02T09:00:00-03:00', DeliveryType: 'Async' },
    Content: { CompanyId: 'T1', BranchId: 'D MG 01', Code: '000100', InternalId: 'T1|D MG 01|000100', FullName: 'Ana Souza', Email: 'ana.souza@example.com', HiringDate: '2026-03-02', RoleCode: '00012', EmployeeSituation: '1', EmployeeType: '1' }
  }]
})
