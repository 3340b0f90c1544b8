/**
 * What an EHR tells by FHIR: {@code $ehr-changes} takes down what may have changed there and how
 * far it is known, and look-ups are given to workers, who alone talk to the EHR.
 *
 * <p>Imports: fhir, store, work.
 */
package org.rapport.server.ehr;
