package org.rapport.server.outreach.message;

import java.time.Instant;
import org.rapport.server.projection.read.VisitZone;

/**
 * Another visit of the same person whose reminder by the same template is due as well.
 *
 * @param request the CommunicationRequest that would remind of it
 * @param start when it begins
 * @param zone in which its time is said
 */
public record OtherVisit(String request, Instant start, VisitZone zone) {}
