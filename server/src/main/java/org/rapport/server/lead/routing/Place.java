package org.rapport.server.lead.routing;

import java.time.ZoneId;
import org.rapport.server.journey.BusinessHours;

/**
 * Where a service is offered.
 *
 * @param id of the Location; null for a service that names none
 * @param name for people, or null
 * @param postalCode or null
 * @param position or null
 * @param hours with the service's own absences
 * @param organization reference of who runs it, or null
 */
public record Place(
    String id,
    String name,
    ZoneId zone,
    String postalCode,
    Position position,
    BusinessHours hours,
    String organization) {

  /** A point on earth, in degrees. */
  public record Position(double latitude, double longitude) {
    private static final double EARTH_KM = 6371;

    /** Kilometres as the crow flies. */
    public double distance(Position other) {
      double lat = Math.toRadians(other.latitude - latitude) / 2;
      double lon = Math.toRadians(other.longitude - longitude) / 2;
      double a =
          Math.pow(Math.sin(lat), 2)
              + Math.cos(Math.toRadians(latitude))
                  * Math.cos(Math.toRadians(other.latitude))
                  * Math.pow(Math.sin(lon), 2);
      return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, a)));
    }
  }
}
