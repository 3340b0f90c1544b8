/**
 * Everything between a patient and the clinic, in order of time. Reads only.
 *
 * <p>Imports: config, fhir, store.
 */
package org.rapport.server.timeline;
