/** The words for what an effect does: the guard decides by them, and the log says them. */

/** What an effect does, as a closed list: what is none of these is `other`. */
export const effectClasses = [
  'read',
  'write',
  'delete',
  /** Copy or move out. */
  'copy-out',
  'execute',
  'spend',
  'message',
  'configure',
  /** Create or scale. */
  'create-agent',
  'stop-agent',
  'evaluate',
  'approve',
  'other',
] as const;

export const resourceKinds = ['path', 'url', 'name', 'text'] as const;
export const accesses = ['reads', 'changes'] as const;
