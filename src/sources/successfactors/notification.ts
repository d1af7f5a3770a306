import { Type } from '@sinclair/typebox'

const text = (description?: string) => Type.Optional(Type.String({ ...(description !== undefined && { description }) }))

/** What we ask customers to build in Integration Center. */
const Template = {
  event: text('hire, rehire, change, termination, leave or return: where the URL does not say it.'),
  personIdExternal: text('PerPerson.personIdExternal.'),
  perPersonUuid: text('PerPerson.perPersonUuid.'),
  userId: text('EmpEmployment.userId.'),
  firstName: text(),
  middleName: text(),
  lastName: text(),
  fullName: text(),
  cpf: text('PerNationalId.nationalId of the card type CPF.'),
  email: text('The work e-mail.'),
  personalEmail: text(),
  mobilePhone: text('With the country code.'),
  hireDate: text('EmpEmployment.startDate.'),
  terminationDate: text('EmpEmployment.endDate: the last day of the contract.'),
  lastDateWorked: text(),
  effectiveDate: text('EmpJob.startDate: from when a change, a leave or a return counts.'),
  endDate: text('Last day of a leave.'),
  eventReason: text('EmpJob.eventReason.'),
  jobTitle: text(),
  company: text(),
  businessUnit: text(),
  department: text('Its name.'),
  costCenter: text(),
  location: text(),
  managerPersonIdExternal: text(),
  managerUserId: text(),
  managerEmail: text()
}

/** What the vendor posts, for the page that integrators read. */
export const SuccessFactorsNotification = Type.Object({
  ...Template,
  data: Type.Optional(Type.Unknown({ description: 'The same fields below data: one object, or a list of them.' }))
}, {
  description: 'Integration Center: fields of our template, in JSON; whatever does not say enough is looked up. Event Notification: an ExternalEvent in SOAP, whose people are looked up, and which is answered in SOAP.',
  examples: [
    { event: 'hire', personIdExternal: '1001', firstName: 'Ana', lastName: 'Souza', email: 'ana.souza@example.com', hireDate: '2026-03-02', jobTitle: 'Analista', department: 'Financeiro', managerPersonIdExternal: '1000' },
    { data: { userId: '1001', status: 'TERVOL', terminationDate: '2026-03-31T00:00:00' } },
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><ns7:ExternalEvent xmlns:ns7="http://notification.event.successfactors.com"><ns7:externalEventMeta><ns7:externalEventId>6f1d1f0e-5b1e-4d0f-9d0b-3f6a1c2b4d5e</ns7:externalEventId><ns7:type>com.successfactors.Employment.AssignmentInformation.Hire</ns7:type><ns7:effective>current</ns7:effective><ns7:repost>false</ns7:repost></ns7:externalEventMeta><ns7:events><ns7:event><ns7:eventId>0b3f7a5e-21d2-4d4c-8a3b-7c6d5e4f3a2b</ns7:eventId><ns7:entityType>EmpJob</ns7:entityType><ns7:effectiveStartDate>2026-03-02</ns7:effectiveStartDate><ns7:params><ns7:param><name>personIdExternal</name><value>1001</value></ns7:param></ns7:params></ns7:event></ns7:events></ns7:ExternalEvent></soapenv:Body></soapenv:Envelope>'
  ]
})
