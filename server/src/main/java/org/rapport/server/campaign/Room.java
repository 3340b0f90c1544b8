package org.rapport.server.campaign;

import java.time.Instant;
import org.rapport.server.lead.routing.Place.Position;

/**
 * A place of a service where there is room.
 *
 * @param location id of the Location
 * @param nextFree when it has its next free time
 * @param seats how many more may ask there before more ask than a free time is for
 * @param position or null
 * @param postalCode or null
 */
record Room(String location, Instant nextFree, int seats, Position position, String postalCode) {}
