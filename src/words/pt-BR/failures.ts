import type { failures as english } from '../en/failures.ts';

const renew = 'Faça um novo com `pychat certs --force`, que mantém a chave';
const kept = 'A linha está guardada e sai na próxima conexão; não a envie de novo';
const noAccess =
  'você não tem esse direito. Dê o direito a este usuário, ou escolha outra pasta com --home';

const disks: Readonly<Record<string, string>> = {
  EACCES: noAccess,
  EPERM: noAccess,
  EROFS: 'esse disco é só de leitura. Escolha outra pasta com --home',
  ENOSPC: 'esse disco está cheio. Abra espaço nele',
  EDQUOT: 'a sua cota nesse disco acabou. Abra espaço nele',
  ENOTDIR: 'uma parte desse caminho é um arquivo. Escolha outro',
  EEXIST: 'há um arquivo no lugar. Escolha outro',
  EISDIR: 'isso é uma pasta. Escolha um arquivo',
  ENOENT: 'não existe esse arquivo nem essa pasta. Confira o caminho',
  EMFILE: 'há arquivos abertos demais. Aumente o limite (ulimit -n)',
  EIO: 'esse disco está com defeito. Veja o que há com ele',
};

const certificates: Readonly<
  Record<Parameters<typeof english.certificate>[0], (file: string, day: string) => string>
> = {
  missing: (file) => `Não existe ${file}. Crie com \`pychat certs\``,
  unreadable: (file) => `Não dá para ler ${file}. Dê a este usuário o direito de ler o arquivo`,
  'not-pem': (file) =>
    file.endsWith('.key')
      ? `${file} não tem chave que sirva. Faça os dois de novo com \`pychat certs --force --new-key\``
      : `${file} não tem certificado. ${renew}`,
  mismatch: (file) => `O certificado ao lado de ${file} não é dessa chave. ${renew}`,
  expired: (file, day) => `O certificado ${file} venceu em ${day}. ${renew}`,
  'not-yet': (file, day) =>
    `O certificado ${file} vale a partir de ${day}. Acerte o relógio desta máquina, ou espere`,
};

const ways: Readonly<
  Record<Parameters<typeof english.way>[0], (where: string, host: string, detail: string) => string>
> = {
  refused: (where) => `Nada escuta em ${where}. Inicie uma nuvem lá, ou confira o endereço`,
  unresolved: (_where, host, detail) =>
    `Não existe máquina chamada ${host} (${detail}). Confira o endereço e a rede desta máquina`,
  unreachable: (where, _host, detail) =>
    `Não há caminho até ${where} (${detail}). Confira a rede desta máquina`,
  timeout: (where) => `${where} não respondeu a tempo. Confira o endereço, ou tente mais tarde`,
  closed: (where) =>
    `${where} desligou antes de dizer uma palavra. Confira se há mesmo uma nuvem lá`,
  other: (where) => `Quem responde em ${where} não é uma nuvem. Confira o endereço e a porta`,
  'given-up': (where) => `A conexão com ${where} foi abandonada. Tente de novo`,
};

const ports: Readonly<
  Record<Parameters<typeof english.port>[0], (port: number, host: string) => string>
> = {
  taken: (port, host) =>
    `A porta ${port} em ${host} está em uso por outro programa. Escolha outra com --port, ou 0 para uma livre`,
  'no-such-address': (_port, host) =>
    `${host} não é um endereço desta máquina. Escolha um que seja com --host, ou 0.0.0.0`,
  denied: (port, host) =>
    `A porta ${port} em ${host} não pode ser usada por este usuário. Escolha uma acima de 1023 com --port`,
};

