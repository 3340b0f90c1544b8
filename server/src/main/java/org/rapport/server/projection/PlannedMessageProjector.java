package org.rapport.server.projection;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * CommunicationRequest of one of our purposes to {@code planned_message}; an active one is on the
 * work queue for its instant, any other is not.
 */
@Component
class PlannedMessageProjector implements ResourceProjector<CommunicationRequest> {
  private final JdbcClient jdbc;
  private final WorkQueue work;

  PlannedMessageProjector(JdbcClient jdbc, WorkQueue work) {
    this.jdbc = jdbc;
    this.work = work;
  }

  @Override
  public Class<CommunicationRequest> type() {
    return CommunicationRequest.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("planned_message"));
  }

  @Override
  public boolean project(CommunicationRequest request) {
    String id = request.getIdElement().getIdPart();
    Optional<String> purpose =
        request.getCategory().stream()
            .map(category -> code(category, OutreachPurpose.SYSTEM))
            .flatMap(Optional::stream)
            .findFirst();
    Optional<String> whose = whose(request);
    if (purpose.isEmpty() || whose.isEmpty()) {
      remove(request);
      return false;
    }
    String patient = whose.get();
    Instant occurrence = occurrence(request);
    Extension step = request.getExtensionByUrl(Extensions.JOURNEY_STEP);
    jdbc.sql(
            """
            insert into rapport.planned_message (id, version, patient_id, enrolment, step, anchor,
              focus, template, purpose, channel, occurrence, useful_until, payload, status, reason,
              answer, answer_to, journey, variant, remunerated, failed_channel)
            values (:id, :version, :patient, :enrolment, :step, :anchor, :focus, :template, :purpose,
              :channel, :occurrence, :useful, :payload, :status, :reason,
              :answer, :answerTo, :journey, :variant, :remunerated, :failedChannel)
            on conflict (id) do update set version = excluded.version,
              patient_id = excluded.patient_id, enrolment = excluded.enrolment,
              step = excluded.step, anchor = excluded.anchor, focus = excluded.focus,
              template = excluded.template, purpose = excluded.purpose, channel = excluded.channel,
              occurrence = excluded.occurrence, useful_until = excluded.useful_until,
              payload = excluded.payload, status = excluded.status, reason = excluded.reason,
              answer = excluded.answer, answer_to = excluded.answer_to,
              journey = excluded.journey, variant = excluded.variant,
              remunerated = excluded.remunerated, failed_channel = excluded.failed_channel
            where planned_message.version <= excluded.version\
            """)
        .param("id", id)
        .param("version", request.getIdElement().getVersionIdPartAsLong())
        .param("patient", patient)
        .param("enrolment", request.getGroupIdentifier().getValue())
        .param("step", part(step, Extensions.JourneyStep.STEP))
        .param("anchor", Sql.at(anchor(step)))
        .param(
            "focus",
            request.hasAbout()
                ? request
                    .getAboutFirstRep()
                    .getReferenceElement()
                    .toUnqualifiedVersionless()
                    .getValue()
                : null)
        .param("template", template(request, step))
        .param("purpose", purpose.get())
        .param(
            "channel",
            request.getMedium().stream()
                .map(medium -> code(medium, Channel.SYSTEM))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null))
        .param("occurrence", Sql.at(occurrence))
        .param("useful", Sql.at(usefulUntil(request)))
        .param("payload", payload(request))
        .param("status", request.hasStatus() ? request.getStatus().toCode() : "unknown")
        .param("reason", code(request.getStatusReason(), NotDoneReason.SYSTEM).orElse(null))
        .param("answer", answer(request))
        .param("answerTo", answerTo(request))
        .param("journey", part(step, Extensions.JourneyStep.JOURNEY))
        .param("variant", EnrolmentProjector.variant(request))
        .param(
            "remunerated",
            request.getExtensionsByUrl(Extensions.REMUNERATED).stream()
                .anyMatch(mark -> "true".equals(mark.getValue().primitiveValue())))
        .param("failedChannel", request.getExtensionString(Extensions.FAILED_CHANNEL))
        .update();
    if (request.getStatus() == CommunicationRequestStatus.ACTIVE) {
      work.message(patient, id, occurrence);
    } else {
      work.withdraw(id);
    }
    return false;
  }

  @Override
  public void remove(CommunicationRequest request) {
    String id = request.getIdElement().getIdPart();
    jdbc.sql("delete from rapport.planned_message where id = ?").param(id).update();
    work.withdraw(id);
  }

  // A patient's, or one of the fixed answers to an address that nobody has.
  private static Optional<String> whose(CommunicationRequest request) {
    Reference subject = request.getSubject();
    if ("Patient".equals(subject.getReferenceElement().getResourceType())) {
      return Optional.of(subject.getReferenceElement().getIdPart());
    }
    String to = answerTo(request);
    return request.hasSubject() || to == null || answer(request) == null
        ? Optional.empty()
        : Optional.of(Stranger.key(to));
  }

  // A message that staff write without a time is meant for now.
  private static Instant occurrence(CommunicationRequest request) {
    if (request.getOccurrence() instanceof DateTimeType at && at.hasValue()) {
      return at.getValue().toInstant();
    }
    if (request.hasAuthoredOn()) {
      return request.getAuthoredOn().toInstant();
    }
    return request.getMeta().getLastUpdated().toInstant();
  }

  static Instant usefulUntil(DomainResource request) {
    Extension extension = request.getExtensionByUrl(Extensions.USEFUL_UNTIL);
    return extension != null && extension.getValue() instanceof DateTimeType at && at.hasValue()
        ? at.getValue().toInstant()
        : null;
  }

  static Instant anchor(Extension step) {
    Extension anchor = step == null ? null : step.getExtensionByUrl(Extensions.JourneyStep.ANCHOR);
    return anchor != null && anchor.getValue() instanceof InstantType at && at.hasValue()
        ? at.getValue().toInstant()
        : null;
  }

  static String part(Extension extension, String name) {
    Extension part = extension == null ? null : extension.getExtensionByUrl(name);
    return part != null && part.getValue() instanceof PrimitiveType<?> value
        ? value.getValueAsString()
        : null;
  }

  // Of a journey's step, or of a message that staff send by a template.
  private static String template(CommunicationRequest request, Extension step) {
    String template = part(step, Extensions.JourneyStep.TEMPLATE);
    Extension own = request.getExtensionByUrl(Extensions.INSTANTIATES_CANONICAL);
    return template == null && own != null && own.getValue() instanceof PrimitiveType<?> canonical
        ? canonical.getValueAsString()
        : template;
  }

  private static String answer(CommunicationRequest request) {
    Extension kind = request.getExtensionByUrl(Extensions.ANSWER_KIND);
    return kind != null && kind.getValue() instanceof PrimitiveType<?> code
        ? code.getValueAsString()
        : null;
  }

  private static String answerTo(CommunicationRequest request) {
    Extension to = request.getExtensionByUrl(Extensions.ANSWER_TO);
    return to != null && to.getValue() instanceof ContactPoint contact ? contact.getValue() : null;
  }

  private static String payload(CommunicationRequest request) {
    return request.getPayload().stream()
        .filter(payload -> payload.getContent() instanceof StringType)
        .map(payload -> payload.getContentStringType().getValue())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  static Optional<String> code(CodeableConcept concept, String system) {
    return concept.getCoding().stream()
        .filter(coding -> system.equals(coding.getSystem()))
        .map(Coding::getCode)
        .filter(Objects::nonNull)
        .findFirst();
  }
}
