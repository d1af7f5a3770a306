import type { HoldReason } from './outcome.ts'
import type { Sentence } from './sentences.ts'

/**
 * The questions, by reason. A question of an event (whom it means) or of one kind has its own sentence, under
 * `reason/variant`. {there}: the destination. {field}, {value}: what is in question and what HR says; {stands}: what the
 * destination has. {accounts}: ids there.
 */
export const QUESTIONS: Record<HoldReason | `${HoldReason}/${string}`, Sentence> = {
  has_reports: [
    'This person leads people at {there}. Where do they go when the account ends? Naming another manager for them in HR answers it too.',
    'Esta pessoa lidera outras em {there}. Para onde elas vão quando a conta for encerrada? Indicar outro gestor para elas no RH também responde.'
  ],
  unknown_value: [
    '{there} has no {field} {value} and would create it. Is it right, or is it a slip?',
    '{there} não tem {field} {value} e o criaria. Está certo ou é um erro de digitação?'
  ],
  separator_in_name: [
    'The {field} {value} contains the character that {there} takes as the end of a name. How is it to be written?',
    'O valor {value} ({field}) contém o caractere que {there} interpreta como fim de um nome. Como deve ser escrito?'
  ],
  identity_conflict: [
    'The identifiers of this person meet accounts at {there} that may be somebody else\'s ({accounts}).',
    'Os identificadores desta pessoa coincidem com contas em {there} que podem ser de outra ({accounts}).'
  ],
  'identity_conflict/unseen': [
    '{there} says that an identifier of this person is in use, and does not show by whom.',
    '{there} diz que um identificador desta pessoa já está em uso, sem mostrar por quem.'
  ],
  'identity_conflict/field': [
    'Another account at {there} has this {field}: {value}.',
    'Outra conta em {there} já tem este dado ({field}): {value}.'
  ],
  'identity_conflict/points_at_two_people': [
    'The identifiers of this event point at {people} different people. Whom does it mean?',
    'Os identificadores deste evento apontam para {people} pessoas diferentes. De quem se trata?'
  ],
  'identity_conflict/number_of_several': [
    'Several people have this number, in different companies, and the event names no company. Whom does it mean?',
    'Várias pessoas têm esta matrícula, em empresas diferentes, e o evento não informa a empresa. De quem se trata?'
  ],
  'identity_conflict/number_has_another_cpf': [
    'The number belongs to somebody with another CPF. Whom does the event mean?',
    'A matrícula pertence a alguém com outro CPF. De quem se trata?'
  ],
  'identity_conflict/cpf_has_another_number': [
    'The CPF belongs to somebody with another number, and nobody has the number of this event. Whom does it mean?',
    'O CPF pertence a alguém com outra matrícula, e ninguém tem a matrícula deste evento. De quem se trata?'
  ],
  'identity_conflict/email_of_another': [
    'The e-mail address belongs to somebody else who is still here. Whom does the event mean?',
    'O e-mail pertence a outra pessoa que continua ativa. De quem se trata?'
  ],
  'identity_conflict/ended_by_email_alone': [
    'Only the e-mail address says who leaves. Is it this person?',
    'Só o e-mail indica quem está saindo. É esta pessoa?'
  ],
  'identity_conflict/several_contracts': [
    'This person has several open contracts, and the event does not say which one ends.',
    'Esta pessoa tem vários contratos abertos, e o evento não diz qual termina.'
  ],
  rehire: [
    'The account of this person at {there} has ended ({accounts}), and they are hired again. How does the account go on?',
    'A conta desta pessoa em {there} foi encerrada ({accounts}), e ela foi admitida novamente. Como a conta continua?'
  ],
  'rehire/hire_without_date': [
    'A hire without a hire date, of a contract that has ended. Is it a rehire, or an old hire sent again?',
    'Admissão sem data, de um contrato já encerrado. É uma readmissão ou uma admissão antiga reenviada?'
  ],
  brake: [
    'More people are about to change at {there} than the brake of this tenant allows; {count} wait.',
    'Mais pessoas seriam alteradas em {there} do que o freio deste tenant permite; {count} aguardam.'
  ],
  'brake/endings': [
    'More accounts are about to end than the brake of this tenant allows: {count} wait. Did these people really leave?',
    'Mais contas seriam encerradas do que o freio deste tenant permite: {count} aguardam. Estas pessoas saíram mesmo?'
  ],
  'brake/rekeys': [
    'More people are about to change number, e-mail or manager than the brake of this tenant allows: {count} wait.',
    'Mais pessoas mudariam de matrícula, e-mail ou gestor do que o freio deste tenant permite: {count} aguardam.'
  ],
  'brake/hires': [
    'More accounts are about to be created than the brake of this tenant allows: {count} wait. A first load passes by one approval.',
    'Mais contas seriam criadas do que o freio deste tenant permite: {count} aguardam. Uma carga inicial passa com uma só aprovação.'
  ],
  protected: [
    'This person is protected, and their number, e-mail or manager is about to change at {there}.',
    'Esta pessoa é protegida, e sua matrícula, e-mail ou gestor mudaria em {there}.'
  ],
  'protected/ending': [
    'This person is protected, and their account at {there} is about to end.',
    'Esta pessoa é protegida, e sua conta em {there} seria encerrada.'
  ],
  unknown_person: [
    'Nobody ever said that this person was hired, and they are not at {there} either. Is an account to be made of what is known?',
    'Ninguém informou a admissão desta pessoa, e ela também não está em {there}. Uma conta deve ser criada com o que se sabe?'
  ],
  'unknown_person/ending': [
    'A termination of somebody whom nobody ever hired, and who is not at {there} either.',
    'Desligamento de alguém cuja admissão nunca foi informada e que também não está em {there}.'
  ],
  missing_required: [
    'Something is missing that {there} cannot do without. {said}',
    'Falta algo sem o qual {there} não aceita a pessoa. {said}'
  ],
  'missing_required/unusable': [
    'The message is about a person and cannot be used as it came: {faults}',
    'A mensagem fala de uma pessoa e não pode ser usada como veio: {faults}'
  ],
  reason_missing: [
    'The account at {there} is to end on {value}, and nobody has told a reason that {there} can count. Why does the contract end?',
    'A conta em {there} deve ser encerrada em {value}, e não há um motivo que {there} possa contabilizar. Por que o contrato termina?'
  ],
  clear: [
    'HR has emptied {field}; at {there} it still stands: {stands}. Is it to be emptied there too?',
    'O RH esvaziou o dado {field}; em {there} ele continua: {stands}. Deve ser esvaziado lá também?'
  ],
  refused_value: [
    '{there} refuses {field} {value}. What is to be sent?',
    '{there} recusa {field} {value}. O que deve ser enviado?'
  ],
  unconfirmed: [
    '{there} accepted {field} {value} twice and does not show it; there it is {stands}.',
    '{there} aceitou {field} {value} duas vezes e não o mostra; lá consta {stands}.'
  ],
  gone: [
    'The account that this person had at {there} ({accounts}) is not there any more, and nobody there has their identifiers.',
    'A conta que esta pessoa tinha em {there} ({accounts}) não existe mais, e ninguém lá tem os seus identificadores.'
  ]
}
