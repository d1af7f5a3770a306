import type { Offer } from './destination.ts'
import type { Language } from './faults.ts'
import { REASONS } from './fields.ts'
import type { HoldFacts } from './hold-facts.ts'
import { inWords, type Sentence } from './sentences.ts'
import type { HoldReason } from './outcome.ts'
import type { HoldAnswer, HoldView } from './views/hold.ts'

type Choice = HoldView['choices'][number]
interface Approval { answer: HoldAnswer, needs?: string[], effect: Sentence, values?: Record<string, string> }

const AGAIN: Sentence = ['It is done once more as it is.', 'É feito mais uma vez como está.']
const AS_IT_IS: Sentence = ['It is done as it was said.', 'É feito como foi informado.']
const CREATED: Sentence = ['An account is made there from what is known.', 'Uma conta é criada lá com o que se sabe.']
const WRITTEN: Sentence = ['Your value is written there; the record keeps what HR said.', 'O seu valor é gravado lá; o registro mantém o que o RH informou.']
const REASON: Record<typeof REASONS[number], Sentence> = {
  voluntary: ['Ended as voluntary.', 'Encerrada como voluntário.'],
  involuntary: ['Ended as involuntary.', 'Encerrada como involuntário.'],
  contract_end: ['Ended as the end of a contract.', 'Encerrada como término de contrato.'],
  not_applicable: ['Ended with no reason that applies.', 'Encerrada como não se aplica.']
}

const REHIRE: Record<'update' | 'end_and_create', Sentence> = {
  update: ['The old account goes on, with its history.', 'A conta antiga continua, com o seu histórico.'],
  end_and_create: ['The old account stays ended and another one is made.', 'A conta antiga fica encerrada e outra é criada.']
}

/** In our words where we have some, else in the platform's. */
const offered = ({ answer, effect }: Offer): Approval => {
  const { rehire, reason } = answer
  return { answer, effect: rehire !== undefined ? REHIRE[rehire] : reason !== undefined ? REASON[reason] : [effect, effect] }
}

const reasons: Approval[] = REASONS.map((reason) => ({ answer: { reason }, effect: REASON[reason] }))

/** Empty texts are refused: a body that was not filled in does nothing. */
function filledIn (facts: HoldFacts, effect: Sentence): Approval[] {
  const names = facts.fields.filter(({ asked }) => asked).map(({ field }) => field)
  return names.length === 0 ? [] : [{ answer: { values: Object.fromEntries(names.map((name) => [name, ''])) }, needs: names.map((name) => `values.${name}`), effect }]
}

/** What an approval may say, by reason: each body as `POST /v1/holds/{id}/approve` takes it. */
const APPROVALS: Record<HoldReason, (facts: HoldFacts) => Approval[]> = {
  has_reports: () => [{ answer: { move_reports: true }, effect: ['The people go to the leader above; then the account ends.', 'As pessoas vão para o gestor acima; depois a conta é encerrada.'] }],
  unknown_value: (facts) => [
    { answer: { create: true }, effect: ['It is created there.', 'É criado lá.'] },
    ...filledIn(facts, WRITTEN)
  ],
  separator_in_name: (facts) => filledIn(facts, WRITTEN),
  identity_conflict: (facts) => facts.destination === undefined ? whoIsMeant(facts) : whichAccount(facts),
  rehire: (facts) => facts.destination === undefined
    ? [
        { answer: {}, effect: ['A rehire that begins on the day on which it was told.', 'Uma readmissão que começa no dia em que foi informada.'] },
        { answer: { values: { hire_date: '' } }, needs: ['values.hire_date'], effect: ['A rehire that begins on your date.', 'Uma readmissão que começa na sua data.'] }
      ]
    : [{ answer: { rehire: 'update' }, effect: REHIRE.update }, { answer: { rehire: 'end_and_create' }, effect: REHIRE.end_and_create }],
  brake: () => [{ answer: {}, effect: ['It goes on for this person.', 'Prossegue para esta pessoa.'] }],
  protected: () => [{ answer: {}, effect: AS_IT_IS }],
  unknown_person: ({ variant }) => variant === 'ending'
    ? [{ answer: {}, effect: ['There is nothing to end there: done.', 'Não há o que encerrar lá: concluído.'] }]
    : [{ answer: { create: true }, effect: CREATED }],
  missing_required: (facts) => filledIn(facts, facts.destination === undefined ? ['The event counts with your values.', 'O evento vale com os seus valores.'] : WRITTEN),
  reason_missing: () => reasons,
  clear: () => [{ answer: {}, effect: ['An empty value is written there.', 'Um valor vazio é gravado lá.'] }],
  refused_value: (facts) => [{ answer: {}, effect: AGAIN }, ...(facts.ending ? reasons : filledIn(facts, WRITTEN))],
  unconfirmed: () => [{ answer: {}, effect: AGAIN }],
  gone: () => [{ answer: { create: true }, effect: CREATED }]
}

function whoIsMeant ({ people, type }: HoldFacts): Approval[] {
  const these = people.map(({ id, name }): Approval => ({ answer: { employee_id: id }, effect: ['It is {name}.', 'É {name}.'], values: { name: name ?? id } }))
  const another: Approval = { answer: { another_person: true }, effect: ['It is somebody else, who gets a record of their own.', 'É outra pessoa, que ganha um registro próprio.'] }
  const named: Approval = { answer: { employee_id: '' }, needs: ['employee_id'], effect: ['It is the employee that you name.', 'É o funcionário que você indicar.'] }
  return [...these, ...(people.length === 0 ? [named] : []), ...(type === 'termination' ? [] : [another])]
}

function whichAccount ({ accounts, variant }: HoldFacts): Approval[] {
  if (variant === 'field' || accounts.length === 0) return [{ answer: {}, effect: AGAIN }]
  const these = accounts.map((id): Approval => ({ answer: { values: { remote_id: id } }, effect: ['The account {id} is this person\'s.', 'A conta {id} é desta pessoa.'], values: { id } }))
  return [...these, { answer: {}, effect: ['It has been put right there: look again.', 'Foi corrigido lá: verificar de novo.'] }]
}

const TAKEN_BACK: Sentence = ['The event is withdrawn.', 'O evento é retirado.']
const ENDING_TAKEN_BACK: Sentence = ['The termination is withdrawn: nobody is ended.', 'O desligamento é retirado: ninguém é encerrado.']
const STAYS: Sentence = ['It stays at {there} as it is; everything else goes on.', 'Fica em {there} como está; o resto prossegue.']
const FOR_ALL: Sentence = ['{effect} The same for all {count} that share the cause.', '{effect} O mesmo para os {count} que têm a mesma causa.']

/** The answers that make sense, each with the body to send; those for the whole cause last. */
export function choicesOf (facts: HoldFacts, language: Language): Choice[] {
  const approvals = (facts.offers?.map(offered) ?? APPROVALS[facts.reason](facts)).map(({ answer, needs, effect, values }): Choice => (
    { decision: 'approve', answer, ...(needs && { needs }), effect: inWords(effect, language, values) }))
  const rejected = facts.destination === undefined ? TAKEN_BACK : facts.ending ? ENDING_TAKEN_BACK : STAYS
  const single: Choice[] = [...approvals, { decision: 'reject', answer: {}, effect: inWords(rejected, language, { there: facts.destination }) }]
  if (facts.sameCause < 2) return single
  return [...single, ...single.map((choice): Choice => ({
    ...choice, answer: { ...choice.answer, whole_cause: true }, effect: inWords(FOR_ALL, language, { effect: choice.effect, count: facts.sameCause })
  }))]
}
