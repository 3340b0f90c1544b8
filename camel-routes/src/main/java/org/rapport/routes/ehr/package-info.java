/**
 * The way back to the EHR: what a patient answered, as HL7 v2 or as a FHIR write. Imports HAPI v2,
 * HAPI's FHIR client, Camel and {@code routes.rapport}.
 */
package org.rapport.routes.ehr;
