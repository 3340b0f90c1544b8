/**
 * What must not show in a message: labels, services and words that say too much about a patient.
 * Pure; {@code DiscreetName} knows the clinic's settings.
 *
 * <p>Imports: config, words.
 */
package org.rapport.server.sensitivity;
