/**
 * What the EHR says by FHIR: notifications taken in, resources read, changes asked for. Imports
 * {@code intake.fhir}, {@code intake.siu}, {@code intake.store}, {@code routes.rapport} and Camel;
 * never another intake package.
 */
package org.rapport.routes.ehr.read;
