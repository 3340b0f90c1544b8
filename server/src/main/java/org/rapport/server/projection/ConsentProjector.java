package org.rapport.server.projection;

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
class ConsentProjector implements ResourceProjector<Consent> {
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
    var provision = consent.getProvision();
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
        .param("permit", provision.getType() == ConsentProvisionType.PERMIT)
        .param("purposes", Sql.array(codes(provision.getPurpose(), OutreachPurpose.SYSTEM)))
        .param(
            "channels",
            Sql.array(
                codes(
                    provision.getCode().stream()
                        .map(CodeableConcept::getCoding)
                        .flatMap(List::stream)
                        .toList(),
                    Channel.SYSTEM)))
        .param(
            "verified",
            consent.getVerification().stream()
                .anyMatch(Consent.ConsentVerificationComponent::getVerified))
        .param("decided", Sql.at(consent.getDateTime()))
        .param("from", Sql.at(provision.getPeriod().getStart()))
        .param("to", Sql.at(PeriodEnd.exclusive(provision.getPeriod().getEndElement())))
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

  private static boolean decides(Consent consent) {
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
