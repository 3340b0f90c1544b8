/**
 * Everything between a patient and the clinic, in order of time. Reads only.
 *
 * <p>Imports: config, fhir, security.scope, store.
 */
package org.rapport.server.timeline;
