/**
 * A message that has become due, and all that its judgement and its words need to know of it.
 *
 * <p>Imports: catalog, config, consent, journey, projection.read, sensitivity, store.
 */
package org.rapport.server.outreach.message;
