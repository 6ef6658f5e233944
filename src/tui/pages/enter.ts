import type { ScreenWords as Words } from '../../words/en/screen.ts';
import { type Field, type Page, text, type Trouble } from '../page/page.ts';

export interface EnterFacts {
  readonly address: string;
  readonly name: string;
  readonly trouble?: Trouble | undefined;
}

/** Name and password of an account that exists. */
export function loginPage({ start }: Words, { address, name, trouble }: EnterFacts): Page {
  const { login } = start;
  return {
    title: login.title,
    blocks: [text(login.at(address))],
    fields: [
      { name: 'name', label: login.name, value: name, needed: login.noName },
      {
        name: 'password',
        label: login.password,
        value: '',
        secret: true,
        needed: login.noPassword,
      },
    ],
    choices: [
      { id: 'go', label: login.go },
      { id: 'other', label: login.register },
      { id: 'back', label: start.back },
    ],
    trouble,
  };
}

export interface RegisterFacts extends EnterFacts {
  /** The code of an invitation; undefined where none is needed. */
  readonly invite: string | undefined;
  /** The nuvem is this home's own. */
  readonly owner: boolean;
}

/** Name and password of an account to be made. */
export function registerPage({ start }: Words, facts: RegisterFacts): Page {
  const { login, register } = start;
  const { address, name, trouble, invite, owner } = facts;
  const code: readonly Field[] =
    invite === undefined
      ? []
      : [{ name: 'invite', label: login.invite, value: invite, needed: register.noInvite }];
  return {
    title: register.title,
    blocks: [text(owner ? register.owner : register.text(address)), text(register.advice, 'dim')],
    fields: [
      { name: 'name', label: login.name, value: name, needed: login.noName },
      ...code,
      {
        name: 'password',
        label: login.password,
        value: '',
        secret: true,
        needed: login.noPassword,
      },
      { name: 'again', label: login.again, value: '', secret: true },
    ],
    choices: [
      { id: 'go', label: register.go },
      { id: 'other', label: register.login },
      { id: 'back', label: start.back },
    ],
    trouble,
  };
}
