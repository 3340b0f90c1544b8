/**
 * Runs plans against the store: loads facts, plans, writes the difference in one transaction.
 *
 * <p>Imports: catalog, config, consent, fhir, journey, projection.work, store.
 */
package org.rapport.server.apply;
