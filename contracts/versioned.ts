/** Messages of a socket without the version that each of them carries, for those who write it in one place. */
export type Unversioned<Message> = Message extends unknown ? Omit<Message, "v"> : never;
