package org.rapport.server.projection;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.rapport.terminology.Channel;
import org.rapport.terminology.ConsentCategory;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Consent of category outreach to {@code consent_facts}: only active decisions have a row; no
 * purposes means all, no channels means all.
 */
@Component
public class ConsentProjector implements ResourceProjector<Consent> {
  private final JdbcClient jdbc;

  ConsentProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<Consent> type() {
    return Consent.class;
  }

  @Override
  public void clear() {
    jdbc.sql("delete from rapport.consent_facts").update();
  }

  @Override
  public boolean project(Consent consent) {
    if (consent.getPatient().getReferenceElement().hasIdPart()) {
      PatientEpoch.bump(jdbc, consent.getPatient().getReferenceElement().getIdPart());
    }
    if (!decides(consent)) {
      remove(consent);
      return true;
    }
    Decided decided = decided(consent);
    jdbc.sql(
            """
            insert into rapport.consent_facts
              (id, version, patient_id, permit, purposes, channels, verified, decided_at, valid_from, valid_to)
            values (:id, :version, :patient, :permit, :purposes, :channels, :verified, :decided, :from, :to)
            on conflict (id) do update set version = excluded.version,
              patient_id = excluded.patient_id, permit = excluded.permit,
              purposes = excluded.purposes, channels = excluded.channels, verified = excluded.verified,
              decided_at = excluded.decided_at, valid_from = excluded.valid_from,
              valid_to = excluded.valid_to
            where consent_facts.version <= excluded.version""")
        .param("id", consent.getIdElement().getIdPart())
        .param("version", consent.getIdElement().getVersionIdPartAsLong())
        .param("patient", consent.getPatient().getReferenceElement().getIdPart())
        .param("permit", decided.permit())
        .param("purposes", Sql.array(decided.purposes()))
        .param("channels", Sql.array(decided.channels()))
        .param("verified", decided.verified())
        .param("decided", Sql.at(decided.decidedAt()))
        .param("from", Sql.at(decided.from()))
        .param("to", Sql.at(decided.until()))
        .update();
    return true;
  }

  @Override
  public void remove(Consent consent) {
    jdbc.sql("delete from rapport.consent_facts where id = ? returning patient_id")
        .param(consent.getIdElement().getIdPart())
        .query(String.class)
        .list()
        .forEach(patient -> PatientEpoch.bump(jdbc, patient));
  }

  /**
   * What a Consent decides.
   *
   * @param purposes codes, sorted; none means all
   * @param channels codes, sorted; none means all
   * @param verified the patient has confirmed it (double opt-in)
   * @param until exclusive; null: no expiry
   */
  public record Decided(
      boolean permit,
      List<String> purposes,
      List<String> channels,
      boolean verified,
      Instant decidedAt,
      Instant from,
      Instant until) {}

  /** Reads a Consent that {@link #decides}. */
  public static Decided decided(Consent consent) {
    var provision = consent.getProvision();
    return new Decided(
        provision.getType() == ConsentProvisionType.PERMIT,
        codes(provision.getPurpose(), OutreachPurpose.SYSTEM),
        codes(
            provision.getCode().stream()
                .map(CodeableConcept::getCoding)
                .flatMap(List::stream)
                .toList(),
            Channel.SYSTEM),
        consent.getVerification().stream()
            .anyMatch(Consent.ConsentVerificationComponent::getVerified),
        instant(consent.getDateTime()),
        instant(provision.getPeriod().getStart()),
        PeriodEnd.exclusive(provision.getPeriod().getEndElement()));
  }

  private static Instant instant(Date date) {
    return date == null ? null : date.toInstant();
  }

  /** Whether it is a decision about messages, in force. */
  public static boolean decides(Consent consent) {
    return consent.getStatus() == ConsentState.ACTIVE
        && consent.hasDateTime()
        && consent.getProvision().hasType()
        && consent.getPatient().getReferenceElement().hasIdPart()
        && consent.getCategory().stream()
            .anyMatch(
                category ->
                    category.hasCoding(ConsentCategory.SYSTEM, ConsentCategory.OUTREACH.code()));
  }

  private static List<String> codes(List<Coding> codings, String system) {
    return codings.stream()
        .filter(coding -> Objects.equals(system, coding.getSystem()))
        .map(Coding::getCode)
        .filter(Objects::nonNull)
        .sorted()
        .toList();
  }
}
