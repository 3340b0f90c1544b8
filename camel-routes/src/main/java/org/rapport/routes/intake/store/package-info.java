/**
 * The few things the intake asks of a FHIR server, and their REST form. May import the HAPI FHIR
 * client; never Camel or another intake package.
 */
package org.rapport.routes.intake.store;
