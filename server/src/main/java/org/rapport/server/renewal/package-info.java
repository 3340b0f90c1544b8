/**
 * Asks for an express permission while one that the law takes for granted still stands.
 *
 * <p>Imports: apply, consent, outreach.message, store, work.
 */
package org.rapport.server.renewal;
