/**
 * Whether a message may go now, and by which way. Its rules are pure; what they ask about is loaded
 * here, and what they said is kept here.
 *
 * <p>Imports: catalog, config, consent, journey, outreach.message, policy, projection, store.
 */
package org.rapport.server.outreach.gate;
