/**
 * Who takes an inquiry and by when, as pure functions of the catalogue. No Spring, no I/O.
 *
 * <p>Imports: journey, sensitivity, words.
 */
package org.rapport.server.lead.routing;
