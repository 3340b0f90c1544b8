/**
 * Starts the all-in-one application, and the commands beside it. Assembles the packages below;
 * holds no rule of its own.
 *
 * <p>Imports: account, audit, audit.fhir, config, doctor, door, embedded, embedded.backup, journal,
 * launch, lead, outreach.gate, rights, routes, security, security.factor, security.signin,
 * simulate, web.
 */
package org.rapport.server;
