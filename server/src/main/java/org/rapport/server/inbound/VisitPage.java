package org.rapport.server.inbound;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.rapport.server.projection.read.VisitInstruction;
import org.rapport.server.projection.read.VisitZone;

/**
 * What the page about a visit may show.
 *
 * @param language of the patient, or null
 * @param visit null where a second factor is wanted first
 * @param answer what the patient has said by this link, or null
 */
public record VisitPage(State state, String language, Visit visit, String answer) {

  /** How far the patient has got. */
  public enum State {
    /** The visit can be answered. */
    OPEN,
    /** Who asks has to show first that they are the patient. */
    SECOND_FACTOR,
    /** The second factor was wrong. */
    WRONG,
    /** It was wrong too often. */
    LOCKED,
    /** The answer is recorded. */
    DONE,
    /** The link or the visit has ended. */
    GONE
  }

  /**
   * When and where.
   *
   * @param instructions what service and place tell those who come; none of a sensitive visit
   */
  public record Visit(
      Instant start,
      VisitZone place,
      ZoneId patient,
      String location,
      String address,
      String phone,
      List<VisitInstruction> instructions) {}

  static VisitPage of(State state, String language) {
    return new VisitPage(state, language, null, null);
  }
}
