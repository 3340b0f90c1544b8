/**
 * What has to be right about a journey or a template before it may be in force. Pure, as the
 * planner is: HAPI's structures and FHIRPath only.
 *
 * <p>Imports: journey.
 */
package org.rapport.server.journey.check;
