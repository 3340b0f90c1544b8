package org.rapport.server.projection;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.ParameterComponent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.hl7.fhir.r4.model.Type;
import org.rapport.profiles.Extensions;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.LeadInput;
import org.rapport.terminology.LeadStage;
import org.rapport.terminology.RoutingOutcome;
import org.rapport.terminology.TaskCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Inquiries to {@code lead_facts}: whose, where routed, how far, since when. An inquiry with a
 * deadline is looked at again when that passes.
 */
@Component
class LeadFactsProjector implements ResourceProjector<Task> {
  private static final Set<TaskStatus> OVER =
      Set.of(
          TaskStatus.COMPLETED,
          TaskStatus.CANCELLED,
          TaskStatus.REJECTED,
          TaskStatus.FAILED,
          TaskStatus.ENTEREDINERROR);

  private final JdbcClient jdbc;
  private final WorkQueue work;

  LeadFactsProjector(JdbcClient jdbc, WorkQueue work) {
    this.jdbc = jdbc;
    this.work = work;
  }

  @Override
  public Class<Task> type() {
    return Task.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("lead_facts"));
  }

  @Override
  public boolean project(Task task) {
    String patient = id(task.getFor(), "Patient");
    if (patient == null || !task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.LEAD.code())) {
      remove(task);
      return false;
    }
    String id = task.getIdElement().getIdPart();
    TaskStatus status = task.hasStatus() ? task.getStatus() : TaskStatus.REQUESTED;
    String stage =
        code(task.getBusinessStatus().getCoding(), LeadStage.SYSTEM).orElse(LeadStage.NEW.code());
    Reference service =
        input(task, LeadInput.ROUTED_SERVICE)
            .filter(Reference.class::isInstance)
            .map(Reference.class::cast)
            .orElseGet(Reference::new);
    Instant created = instant(task.getAuthoredOn(), task.getMeta().getLastUpdated());
    Instant due = instant(task.getRestriction().getPeriod().getEnd(), null);
    Attribution first = attribution(task, "first");
    Attribution last = attribution(task, "last").or(first);
    jdbc.sql(
            """
            insert into rapport.lead_facts (id, version, patient_id, status, stage, outcome, fingerprint,
              service_id, service_code, service_name, location_id, owner, priority, referral_method,
              answers, visit_id, created_at, due_at, responded_at, ended_at, first_source, first_medium,
              first_campaign, last_source, last_medium, last_campaign)
            values (:id, :version, :patient, :status, :stage, :outcome, :fingerprint, :service, :code,
              :name, :location, :owner, :priority, :referral, :answers, :visit, :created, :due,
              :responded, :ended, :source1, :medium1, :campaign1, :source2, :medium2, :campaign2)
            on conflict (id) do update set version = excluded.version,
              patient_id = excluded.patient_id, status = excluded.status, stage = excluded.stage,
              outcome = excluded.outcome, fingerprint = excluded.fingerprint,
              service_id = excluded.service_id, service_code = excluded.service_code,
              service_name = excluded.service_name, location_id = excluded.location_id,
              owner = excluded.owner, priority = excluded.priority,
              referral_method = excluded.referral_method, answers = excluded.answers,
              visit_id = excluded.visit_id, created_at = excluded.created_at, due_at = excluded.due_at,
              responded_at = excluded.responded_at, ended_at = excluded.ended_at,
              first_source = excluded.first_source, first_medium = excluded.first_medium,
              first_campaign = excluded.first_campaign, last_source = excluded.last_source,
              last_medium = excluded.last_medium, last_campaign = excluded.last_campaign
            where lead_facts.version <= excluded.version\
            """)
        .param("id", id)
        .param("version", task.getIdElement().getVersionIdPartAsLong())
        .param("patient", patient)
        .param("status", status.toCode())
        .param("stage", stage)
        .param(
            "outcome", code(task.getStatusReason().getCoding(), RoutingOutcome.SYSTEM).orElse(null))
        .param("fingerprint", text(task, LeadInput.SUBMISSION))
        .param("service", id(service, "HealthcareService"))
        .param("code", asked(task))
        .param("name", service.getDisplay())
        .param("location", id(task.getLocation(), "Location"))
        .param("owner", task.getOwner().getReference())
        .param("priority", task.hasPriority() ? task.getPriority().toCode() : "routine")
        .param("referral", text(task, LeadInput.REFERRAL_METHOD))
        .param("answers", id(task.getFocus(), "QuestionnaireResponse"))
        .param("visit", visit(task))
        .param("created", Sql.at(created))
        .param("due", Sql.at(due))
        .param("responded", Sql.at(task.getExecutionPeriod().getStart()))
        .param("ended", Sql.at(task.getExecutionPeriod().getEnd()))
        .param("source1", first.source())
        .param("medium1", first.medium())
        .param("campaign1", first.campaign())
        .param("source2", last.source())
        .param("medium2", last.medium())
        .param("campaign2", last.campaign())
        .update();
    if (due != null && LeadStage.NEW.code().equals(stage) && !OVER.contains(status)) {
      work.lookAgain(patient, "Task/" + id, due);
    }
    return false;
  }

  @Override
  public void remove(Task task) {
    jdbc.sql("delete from rapport.lead_facts where id = ?")
        .param(task.getIdElement().getIdPart())
        .update();
  }

  private record Attribution(String source, String medium, String campaign) {
    Attribution or(Attribution other) {
      return source == null && medium == null && campaign == null ? other : this;
    }
  }

  private static Attribution attribution(Task task, String touch) {
    for (Extension one : task.getExtensionsByUrl(Extensions.ATTRIBUTION)) {
      if (touch.equals(part(one, Extensions.Attribution.TOUCH))) {
        return new Attribution(
            part(one, Extensions.Attribution.SOURCE),
            part(one, Extensions.Attribution.MEDIUM),
            part(one, Extensions.Attribution.CAMPAIGN));
      }
    }
    return new Attribution(null, null, null);
  }

  private static String part(Extension extension, String name) {
    Extension part = extension.getExtensionByUrl(name);
    return part == null || part.getValue() == null ? null : part.getValue().primitiveValue();
  }

  private static Optional<Type> input(Task task, LeadInput kind) {
    return task.getInput().stream()
        .filter(input -> input.getType().hasCoding(LeadInput.SYSTEM, kind.code()))
        .findFirst()
        .map(ParameterComponent::getValue);
  }

  private static String text(Task task, LeadInput kind) {
    return input(task, kind)
        .filter(PrimitiveType.class::isInstance)
        .map(value -> value.primitiveValue())
        .orElse(null);
  }

  // What was asked for, as it was answered.
  private static String asked(Task task) {
    return task.getInput().stream()
        .filter(
            input ->
                input.getType().getCoding().stream()
                    .anyMatch(
                        coding ->
                            "service".equals(coding.getCode())
                                && String.valueOf(coding.getSystem()).contains("/Questionnaire/")))
        .map(input -> input.getValue().primitiveValue())
        .findFirst()
        .orElse(null);
  }

  private static String visit(Task task) {
    return task.getOutput().stream()
        .map(Task.TaskOutputComponent::getValue)
        .filter(Reference.class::isInstance)
        .map(value -> id((Reference) value, "Appointment"))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static Optional<String> code(List<Coding> codings, String system) {
    return codings.stream()
        .filter(coding -> system.equals(coding.getSystem()))
        .map(Coding::getCode)
        .findFirst();
  }

  private static String id(Reference reference, String type) {
    return type.equals(reference.getReferenceElement().getResourceType())
        ? reference.getReferenceElement().getIdPart()
        : null;
  }

  private static Instant instant(Date date, Date otherwise) {
    Date known = date == null ? otherwise : date;
    return known == null ? null : known.toInstant();
  }
}
