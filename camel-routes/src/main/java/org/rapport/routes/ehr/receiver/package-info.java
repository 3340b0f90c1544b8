/**
 * What is particular to a system that is told by HL7 v2 (MSH-5/MSH-6). Imports {@code intake.hl7},
 * {@code intake.sender}, and no Camel.
 */
package org.rapport.routes.ehr.receiver;
