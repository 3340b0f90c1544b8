/**
 * Bulk Data Access (HL7, 2.0): {@code $export} of the server, of all patients and of a Group, for
 * backend clients; its state and its files.
 *
 * <p>Imports: config, fhir, security.scope, segment, store, work.
 */
package org.rapport.server.export;
