/**
 * Work items, the gate, rendering, attempts and outcomes. Knows nothing that talks to a provider.
 *
 * <p>Imports: apply, catalog, config, consent, fhir, journey, journey.check, link, policy,
 * projection, projection.read, projection.work, sensitivity, store.
 */
package org.rapport.server.outreach;
