/**
 * Asks for an express permission while one that the law takes for granted still stands.
 *
 * <p>Imports: apply, consent, outreach, projection.work, store.
 */
package org.rapport.server.renewal;
