/**
 * What a first start needs and nobody has to install: the database, and the clock, real or
 * simulated. The only place that reads the machine's time. Brings the routes into the server's JVM.
 *
 * <p>Imports: audit.chain, config, fhir, outreach.worker, projection, routes, security, store,
 * work.
 */
package org.rapport.server.embedded;
