import { type ClientConfig, defaultClientConfig } from 'ts-mls/clientConfig.js';

import { claimIn, type Vouches } from './credential.ts';

/**
 * How the library is to behave. It asks who vouches for a device, and nothing about pins: a pin decides what this
 * device sends, never what it processes, or one refused commit would lock it out for ever.
 */
export const settingsFor = (vouches: Vouches): ClientConfig => ({
  ...defaultClientConfig,
  authService: {
    async validateCredential(credential, key) {
      const claim = claimIn(credential);
      return claim !== undefined && vouches(claim, key);
    },
  },
  keyRetentionConfig: {
    retainKeysForGenerations: 32,
    // None is wanted, but 0 keeps all of them; what one keeps is dropped with every epoch.
    retainKeysForEpochs: 1,
    maximumForwardRatchetSteps: 10_000,
  },
  // Bodies come padded.
  paddingConfig: { kind: 'padUntilLength', padUntilLength: 0 },
});
