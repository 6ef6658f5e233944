import { calledIn } from '../called.ts';
import type { said as english } from '../en/said.ts';

const roles = { member: 'membro', admin: 'admin', owner: 'dono', user: 'usuário' };

export const said: typeof english = {
  edited: '(editada)',
  removed: '(removida)',
  newer: '(um tipo mais novo de mensagem; atualize o pychat para ler)',
  file: (name) => `(um arquivo: ${name})`,
  call: '(uma chamada)',
  roster: {
    in: (who, by) => `entrou: ${who}, por ${by}`,
    out: (who, by) => `saiu: ${who}, por ${by}`,
    renewed: (by) => `as chaves foram renovadas por ${by}`,
    alone: (by) => `selado por ${by}, ninguém mais está dentro ainda`,
    anew: (by, who) => `as chaves começaram de novo por ${by}${who === '' ? '' : `, para ${who}`}`,
    you: 'você',
    thisOne: 'este dispositivo',
    your: (devices) => `seu ${devices}`,
    its: (name, devices) => `${devices} de ${name}`,
    devices: (numbers, count) => `${count === 1 ? 'dispositivo' : 'dispositivos'} ${numbers}`,
    andMore: (names, count) => `${names} e mais ${count}`,
  },
  unreadable: 'uma mensagem selada que este dispositivo não abre',
  unread: {
    'not-in': 'este dispositivo não estava dentro',
    lost: 'este dispositivo tinha perdido as chaves',
    ahead: 'o que leva a ela nunca chegou',
    past: 'chegou tarde demais',
    own: 'este dispositivo escreveu e não tem cópia',
    forged: 'não é de quem a nuvem diz',
    malformed: 'está danificada',
    untrue: 'a nuvem inventou isto',
    newer: 'as chaves começaram de novo sem este dispositivo',
    full: 'dispositivos demais',
  },
  suspicions: {
    missing: (from) => `A nuvem reteve mensagens de ${from} que outros podem ter recebido`,
    moved: (from) => `A nuvem mudou a ordem do que ${from} escreveu`,
    forked: (from) => `A nuvem mostra a ${from} outra conversa, não a sua`,
    roster: (from) => `A nuvem contou outras mudanças, não as que ${from} fez`,
    swept: () => 'A nuvem não entrega mensagens que ela ainda tem de guardar',
  },
  roles,
  presence: { online: 'presente', away: 'ausente', offline: 'desconectado' },
  changes: {
    joined: (names) => `entrou: ${names}`,
    left: (names) => `saiu: ${names}`,
    added: (names, by) => `${by} trouxe ${names}`,
    removed: (names, by) => `${by} tirou ${names}`,
    banned: (names, by) => `${by} baniu ${names}`,
    role: (names, by, text) => `${by} fez de ${names} ${calledIn(roles, text)}`.trimEnd(),
    topic: (_names, by, text) => `${by} mudou o assunto: ${text}`,
    name: (_names, by, text) => `${by} deu a esta sala o nome ${text}`,
    leaving: (names) => `${names} está saindo`,
    'line-removed': (_names, by) => `${by} removeu uma linha`,
  },
};
