/**
 * The mapping of one SIU or ADT message to FHIR R4 resources, without input or output. May import
 * {@code intake.hl7} and {@code intake.sender}; never Camel, a FHIR client or {@code intake.store}.
 */
package org.rapport.routes.intake.siu;
