package org.rapport.server.projection;

import java.time.LocalDate;
import java.util.Optional;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.rapport.profiles.Extensions;

/** When the review of a journey runs out: its last review and the interval after it. */
public final class ReviewDue {
  private ReviewDue() {}

  /** The day, or empty for a journey that does not say, or in a unit that is none. */
  public static Optional<LocalDate> of(PlanDefinition journey) {
    Extension interval = journey.getExtensionByUrl(Extensions.REVIEW_INTERVAL);
    if (!journey.hasLastReviewDate()
        || interval == null
        || !(interval.getValue() instanceof Duration duration)
        || duration.getValue() == null) {
      return Optional.empty();
    }
    LocalDate last =
        LocalDate.parse(journey.getLastReviewDateElement().getValueAsString().substring(0, 10));
    long value = duration.getValue().longValue();
    return Optional.ofNullable(
        switch (String.valueOf(duration.getCode())) {
          case "d" -> last.plusDays(value);
          case "wk" -> last.plusWeeks(value);
          case "mo" -> last.plusMonths(value);
          case "a" -> last.plusYears(value);
          default -> null;
        });
  }
}
