/**
 * The way back to the EHR: what became of a visit here and what patients answered, as HL7 v2 in the
 * words of who receives it, or as a FHIR write. Imports HAPI v2, HAPI's FHIR client, Camel, {@code
 * routes.intake}, {@code routes.mllp} and {@code routes.rapport}.
 */
package org.rapport.routes.ehr;
