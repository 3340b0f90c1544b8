/**
 * What must not show in a message: labels, services and words that say too much about a patient.
 * Imports HAPI's structures and our terminology only.
 */
package org.rapport.server.sensitivity;
