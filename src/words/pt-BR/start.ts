import type { ScreenWords } from '../en/screen.ts';

/** Every sentence of the start screen, in Brazilian Portuguese. */
export const start: ScreenWords['start'] = {
  hints: { choose: 'escolhe', go: 'segue', back: 'volta' },
  back: 'Voltar',
  quit: 'Sair',
  boot: {
    accounts: (count) => `Contas .................. ${count}`,
    own: (isMade) => `Nuvem desta pasta ....... ${isMade ? 'OK' : 'ainda não feita'}`,
  },
  menu: {
    title: 'Início',
    nobody:
      'Ninguém tem conta nesta máquina ainda. Peça o endereço a quem mantém uma nuvem, ou comece uma aqui.',
    accounts: 'Suas contas',
    found: 'Nesta rede',
    standing: { known: 'conhecida', new: 'nova', other: '! outra chave' },
    otherKey: (name, address) =>
      `“${name}” em ${address} não é a nuvem conhecida aqui por esse nome ou endereço: a chave é outra.`,
    elsewhere: 'Outro lugar',
    last: 'usada por último',
    own: 'a nuvem desta pasta',
    connect: 'Conectar a um endereço',
    host: 'Começar uma nuvem aqui',
  },
  address: {
    title: 'Conectar',
    text: 'Onde está a nuvem? O que o operador lhe deu pode ser colado inteiro, com a impressão digital depois do #.',
    field: 'Endereço',
    go: 'Conectar',
    empty: 'Digite um endereço, como chat.example ou 192.168.0.7:7070',
  },
  busy: {
    dial: (address) => `Chamando ${address} …`,
    enter: (address) => `Falando com ${address} …`,
    make: 'Fazendo certificado e banco de dados …',
    open: (name) => `Abrindo o que ${name} guarda aqui …`,
    cancel: 'Cancelar',
  },
  first: {
    title: 'Primeira vez aqui',
    text: (address) =>
      `Ninguém nesta máquina falou com ${address} antes. Esta é a impressão digital da chave que respondeu:`,
    compare:
      'Compare com o que o operador diz, por outro caminho que não este. Ela fica guardada: outra chave será recusada.',
    vouched: 'Uma autoridade pública garante este nome.',
    trust: 'É a mesma: confiar nela de agora em diante',
    refuse: 'É outra: não conectar',
  },
  fingerprint: 'Impressão',
  changed: {
    title: 'A chave mudou',
    alert: (address) => `Em ${address} responde outra chave, não a que pertence a esse lugar.`,
    expected: 'Esperada',
    got: 'Veio',
    means:
      'Ou o operador fez uma chave nova, ou há outra nuvem nesse endereço agora, ou alguém está entre você e a nuvem e leria o que você escreve. Nada foi dito a ela.',
    advice:
      'Pergunte ao operador, por outro caminho que não este, qual impressão digital é a certa. Sem resposta, volte.',
    pinned: 'O endereço diz que chave deve responder. Volte, e peça o endereço certo.',
    refuse: 'Voltar: não falar com ninguém',
    trust: 'O operador diz que está certa: confiar nesta chave',
    kept: 'O que foi guardado aqui com a chave antiga fica, mas não é mais mostrado.',
  },
  login: {
    title: 'Quem é você?',
    at: (address) => `Aqui é ${address}.`,
    name: 'Nome',
    password: 'Senha',
    again: 'De novo',
    invite: 'Convite',
    go: 'Entrar',
    register: 'Ainda não tenho conta lá: fazer uma',
    expired: 'A entrada guardada não vale mais. Digite a senha',
    noName: 'Digite um nome',
    noPassword: 'Digite a senha',
  },
  unlock: {
    title: 'Trancado',
    text: (name, address) => `O que ${name} guarda aqui de ${address} está sob a senha.`,
    changed: 'Se a senha foi trocada em outro dispositivo, aqui ainda vale a de antes.',
    go: 'Abrir',
  },
  register: {
    title: 'Uma conta nova',
    text: (address) => `Com este nome você será conhecido em ${address}.`,
    owner: 'Você mantém esta nuvem: esta conta será a do operador.',
    advice:
      'Pelo menos 10 caracteres, como quatro palavras. Ninguém pode devolvê-la a você, nem o operador.',
    go: 'Fazer a conta',
    login: 'Já tenho conta lá: entrar',
    differ: 'As duas senhas são diferentes. Digite de novo',
    noInvite: 'Digite o código do seu convite',
  },
  seats: {
    title: 'Todos os lugares ocupados',
    text: (name) => `${name} já está em tantos lugares quantos pode. Qual sessão termina?`,
    since: (time) => `desde ${time}`,
    none: 'Nenhuma: voltar',
  },
  host: {
    title: 'Começar uma nuvem aqui',
    text: 'Uma nuvem é o lugar que leva e guarda o que as pessoas escrevem umas às outras. Ela roda nesta máquina.',
    name: 'O nome dela',
    port: 'Porta',
    everybody: 'Quem está nesta rede pode vir',
    alone: 'Só para esta máquina',
    badPort: 'Uma porta é um número de 1 a 65535, ou 0 para qualquer uma livre',
    badName: 'Um nome tem de 1 a 32 letras, dígitos, espaços e _ . -',
  },
  expired: {
    title: 'O certificado venceu',
    text: (day) => `O certificado desta pasta valia até ${day}.`,
    means: 'Um novo com a mesma chave não muda nada para quem conhece esta nuvem.',
    renew: 'Renovar; a chave fica',
  },
  ready: {
    title: 'A nuvem está pronta',
    text: 'Dê este endereço a quem deve vir; o # e o que segue é a prova de quem responde:',
    address: 'Endereço',
    runs: 'Ela roda enquanto esta janela estiver aberta. `pychat serve` a mantém sem janela.',
    account: 'Fazer a sua conta',
    goOn: (name) => `Seguir como ${name}`,
  },
  noCode: (columns, rows) =>
    `(O código QR deste endereço precisa de uma janela de ${columns}×${rows}.)`,
};
