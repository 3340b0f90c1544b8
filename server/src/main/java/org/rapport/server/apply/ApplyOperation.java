package org.rapport.server.apply;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.rapport.server.apply.Reconciler.Planned;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.journey.Journey.Kind;
import org.rapport.server.journey.PlannedStep;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code PlanDefinition/$apply} as reconciliation: computes the plan of one journey for one visit
 * and makes what stands equal to it. Repeating it changes nothing.
 */
@Component
public class ApplyOperation implements FhirOperations {
  private final Reconciler reconciler;
  private final PlannedMessages messages;
  private final PlannedTasks tasks;
  private final DefinitionCatalog catalog;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final Clock clock;

  ApplyOperation(
      Reconciler reconciler,
      PlannedMessages messages,
      PlannedTasks tasks,
      DefinitionCatalog catalog,
      TransactionTemplate transaction,
      JdbcClient jdbc,
      Clock clock) {
    this.reconciler = reconciler;
    this.messages = messages;
    this.tasks = tasks;
    this.catalog = catalog;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** By the journey's canonical URL. */
  @Operation(name = "$apply", type = PlanDefinition.class, idempotent = false)
  public CarePlan apply(
      @OperationParam(name = "url", min = 1) UriType url,
      @OperationParam(name = "subject", min = 1) StringType subject,
      @OperationParam(name = "focus", min = 1) Reference focus,
      @OperationParam(name = "dryRun") BooleanType dryRun,
      @OperationParam(name = "now") InstantType now) {
    if (url == null || !url.hasValue()) {
      throw new InvalidRequestException("url should be the canonical URL of a journey");
    }
    String value = url.getValue();
    int bar = value.indexOf('|');
    return run(bar < 0 ? value : value.substring(0, bar), subject, focus, dryRun, now);
  }

  /** By the journey's id. */
  @Operation(name = "$apply", type = PlanDefinition.class, idempotent = false)
  public CarePlan applyInstance(
      @IdParam IdType id,
      @OperationParam(name = "subject", min = 1) StringType subject,
      @OperationParam(name = "focus", min = 1) Reference focus,
      @OperationParam(name = "dryRun") BooleanType dryRun,
      @OperationParam(name = "now") InstantType now) {
    String url =
        jdbc.sql(
                "select url from rapport.definition_facts where kind = 'PlanDefinition' and id = ?")
            .param(id.getIdPart())
            .query(String.class)
            .optional()
            .orElseThrow(() -> new ResourceNotFoundException(id));
    return run(url, subject, focus, dryRun, now);
  }

  private CarePlan run(
      String journey, StringType subject, Reference focus, BooleanType dryRun, InstantType now) {
    EnrolmentKey key =
        new EnrolmentKey(
            journey,
            id("subject", "Patient", subject == null ? null : subject.getValue()),
            focus(focus == null ? null : focus.getReference()));
    if (!catalog.journeys().containsKey(journey)) {
      throw new InvalidRequestException(
          "url should name an active journey; there is none of that name");
    }
    exists("subject", "rapport.patient_facts", "id", key.patient());
    switch (key.focusType()) {
      case "Appointment" -> exists("focus", "rapport.appointment_facts", "id", key.focusId());
      case "Patient" -> exists("focus", "rapport.patient_facts", "id", key.focusId());
      default -> exists("focus", "rapport.focus_facts", "reference", key.focus());
    }
    if (!catalog.journeys().get(journey).isAbout(key.focusType())) {
      throw new InvalidRequestException(
          "focus is a " + key.focusType() + ", which this journey is not about");
    }
    boolean dry = dryRun != null && Boolean.TRUE.equals(dryRun.getValue());
    Instant at = now != null && now.hasValue() ? now.getValue().toInstant() : clock.instant();
    Planned planned =
        dry
            ? reconciler.plan(List.of(key), at).get(0)
            : transaction.execute(status -> reconciler.reconcile(List.of(key), at)).get(0);
    return answer(planned, dry, at);
  }

  private void exists(String parameter, String table, String column, String id) {
    if (jdbc.sql("select count(*) from " + table + " where " + column + " = ?")
            .param(id)
            .query(Integer.class)
            .single()
        == 0) {
      throw new InvalidRequestException(parameter + " names a resource that does not exist");
    }
  }

  private static String id(String parameter, String type, String reference) {
    IdType id = new IdType(reference == null ? "" : reference);
    if (!type.equals(id.getResourceType()) || !id.hasIdPart()) {
      throw new InvalidRequestException(
          parameter + " should be a reference such as " + type + "/123");
    }
    return id.getIdPart();
  }

  private static String focus(String reference) {
    IdType id = new IdType(reference == null ? "" : reference);
    if (!id.hasResourceType() || !id.hasIdPart()) {
      throw new InvalidRequestException("focus should be a reference such as Appointment/123");
    }
    return id.getResourceType() + "/" + id.getIdPart();
  }

  private CarePlan answer(Planned planned, boolean dry, Instant at) {
    CarePlan plan = PlanBundle.carePlan(planned, at);
    if (dry) {
      int number = 0;
      for (PlannedStep step : planned.plan().steps()) {
        Resource request =
            step.kind() == Kind.TASK
                ? tasks.task(planned, step, at)
                : messages.request(planned, step, Optional.empty(), at);
        String id = step.step() + "-" + ++number;
        request.setId(id);
        plan.addContained(request);
        plan.addActivity().setReference(new Reference("#" + id));
      }
      return plan;
    }
    jdbc.sql(
            """
            select 'CommunicationRequest/' || id, occurrence from rapport.planned_message
            where enrolment = :enrolment
            union all
            select 'Task/' || id, occurrence from rapport.planned_task where enrolment = :enrolment
            order by 2, 1""")
        .param("enrolment", planned.key().carePlanId())
        .query((row, n) -> row.getString(1))
        .list()
        .forEach(reference -> plan.addActivity().setReference(new Reference(reference)));
    return plan;
  }
}
