/** Opening `compatible:MODEL` without the registry. */
import { openNamed } from './providers/named.ts';

/**
 * Opens `compatible:NAME`: a server of the configuration file, or a model on the server of OFFSWITCH_BASE_URL.
 * Errors: `provider-setup`, `bad-agent`, `bad-config`.
 */
export const openCompatible = openNamed('compatible');
