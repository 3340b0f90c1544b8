package org.rapport.server.consent;

import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Extensions.ConsentEvidence;

/**
 * The proof of a decision: what was shown, where, and to whom. All but the wording may be null.
 *
 * @param wording the exact words
 * @param version of the wording
 * @param language BCP 47 language of the wording
 * @param shown the form or the page
 * @param address that it is about
 * @param ip network address that a form was sent from
 * @param by who recorded it, where it was not the patient
 * @param riskNotice version of the {@link RiskNotice} that was shown beside it
 */
public record Evidence(
    String wording,
    String version,
    String language,
    String shown,
    ContactPoint address,
    String ip,
    String by,
    String riskNotice) {
  public Evidence {
    if (wording == null || wording.isBlank()) {
      throw new IllegalArgumentException("A consent without its wording proves nothing");
    }
  }

  /** The proof of a decision beside which no notice of unencrypted messages stood. */
  public Evidence(
      String wording,
      String version,
      String language,
      String shown,
      ContactPoint address,
      String ip,
      String by) {
    this(wording, version, language, shown, address, ip, by, null);
  }

  /** As it stands on the Consent. */
  public Extension extension() {
    Extension evidence = new Extension(Extensions.CONSENT_EVIDENCE);
    add(evidence, ConsentEvidence.WORDING, new StringType(wording));
    add(evidence, ConsentEvidence.VERSION, text(version));
    add(evidence, ConsentEvidence.LANGUAGE, language == null ? null : new CodeType(language));
    add(evidence, ConsentEvidence.SHOWN, text(shown));
    add(evidence, ConsentEvidence.ADDRESS, address == null ? null : address.copy());
    add(evidence, ConsentEvidence.IP, text(ip));
    add(evidence, ConsentEvidence.BY, text(by));
    add(evidence, ConsentEvidence.RISK_NOTICE, text(riskNotice));
    return evidence;
  }

  private static StringType text(String value) {
    return value == null || value.isBlank() ? null : new StringType(value);
  }

  private static void add(Extension evidence, String part, Type value) {
    if (value != null) {
      evidence.addExtension(part, value);
    }
  }
}
