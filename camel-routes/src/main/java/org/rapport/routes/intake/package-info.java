/**
 * HL7 v2 SIU and ADT intake: raw bytes in, one FHIR transaction and one acknowledgement out. May
 * import the {@code intake} sub-packages; never the server module.
 */
package org.rapport.routes.intake;
