import { Type } from '@sinclair/typebox'

/** Whatever the owner describes: what it looks like is not ours to say. */
export const CustomNotification = Type.Unknown({
  description: 'JSON or XML of any form, as settings and options of the source describe it. What happened may also follow the URL as a segment: /hire, /change, /termination, /leave, /return, /upsert or /look.',
  examples: [{ event: { type: 'COLABORADOR_ADMITIDO' }, data: { employee: { id: 4711, name: 'Ana Souza', cpf: '529.982.247-25', admission: '02/03/2026' } } }]
})
