package org.rapport.server.projection.read;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Location;
import org.rapport.time.CivilTime;

/**
 * Whose clock a visit is told at: the zone of its place, else the one that the visit names itself,
 * else the clinic's.
 *
 * @param zone never null
 * @param certain false where a text should say which clock it means: nothing names the place's zone
 *     and the time was written with an offset that is not the clinic's
 */
public record VisitZone(ZoneId zone, boolean certain) {

  /**
   * Decides.
   *
   * @param place zone of the visit's place, or null
   * @param own zone that the visit names, or null
   * @param written offset that its start was written with, or null where that says nothing
   * @param start null: nothing is known of when
   * @param clinic used where nothing else names a zone
   */
  public static VisitZone of(
      String place, String own, String written, Instant start, ZoneId clinic) {
    if (place != null) {
      return new VisitZone(ZoneId.of(place), true);
    }
    if (own != null) {
      ZoneId zone = ZoneId.of(own);
      // An offset is no place: where it shows what the clinic's clock shows, that is meant.
      if (!isOffset(zone)) {
        return new VisitZone(zone, true);
      }
      return start != null && offset(start, zone).equals(offset(start, clinic))
          ? new VisitZone(clinic, true)
          : new VisitZone(zone, false);
    }
    boolean agrees =
        written == null
            || start == null
            || ZoneOffset.of(written).equals(offset(start, clinic))
            // A writer whose tables are older than the clinic's clock.
            || ZoneOffset.of(written).equals(clinic.getRules().getOffset(start));
    return new VisitZone(clinic, agrees);
  }

  /** The clock of a visit that is at hand, and of its place if it has one. */
  public static VisitZone of(Appointment visit, Location place, ZoneId clinic) {
    return of(
        place == null ? null : ZoneCodes.of(place),
        visit == null ? null : ZoneCodes.of(visit),
        visit == null ? null : written(visit),
        visit != null && visit.hasStart() ? visit.getStart().toInstant() : null,
        clinic);
  }

  /** The offset that the start was written with; null for UTC, in which machines write. */
  public static String written(Appointment visit) {
    TimeZone zone = visit.hasStart() ? visit.getStartElement().getTimeZone() : null;
    if (zone == null || visit.getStartElement().isTimeZoneZulu()) {
      return null;
    }
    ZoneOffset offset = zone.toZoneId().getRules().getOffset(visit.getStart().toInstant());
    return ZoneOffset.UTC.equals(offset) ? null : offset.getId();
  }

  /** Whether a zone is a distance from UTC and no place. */
  public static boolean isOffset(ZoneId zone) {
    return zone.getRules().isFixedOffset() && !zone.getId().matches("[A-Z][A-Za-z_]+/[A-Z_a-z/]+");
  }

  private static ZoneOffset offset(Instant at, ZoneId zone) {
    return CivilTime.installed().offset(at, zone);
  }
}
