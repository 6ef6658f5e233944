import type { ScreenWords } from '../en/screen.ts';

/** Every sentence of the dashboard, in Brazilian Portuguese. */
export const dashboard: ScreenWords['dashboard'] = {
  title: 'Painel',
  leave: 'F8 volta',
  link: 'Conexão',
  latency: 'Latência',
  received: 'Recebido',
  sent: 'Enviado',
  waiting: 'Esperando',
  up: (time) => `há ${time}`,
  back: (count) => (count === 1 ? 'voltou uma vez' : `voltou ${count} vezes`),
  never: 'nunca caiu',
  lines: (count) => (count === 1 ? '1 linha' : `${count} linhas`),
  none: 'nada',
  measuring: 'medindo…',
  between: (least, most) => `${least} a ${most}`,
  total: (bytes, frames) => `${bytes} · ${frames} quadros`,
  now: 'agora',
  point: ',',
};