export const failures: typeof english = {
  bug: 'Isto é um defeito do pychat. Relate-o com as linhas acima, como diz CONTRIBUTING.md',
  disk: (path, code) =>
    `Não dá para usar ${path} (${code}): ${disks[code] ?? 'o sistema não deixa. Veja o que há com ele'}`,
  certificate: (why, file, day) => certificates[why](file, day),
  'certificate-there': (file) =>
    `Já existe um certificado, ${file}. Renove com --force, ou veja-o com \`pychat certs show\``,
  'new-key-alone': '--new-key troca a chave para sempre. Diga também --force',
  'certificate-host': (name) =>
    `"${name}" não é nome de máquina nem endereço. Dê nomes separados por vírgulas`,
  way: (why, host, port, detail) => ways[why](`${host} porta ${port}`, host, detail),
  port: (why, port, host) => ports[why](port, host),
  proxy: (text) => `"${text}" não é endereço nem rede. Escreva algo como --trust-proxy 10.0.0.0/8`,
  'proxy-wide': (text) =>
    `Com --trust-proxy ${text} estranhos poderiam dizer ter qualquer endereço, e os limites não conteriam ninguém. Dê os endereços dos próprios balanceadores, ou uma rede não maior que 10.0.0.0/8`,
  store: (text) => `"${text}" não é um armazenamento. Dê sqlite:ARQUIVO ou memory: a --store`,

  'no-nuvem': (home) => `Nenhuma nuvem está rodando em ${home}. Inicie uma com \`pychat serve\``,
  'nuvem-of-other': (home) => `A nuvem em ${home} é de outro usuário. Peça como aquele usuário`,
  'nuvem-there': (home) =>
    `Outra nuvem está rodando em ${home}. Pare-a com \`pychat stop\`, ou dê a esta uma pasta própria com --home`,
  'nuvem-lock-taken': (home) =>
    `A trava de ${home} está tomada, mas nenhuma nuvem responde ali. Espere, se uma está começando ou terminando, ou se \`pychat doctor\` a examina; senão outro usuário desta máquina tomou o nome dela: veja com \`ss -xlp\`, ou escolha outra pasta com --home`,
  'nuvem-ended': 'A nuvem terminou antes de responder. Olhe o log dela',
  'nuvem-other-answer': 'A nuvem respondeu outra coisa. Atualize o pychat',
  'key-missing': (database, file) =>
    `${database} está selado com ${file}, que não existe mais. Traga esse arquivo de um backup`,
  'key-short': (file, size) =>
    `${file} não é uma chave de ${size} bytes. Traga o arquivo de um backup`,
  'readable-file': (file) => `Outros nesta máquina podem ler ${file}. Feche com \`chmod 600\``,
  'clock-back': (file, day) =>
    `${file} foi escrito por último em ${day}, que ainda não chegou. Acerte o relógio desta máquina`,
  'bad-account': (file) =>
    `${file} não é uma conta do pychat. Entre de novo com \`pychat login\`, ou remova a pasta`,
  'self-test': (what) =>
    `A selagem não funciona nesta máquina (${what}). Não use este pychat: instale de novo, e avise se não adiantar`,
  'no-operator-command':
    'Isso não é um comando de operador. Veja `pychat admin --help`: `admin --local grant NOME`, `admin --local invite`, `admin ENDEREÇO --user NOME invite`',

  'several-accounts': (where, names) =>
    `Há várias contas em ${where}: ${names}. Diga qual com --user`,
  'no-account': (where) =>
    `Ainda não há conta em ${where} aqui. Crie uma com \`pychat register ${where} --user NOME\`, ou diga qual é a sua com --user`,
  'nobody-here':
    'Ninguém entrou nesta máquina ainda. Diga onde com `pychat connect ENDEREÇO --user NOME --register`',
  'nobody-to-forget': 'Ninguém entrou lá por esta máquina. Não há o que esquecer',
  'no-user': 'Falta dizer de quem é a conta. Diga com --user',
  'not-logged-in': (name) => `${name} ainda não entrou aqui. Dê uma senha`,
  'account-gone': 'Esta conta saiu desta máquina. Entre de novo',
  'account-locked': (name) =>
    `${name} está trancado aqui, e o pychat que o tinha aberto terminou. Comece de novo, com a senha`,
  'account-signed-off': (name) =>
    `${name} foi desligado nesta máquina, e outro pychat daqui ainda o tem aberto. Encerre-o, depois entre de novo`,
  'account-ended': 'A conexão desta conta terminou. Comece de novo',
  'account-busy':
    'Outro pychat está com esta conta aberta e não responde. Encerre-o e tente de novo',
  'account-of-other':
    'Esta conta está aberta por outro usuário desta máquina. Use uma pasta própria com --home',

  'password-where':
    'É preciso uma senha, e não há terminal onde perguntar. Dê --password-file ou $PYCHAT_PASSWORD',
  'new-password-where':
    'É preciso uma senha nova, e não há terminal onde perguntar. Dê --new-password-file ou $PYCHAT_NEW_PASSWORD',
  'password-empty': 'A senha está vazia. Dê uma',
  'passwords-differ': 'As duas senhas são diferentes. Tente de novo',

  'nobody-to': (text) => `"${text}" não é ninguém. Escreva @pessoa, +grupo ou #canal`,
  'no-room-named': (text) => `"${text}" não é uma sala. Escreva @pessoa, +grupo ou #canal`,
  'no-group-named': (text) => `"${text}" não é um grupo. Um grupo se escreve +nome`,
  'no-channel-named': (text) => `"${text}" não é um canal. Um canal se escreve #nome`,
  'no-person-named': (text) => `"${text}" não é ninguém. Uma pessoa se escreve @nome`,
  'own-digits': 'É você. Os dígitos se comparam com outra pessoa',
  'person-changed': (name) =>
    `A chave de ${name} mudou: estes dígitos são novos. Compare com ${name} por outro caminho, e diga --accept só se lá forem iguais`,
  'held-back': (name, to) =>
    `A chave de ${name} mudou, então nada é enviado a ${to}. Compare os dígitos que \`pychat verify\` mostra com ${name} por outro caminho, e só se lá forem iguais: --accept`,
  'waits-let-in': (to) =>
    `Este dispositivo espera que outro que está em ${to} o deixe entrar. A linha fica guardada, e sai então`,
  'unknown-people': (names) => `Ninguém aqui se chama ${names}. Confira como se escreve`,
  'no-device': (id) => `A conta não tem o dispositivo ${id}. Veja quais tem com \`pychat devices\``,
  'no-session': (id) => `A conta não tem a sessão ${id}. Veja quais tem com \`pychat sessions\``,
  'channel-receipts': (wait) =>
    `Canais não confirmam entrega nem leitura, então não dá para esperar por ${wait}. Use --wait stored`,
  'large-receipts': (wait) =>
    `Salas de mais de 50 não confirmam entrega nem leitura, então não dá para esperar por ${wait}. Use --wait stored`,
  'lines-and-text': '--lines lê a entrada padrão. Deixe o texto de fora',
  'nothing-to-send': 'Não há nada para enviar. Dê um texto, ou mande um pela entrada padrão',
  'text-long': (bytes, most) =>
    `O texto tem ${bytes} bytes, e uma linha no máximo ${most}. Encurte-o, ou envie em partes`,
  'no-text': 'O que veio pela entrada padrão não é texto UTF-8. Envie só texto',
  'kept-offline': (why) => `${why.replace(/\.$/, '')}. ${kept}`,
  'nothing-taken': (seconds) => `A nuvem não aceitou nada em ${seconds} s`,
  'pipe-left': (why) =>
    `${why.replace(/\.$/, '')}. O que foi lido fica guardado e sai com a próxima conexão; o resto da entrada não foi lido`,
  'lines-failed': (count) =>
    `${count === 1 ? '1 linha não foi enviada' : `${count} linhas não foram enviadas`}. O motivo está acima, no lugar de cada uma`,
  unkept: (why) =>
    `${why}. A linha não foi enviada nem guardada aqui: envie de novo quando houver espaço`,
  'unkept-there': (why) =>
    `${why}. O pychat que está aberto aqui tem a linha e a envia quando houver espaço; não envie de novo`,
  'not-stored': (seconds) => `Sem confirmação da nuvem depois de ${seconds} s. ${kept}`,
  'not-reached': (wait, seconds) =>
    `Não chegou a ${wait} em ${seconds} s. Está na nuvem; não envie de novo`,
  unreached: 'Não foi possível alcançar a nuvem',
  'export-there': (file) =>
    `Já existe um arquivo ${file}. Escolha outro nome, ou substitua-o com \`pychat export --force\``,
  'export-json': (format) =>
    `--json e --format ${format} não combinam na saída padrão. Deixe um de fora, ou diga um arquivo com --out`,
  'since-rooms': '--since conta as linhas de uma sala. Diga qual sala',
  'too-few': (count) => `Chegaram menos de ${count} mensagens a tempo. Espere mais com --timeout`,
  'own-file': (file, why) => `${file}: ${why}`,
  'no-program': (program, code) =>
    `Não dá para abrir ${program} (${code}). Diga outro em $EDITOR, $PAGER ou $BROWSER`,
  'program-ended': (program, code) =>
    `${program} terminou com ${code}. Veja do que ele precisa, ou diga outro em $EDITOR ou $PAGER`,
  'long-draft': 'O que foi escrito passa de 1 MiB. Escreva menos',
  'no-theme': (name, names) => `Não existe o tema "${name}". Existem ${names}`,
};
