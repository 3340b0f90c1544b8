/**
 * How the machinery stands, for who integrates and runs it: work under way, channels, routes, rules
 * and settings in force. Shows of people nothing but references.
 *
 * <p>Imports: config, consent, fhir, outreach.outcome, policy, routes, store, work.
 */
package org.rapport.server.monitor;
