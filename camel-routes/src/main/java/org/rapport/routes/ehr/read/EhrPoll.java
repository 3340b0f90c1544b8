package org.rapport.routes.ehr.read;

import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.apache.camel.Exchange;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.rapport.EhrChanges;
import org.rapport.routes.rapport.WorkExchange;

/**
 * What is asked for each time that the EHR is to be asked: what has changed; and in the small hours
 * of the clinic, that all that is to come be compared, which the server has done once a night.
 */
public class EhrPoll {
  private static final LocalTime FROM = LocalTime.of(1, 0);
  private static final LocalTime TO = LocalTime.of(5, 0);

  private final EhrBase base;
  private final Clock clock;
  private final ZoneId zone;

  /**
   * Of an EHR.
   *
   * @param zone of the clinic's nights
   */
  public EhrPoll(EhrBase base, Clock clock, ZoneId zone) {
    this.base = base;
    this.clock = clock;
    this.zone = zone;
  }

  /** Notes what is to be asked for as property. */
  public void ask(Exchange exchange) {
    String type = base.system("Appointment");
    LocalTime now = LocalTime.ofInstant(clock.instant(), zone);
    boolean night = !now.isBefore(FROM) && now.isBefore(TO);
    exchange.setProperty(
        WorkExchange.INBOUND,
        new EhrChanges(
            List.of(),
            type,
            night ? new EhrChanges.Comparison(type, true) : null,
            null,
            List.of()));
  }
}
