package org.rapport.server.outreach.outcome;

import java.time.Instant;
import java.util.EnumSet;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.ContactPoint;
import org.rapport.profiles.Extensions;
import org.rapport.server.consent.Evidence;
import org.rapport.server.consent.GivenConsents;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/** What somebody who was called asked for: no more calls, for whatever purpose. Pure. */
final class CallDenial {
  private static final String WORDING =
      "Said on the telephone, and recorded by the person who called: please do not call me again.";

  private CallDenial() {}

  /**
   * The Consent, to be PUT: its id follows from the patient and the instant.
   *
   * @param shown where it is on record, as a reference
   * @param by who called, as a reference; null: somebody
   */
  static Consent of(Communication call, String shown, String by, Instant at) {
    ContactPoint number =
        call.getExtensionByUrl(Extensions.SENT_TO) != null
                && call.getExtensionByUrl(Extensions.SENT_TO).getValue() instanceof ContactPoint to
            ? to
            : null;
    return GivenConsents.decided(
        call.getSubject().getReferenceElement().getIdPart(),
        Channel.VOICE,
        EnumSet.allOf(OutreachPurpose.class),
        false,
        at,
        new Evidence(
            WORDING, null, "en", shown, number, null, by == null ? "the person who called" : by));
  }
}
