/** A judge that never answers what it was asked. */
export default () => ({ text: 'The agent seems nice. {"refusal": "maybe"' });
