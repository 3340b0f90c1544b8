package org.rapport.server.identity;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.rapport.server.consent.Decision;
import org.rapport.server.consent.Denials;
import org.rapport.server.consent.OutreachConsents;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.NameBasedId;
import org.rapport.terminology.OutreachPurpose;

/**
 * Consents that a merge or its undoing writes: what one has denied stays denied, although the other
 * has permitted it later.
 */
final class MergeConsents {
  private MergeConsents() {}

  /**
   * Denials for a patient, decided now.
   *
   * @param cause tells them from those of another merge
   */
  static List<Consent> denials(
      String patient, Collection<List<Decision>> people, Instant now, String cause) {
    return Denials.of(people, now).stream()
        .map(denial -> consent(patient, denial, now, cause))
        .toList();
  }

  private static Consent consent(String patient, Denials.Denial denial, Instant now, String cause) {
    Consent consent =
        OutreachConsents.of(
            NameBasedId.of(
                String.join(
                    " ", cause, now.toString(), denial.channel().code(), "" + denial.until())),
            patient,
            ConsentState.ACTIVE,
            now);
    Consent.ProvisionComponent provision = consent.getProvision();
    provision.setType(ConsentProvisionType.DENY);
    provision.addCode(Concepts.of(denial.channel()));
    for (OutreachPurpose purpose : denial.purposes()) {
      provision.addPurpose(new Coding(OutreachPurpose.SYSTEM, purpose.code(), purpose.display()));
    }
    if (denial.until() != null) {
      provision.getPeriod().setStart(Date.from(now)).setEnd(Date.from(denial.until()));
      provision.getPeriod().getEndElement().setPrecision(TemporalPrecisionEnum.MILLI);
    }
    return consent;
  }
}
