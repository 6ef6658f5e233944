/** Whether direct messages and groups leave this program sealed. */
export const seals: boolean = true;
