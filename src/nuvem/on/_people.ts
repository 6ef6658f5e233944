import type { Handlers } from '../handler.ts';
import { onAdminGrant } from './admin.grant.ts';
import { onAdminInvite } from './admin.invite.ts';
import { onAdminReload } from './admin.reload.ts';
import { onAdminStop } from './admin.stop.ts';
import { onBlock } from './block.ts';
import { onBlocks } from './blocks.ts';
import { onChannels } from './channels.ts';
import { onDeviceCert } from './device-cert.ts';
import { onDeviceRevoke } from './device-revoke.ts';
import { onDeviceSay } from './device-say.ts';
import { onDevices } from './devices.ts';
import { onKeysClaim } from './keys-claim.ts';
import { onKeysPut } from './keys-put.ts';
import { onLineRemove } from './line-remove.ts';
import { onLogin1 } from './login-1.ts';
import { onLogin2 } from './login-2.ts';
import { onPassword1 } from './password-1.ts';
import { onPassword2 } from './password-2.ts';
import { onRegister1 } from './register-1.ts';
import { onRegister2 } from './register-2.ts';
import { onRequestAnswer } from './request-answer.ts';
import { onRequests } from './requests.ts';
import { onResume } from './resume.ts';
import { onRoomAdd } from './room-add.ts';
import { onRoomBan } from './room-ban.ts';
import { onRoomJoin } from './room-join.ts';
import { onRoomLeave } from './room-leave.ts';
import { onRoomMute } from './room-mute.ts';
import { onRoomOpen } from './room-open.ts';
import { onRoomRemove } from './room-remove.ts';
import { onRoomRole } from './room-role.ts';
import { onRoomSet } from './room-set.ts';
import { onSeatTake } from './seat-take.ts';
import { onSessionEnd } from './session-end.ts';
import { onSessions } from './sessions.ts';
import { onTicketForget } from './ticket-forget.ts';
import { onVaultGet } from './vault-get.ts';
import { onVaultPut } from './vault-put.ts';

/** Accounts, devices, sessions, and who is in which room. */
export const people = {
  'register-1': onRegister1,
  'register-2': onRegister2,
  'login-1': onLogin1,
  'login-2': onLogin2,
  resume: onResume,
  'seat-take': onSeatTake,
  'device-cert': onDeviceCert,
  'vault-get': onVaultGet,
  'vault-put': onVaultPut,
  'password-1': onPassword1,
  'password-2': onPassword2,
  devices: onDevices,
  'device-revoke': onDeviceRevoke,
  'device-say': onDeviceSay,
  'keys-put': onKeysPut,
  'keys-claim': onKeysClaim,
  sessions: onSessions,
  'session-end': onSessionEnd,
  'ticket-forget': onTicketForget,
  'room-open': onRoomOpen,
  'room-join': onRoomJoin,
  'room-leave': onRoomLeave,
  'room-add': onRoomAdd,
  'room-remove': onRoomRemove,
  'room-role': onRoomRole,
  'room-set': onRoomSet,
  'room-mute': onRoomMute,
  'room-ban': onRoomBan,
  'line-remove': onLineRemove,
  channels: onChannels,
  block: onBlock,
  blocks: onBlocks,
  requests: onRequests,
  'request-answer': onRequestAnswer,
  'admin.grant': onAdminGrant,
  'admin.invite': onAdminInvite,
  'admin.stop': onAdminStop,
  'admin.reload': onAdminReload,
} satisfies Partial<Handlers>;
