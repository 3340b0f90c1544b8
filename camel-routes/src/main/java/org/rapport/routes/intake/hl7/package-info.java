/**
 * HL7 v2 as bytes and fields: lenient parsing, date-times and acknowledgements. Imports nothing
 * from FHIR, Camel or the other intake packages.
 */
package org.rapport.routes.intake.hl7;
