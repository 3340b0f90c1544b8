/**
 * The audit trail as FHIR shows it: AuditEvents that are read and searched and never written,
 * {@code $verify}, and the exports as NDJSON and to syslog.
 *
 * <p>Imports: audit, audit.chain, config, fhir, store, work.
 */
package org.rapport.server.audit.fhir;
