/**
 * What is booked, moved or cancelled here, on its way to the EHR: noticed as it is written, and
 * told apart from what the EHR itself has said.
 *
 * <p>Imports: audit, config, store, work.
 */
package org.rapport.server.ehr.told;
