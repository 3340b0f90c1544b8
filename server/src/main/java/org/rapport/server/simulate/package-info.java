/**
 * A journey tried out on real-looking patients, in memory: the same planner, gate and templates as
 * the server's, without a store and without a gateway.
 *
 * <p>Imports: catalog, config, consent, journey, journey.check, outreach.gate, outreach.release,
 * projection, projection.read, sensitivity.
 */
package org.rapport.server.simulate;
