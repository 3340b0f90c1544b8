package org.rapport.server.projection;

import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.TimeType;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Extensions.ConsentEvidence;
import org.rapport.profiles.Extensions.QuietHours;
import org.rapport.server.projection.read.PeriodEnd;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.Channel;
import org.rapport.terminology.ConsentCategory;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Consent of category outreach, authorization or quiet-hours to {@code consent_facts}: only active
 * decisions have a row; no purposes means all, no channels means all.
 */
@Component
public class ConsentProjector implements ResourceProjector<Consent> {
  private final JdbcClient jdbc;
  private final WorkQueue work;

  ConsentProjector(JdbcClient jdbc, WorkQueue work) {
    this.jdbc = jdbc;
    this.work = work;
  }

  @Override
  public Class<Consent> type() {
    return Consent.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("consent_facts"));
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
              (id, version, patient_id, category, permit, purposes, channels, verified, decided_at,
              valid_from, valid_to, last_day, basis, imported, quiet_from, quiet_until, risk_notice)
            values (:id, :version, :patient, :category, :permit, :purposes, :channels, :verified,
              :decided, :from, :to, :lastDay, :basis, :imported, :quietFrom, :quietUntil, :riskNotice)
            on conflict (id) do update set version = excluded.version,
              patient_id = excluded.patient_id, permit = excluded.permit,
              purposes = excluded.purposes, channels = excluded.channels, verified = excluded.verified,
              decided_at = excluded.decided_at, valid_from = excluded.valid_from,
              valid_to = excluded.valid_to, category = excluded.category,
              last_day = excluded.last_day, basis = excluded.basis, imported = excluded.imported,
              quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
              risk_notice = excluded.risk_notice
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
        .param("category", category(consent).orElseThrow().code())
        .param("lastDay", decided.lastDay())
        .param("basis", decided.basis())
        .param("imported", decided.imported())
        .param("quietFrom", decided.quietFrom(), Types.TIME)
        .param("quietUntil", decided.quietUntil(), Types.TIME)
        .param("riskNotice", decided.riskNotice())
        .update();
    if (takenForGranted(consent.getPatient().getReferenceElement().getIdPart())) {
      work.change(
          consent.getPatient().getReferenceElement().getIdPart(),
          "Consent/" + consent.getIdElement().getIdPart());
    }
    return true;
  }

  // Only where something ends by itself has anybody to look at what a decision leads to.
  private boolean takenForGranted(String patient) {
    return jdbc.sql(
            """
            select exists (select 1 from rapport.consent_facts
              where patient_id = ? and permit and basis <> 'express')""")
        .param(patient)
        .query(Boolean.class)
        .single();
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
   * @param until exclusive; null: no expiry, or one by the day
   * @param lastDay the last day, on the patient's calendar; null: no expiry, or one by the instant
   * @param basis a code of the extension consent-basis
   * @param imported another system has brought it
   * @param quietFrom of a Consent of category quiet-hours: when they begin, on the patient's wall
   *     clock; null for any other, as is {@code quietUntil}
   * @param riskNotice version of the notice of unencrypted messages that stood beside it, or null
   */
  public record Decided(
      boolean permit,
      List<String> purposes,
      List<String> channels,
      boolean verified,
      Instant decidedAt,
      Instant from,
      Instant until,
      LocalDate lastDay,
      String basis,
      boolean imported,
      LocalTime quietFrom,
      LocalTime quietUntil,
      String riskNotice) {}

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
        PeriodEnd.lastDay(provision.getPeriod().getEndElement()) == null
            ? PeriodEnd.exclusive(provision.getPeriod().getEndElement())
            : null,
        PeriodEnd.lastDay(provision.getPeriod().getEndElement()),
        basis(consent),
        imported(consent),
        quiet(consent, QuietHours.FROM),
        quiet(consent, QuietHours.UNTIL),
        riskNotice(consent));
  }

  private static String riskNotice(Consent consent) {
    Extension evidence = consent.getExtensionByUrl(Extensions.CONSENT_EVIDENCE);
    Extension notice =
        evidence == null ? null : evidence.getExtensionByUrl(ConsentEvidence.RISK_NOTICE);
    return notice != null
            && notice.getValue() instanceof PrimitiveType<?> version
            && version.hasValue()
            && !version.getValueAsString().isBlank()
        ? version.getValueAsString().strip()
        : null;
  }

  private static String basis(Consent consent) {
    Extension basis = consent.getExtensionByUrl(Extensions.CONSENT_BASIS);
    return basis != null && basis.getValue() instanceof PrimitiveType<?> code && code.hasValue()
        ? code.getValueAsString()
        : "express";
  }

  // The store writes the id of the request behind a #, whoever asks; what stands before it is a
  // source that a client has named.
  private static boolean imported(Consent consent) {
    String source = consent.getMeta().getSource();
    boolean named = source != null && !source.isBlank() && !source.startsWith("#");
    return named
        || consent.getIdentifier().stream()
            .anyMatch(
                identifier ->
                    identifier.hasSystem()
                        && identifier.getSystem().startsWith("urn:rapport:ehr:"));
  }

  /** The kind of decision; empty for one that is not about messages. */
  public static Optional<ConsentCategory> category(Consent consent) {
    return Arrays.stream(ConsentCategory.values())
        .filter(
            kind ->
                consent.getCategory().stream()
                    .anyMatch(one -> one.hasCoding(ConsentCategory.SYSTEM, kind.code())))
        .findFirst();
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
        && category(consent).isPresent()
        && (category(consent).get() != ConsentCategory.QUIET_HOURS || quietHours(consent));
  }

  // Hours that begin when they end are none, as are those that lack one of the two.
  private static boolean quietHours(Consent consent) {
    LocalTime from = quiet(consent, QuietHours.FROM);
    LocalTime until = quiet(consent, QuietHours.UNTIL);
    return from != null && until != null && !from.equals(until);
  }

  private static LocalTime quiet(Consent consent, String part) {
    Extension hours = consent.getExtensionByUrl(Extensions.QUIET_HOURS);
    Extension one = hours == null ? null : hours.getExtensionByUrl(part);
    if (one == null
        || category(consent).filter(ConsentCategory.QUIET_HOURS::equals).isEmpty()
        || !(one.getValue() instanceof TimeType time && time.hasValue())) {
      return null;
    }
    try {
      return LocalTime.parse(time.getValue()).truncatedTo(ChronoUnit.SECONDS);
    } catch (DateTimeParseException e) {
      // FHIR knows a 60th second, clocks on walls do not.
      return null;
    }
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
