/**
 * What a sender's profile says of its messages, applied to them before they are mapped: which field
 * a value is taken from, and what its codes mean. May import {@code intake.hl7}; never Camel, a
 * FHIR client or the mapping.
 */
package org.rapport.routes.intake.dialect;
