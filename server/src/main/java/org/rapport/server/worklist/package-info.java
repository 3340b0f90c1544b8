/**
 * What staff have before them: the work that waits, in the order in which it presses. Reads only.
 *
 * <p>Imports: config, fhir, projection, security.scope, store.
 */
package org.rapport.server.worklist;
