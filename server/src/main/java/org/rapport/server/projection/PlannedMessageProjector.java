package org.rapport.server.projection;

import java.time.Instant;
import java.util.ArrayList;
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
import org.rapport.server.store.RowSet;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkQueue;
import org.rapport.server.work.WorkQueue.Waiting;
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
class PlannedMessageProjector implements ProjectedTogether<CommunicationRequest> {
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
  public void projectAll(List<CommunicationRequest> requests) {
    RowSet rows = new RowSet();
    List<Waiting> waiting = new ArrayList<>();
    List<String> done = new ArrayList<>();
    List<String> none = new ArrayList<>();
    for (CommunicationRequest request : requests) {
      String id = request.getIdElement().getIdPart();
      Optional<String> purpose = purpose(request);
      Optional<String> whose = whose(request);
      if (purpose.isEmpty() || whose.isEmpty()) {
        none.add(id);
        done.add(id);
        continue;
      }
      Instant occurrence = occurrence(request);
      add(rows, request, purpose.get(), whose.get(), occurrence);
      if (request.getStatus() == CommunicationRequestStatus.ACTIVE) {
        waiting.add(new Waiting(whose.get(), id, occurrence));
      } else {
        done.add(id);
      }
    }
    remove(none);
    write(rows);
    work.messages(waiting);
    work.withdraw(done);
  }

  private static Optional<String> purpose(CommunicationRequest request) {
    return request.getCategory().stream()
        .map(category -> code(category, OutreachPurpose.SYSTEM))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static void add(
      RowSet rows,
      CommunicationRequest request,
      String purpose,
      String patient,
      Instant occurrence) {
    Extension step = request.getExtensionByUrl(Extensions.JOURNEY_STEP);
    rows.row()
        .set("id", request.getIdElement().getIdPart())
        .set("version", request.getIdElement().getVersionIdPartAsLong())
        .set("patient_id", patient)
        .set("enrolment", request.getGroupIdentifier().getValue())
        .set("step", part(step, Extensions.JourneyStep.STEP))
        .set("anchor", anchor(step))
        .set(
            "focus",
            request.hasAbout()
                ? request
                    .getAboutFirstRep()
                    .getReferenceElement()
                    .toUnqualifiedVersionless()
                    .getValue()
                : null)
        .set("template", template(request, step))
        .set("purpose", purpose)
        .set(
            "channel",
            request.getMedium().stream()
                .map(medium -> code(medium, Channel.SYSTEM))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null))
        .set("occurrence", occurrence)
        .set("useful_until", usefulUntil(request))
        .set("payload", payload(request))
        .set("status", request.hasStatus() ? request.getStatus().toCode() : "unknown")
        .set("reason", code(request.getStatusReason(), NotDoneReason.SYSTEM).orElse(null))
        .set("answer", answer(request))
        .set("answer_to", answerTo(request))
        .set("journey", part(step, Extensions.JourneyStep.JOURNEY))
        .set("variant", EnrolmentProjector.variant(request))
        .set(
            "remunerated",
            request.getExtensionsByUrl(Extensions.REMUNERATED).stream()
                .anyMatch(mark -> "true".equals(mark.getValue().primitiveValue())))
        .set("failed_channel", request.getExtensionString(Extensions.FAILED_CHANNEL));
  }

  private void write(RowSet rows) {
    if (rows.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            insert into rapport.planned_message (id, version, patient_id, enrolment, step, anchor,
              focus, template, purpose, channel, occurrence, useful_until, payload, status, reason,
              answer, answer_to, journey, variant, remunerated, failed_channel)
            select id, version, patient_id, enrolment, step, anchor,
              focus, template, purpose, channel, occurrence, useful_until, payload, status, reason,
              answer, answer_to, journey, variant, remunerated, failed_channel
            from json_to_recordset(cast(:rows as json)) as r(id text, version bigint,
              patient_id text, enrolment text, step text, anchor timestamptz, focus text,
              template text, purpose text, channel text, occurrence timestamptz,
              useful_until timestamptz, payload text, status text, reason text, answer text,
              answer_to text, journey text, variant text, remunerated boolean,
              failed_channel text)
            on conflict (id) do update set version = excluded.version,
              patient_id = excluded.patient_id, enrolment = excluded.enrolment,
              step = excluded.step, anchor = excluded.anchor, focus = excluded.focus,
              template = excluded.template, purpose = excluded.purpose, channel = excluded.channel,
              occurrence = excluded.occurrence, useful_until = excluded.useful_until,
              payload = excluded.payload, status = excluded.status, reason = excluded.reason,
              answer = excluded.answer, answer_to = excluded.answer_to,
              journey = excluded.journey, variant = excluded.variant,
              remunerated = excluded.remunerated, failed_channel = excluded.failed_channel
            where planned_message.version <= excluded.version""")
        .param("rows", rows.json())
        .update();
  }

  @Override
  public void remove(CommunicationRequest request) {
    List<String> id = List.of(request.getIdElement().getIdPart());
    remove(id);
    work.withdraw(id);
  }

  private void remove(List<String> ids) {
    if (!ids.isEmpty()) {
      jdbc.sql("delete from rapport.planned_message where id = any(?)")
          .param(Sql.array(ids))
          .update();
    }
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
