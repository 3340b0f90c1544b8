/**
 * Sees what happens and takes it down: requests and what they were shown, what transactions wrote,
 * who signed in, who was refused.
 *
 * <p>Imports: account, audit, door, fhir, security.scope, store.
 */
package org.rapport.server.audit.capture;
