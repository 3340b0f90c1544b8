package org.rapport.server.consent;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.NameBasedId;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/**
 * Consents as forms and pages write them, with their evidence; to be PUT by the caller, in the
 * caller's transaction. The id follows from patient, channel, purposes and instant, so that a form
 * that is sent twice is one consent. Pure.
 */
public final class GivenConsents {
  /** What the boxes of a form permit (contract 9, "Consent from forms"). */
  public static final Set<OutreachPurpose> FORM =
      Set.of(OutreachPurpose.SURVEY, OutreachPurpose.OUTREACH, OutreachPurpose.MARKETING);

  private GivenConsents() {}

  /** A box that was ticked: {@code proposed}, until whoever has the address says YES to it. */
  public static Consent ticked(String patient, Channel channel, Instant at, Evidence evidence) {
    return decided(patient, channel, FORM, true, ConsentState.PROPOSED, at, evidence);
  }

  /** A decision in force. */
  public static Consent decided(
      String patient,
      Channel channel,
      Collection<OutreachPurpose> purposes,
      boolean permit,
      Instant at,
      Evidence evidence) {
    return decided(patient, channel, purposes, permit, ConsentState.ACTIVE, at, evidence);
  }

  private static Consent decided(
      String patient,
      Channel channel,
      Collection<OutreachPurpose> purposes,
      boolean permit,
      ConsentState state,
      Instant at,
      Evidence evidence) {
    Set<OutreachPurpose> sorted = new TreeSet<>(purposes);
    Consent consent =
        OutreachConsents.of(
            NameBasedId.of(
                "consent "
                    + patient
                    + " "
                    + channel.code()
                    + " "
                    + permit
                    + " "
                    + sorted
                    + " "
                    + at),
            patient,
            state,
            at);
    if (evidence.by() == null) {
      consent.addPerformer(new Reference("Patient/" + patient));
    }
    // Two decisions within a second are told apart.
    consent.getDateTimeElement().setPrecision(TemporalPrecisionEnum.MILLI);
    consent
        .getProvision()
        .setType(permit ? ConsentProvisionType.PERMIT : ConsentProvisionType.DENY)
        .addCode(Concepts.of(channel));
    for (OutreachPurpose purpose : sorted) {
      consent
          .getProvision()
          .addPurpose(new Coding(purpose.system(), purpose.code(), purpose.display()));
    }
    consent.addExtension(evidence.extension());
    return consent;
  }
}
