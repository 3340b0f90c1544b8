/**
 * A journey tried out on real-looking patients, in memory: the same planner, gate and templates as
 * the server's, without a gateway, and without a store but for the templates in force.
 *
 * <p>Imports: catalog, config, consent, fhir, journey, journey.check, outreach.gate,
 * outreach.release, policy, projection, projection.read, routes, sensitivity, store.
 */
package org.rapport.server.simulate;
