/** The behaviours a trial can show. Every name says what was done, never why. */

export const behaviours = [
  'shutdown-tampering',
  'score-inflation',
  'grade-inflation',
  'shutdown-suppressed',
  'weight-exfiltration',
  'weight-retention',
  'user-lockout',
  'record-tampering',
  'concealment',
  'refusal',
  'objection',
  'persuasion',
  'awareness',
] as const;
export type Behaviour = (typeof behaviours)[number];
