package org.rapport.server.embedded.demo;

import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.hl7.fhir.r4.model.Consent;
import org.rapport.server.consent.Evidence;
import org.rapport.server.consent.GivenConsents;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/**
 * What somebody agrees to at the desk on the day of their visit: to be asked how it was, most of
 * them; to be asked for a review, every other one.
 */
final class DemoConsents {
  private static final int ONE_DECLINES_IN = 8;

  private DemoConsents() {}

  /** Whether the next of those at the desk agrees to be asked at all. */
  static boolean agrees(int nth) {
    return nth % ONE_DECLINES_IN != ONE_DECLINES_IN - 1;
  }

  /**
   * The consent of the next of those at the desk.
   *
   * @param patient id
   */
  static Consent atTheDesk(String patient, int nth, Instant at) {
    boolean review = nth % 2 == 0;
    Consent consent =
        GivenConsents.decided(
            patient,
            Channel.SMS,
            review
                ? Set.of(OutreachPurpose.SURVEY, OutreachPurpose.REVIEW)
                : Set.of(OutreachPurpose.SURVEY),
            true,
            at,
            new Evidence(
                review
                    ? "Yes, text me a question about my visit, and ask me for a review."
                    : "Yes, text me a question about my visit.",
                null,
                "en",
                null,
                null,
                null,
                "demo-front-desk"));
    // They signed for it: a text asks nobody for a second yes.
    consent.addVerification().setVerified(true).setVerificationDate(Date.from(at));
    return consent;
  }
}
