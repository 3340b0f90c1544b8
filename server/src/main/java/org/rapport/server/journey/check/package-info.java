/**
 * What has to be right about a journey or a template before it may be in force. Pure, as the
 * planner is: HAPI's structures and FHIRPath only.
 */
package org.rapport.server.journey.check;
