/** Whether direct messages and groups leave this program sealed. */
export const seals: boolean = true;
/** Whether people are asked before something is sealed for who is new in a room. */
export const wary: boolean = true;
