/**
 * Events to Kafka, and visits of an EHR from it. Imports {@code ehr.read}, {@code intake.fhir},
 * {@code intake.hl7}, {@code intake.siu}, {@code intake.store}, {@code routes.rapport}, {@code
 * routes.start}, Camel and HAPI's client. Of Kafka itself only what commits an offset; where no
 * broker is set, nothing here is loaded but the settings.
 */
package org.rapport.routes.kafka;
