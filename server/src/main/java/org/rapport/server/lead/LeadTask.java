package org.rapport.server.lead;

import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.ParameterComponent;
import org.rapport.profiles.Extensions;
import org.rapport.server.lead.routing.Routing;
import org.rapport.server.lead.routing.Urgency;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.OutreachTask;
import org.rapport.terminology.LeadInput;
import org.rapport.terminology.LeadStage;
import org.rapport.terminology.RoutingOutcome;
import org.rapport.terminology.TaskCode;

/** An inquiry as a Task: whose, for which team, until when, with every answer. */
final class LeadTask {
  private static final String CONFIDENTIALITY =
      "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
  private static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

  private LeadTask() {}

  /** A new one. */
  static Task of(
      String id,
      String patient,
      String answers,
      Inquiry inquiry,
      Routing routing,
      Instant now,
      Instant due,
      String fingerprint) {
    Task task =
        OutreachTask.withId(id, TaskCode.LEAD, now)
            .priority(Urgency.of(inquiry.answer(Inquiry.URGENCY)).priority())
            .saying(
                "Somebody asks for a visit ("
                    + inquiry.origin().by()
                    + "). Please answer by the deadline; what they told us is below, so that they"
                    + " need not say it again.")
            .patient(patient)
            .focus(answers == null ? null : "QuestionnaireResponse/" + answers)
            .task();
    task.setBusinessStatus(
        Concepts.of(routing.outOfScope() ? LeadStage.OUT_OF_SCOPE : LeadStage.NEW));
    task.getRestriction().getPeriod().setStart(Date.from(now)).setEnd(Date.from(due));
    inquiry.answers().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(answer -> answer(task, inquiry.origin(), answer.getKey(), answer.getValue()));
    routed(task, routing);
    input(task, LeadInput.SUBMISSION).setValue(new StringType(fingerprint));
    task.addExtension(inquiry.attribution().extension("first", now));
    task.addExtension(inquiry.attribution().extension("last", now));
    return task;
  }

  /** It goes somewhere else, as something more was answered. */
  static void route(Task task, Inquiry inquiry, Routing routing, Instant due) {
    task.getInput()
        .removeIf(
            input ->
                input.getType().hasCoding(LeadInput.SYSTEM, LeadInput.ROUTING.code())
                    || input
                        .getType()
                        .hasCoding(inquiry.origin().questionnaire(), Inquiry.SERVICE));
    answer(task, inquiry.origin(), Inquiry.SERVICE, inquiry.answer(Inquiry.SERVICE));
    routed(task, routing);
    task.getRestriction().getPeriod().setEnd(Date.from(due));
  }

  private static void routed(Task task, Routing routing) {
    label(task, routing);
    task.setStatusReason(Concepts.of(routing.outcome()));
    if (routing.owner() != null) {
      task.setOwner(new Reference(routing.owner()));
    }
    if (routing.place() != null && routing.place().id() != null) {
      task.setLocation(new Reference("Location/" + routing.place().id()));
    }
    if (routing.outcome() == RoutingOutcome.ROUTED) {
      Reference service = new Reference("HealthcareService/" + routing.offer().id());
      if (routing.offer().plain()) {
        service.setDisplay(routing.offer().name());
      }
      input(task, LeadInput.ROUTED_SERVICE).setValue(service);
    }
    if (routing.outcome() == RoutingOutcome.REFERRAL_REQUIRED
        && routing.offer().referralMethod() != null) {
      input(task, LeadInput.REFERRAL_METHOD)
          .setValue(new StringType(routing.offer().referralMethod()));
    }
    routing
        .rules()
        .forEach(rule -> input(task, LeadInput.ROUTING).setValue(new StringType(rule.line())));
  }

  /** What somebody told us again, about the same: nothing that is known is lost. */
  static void add(Task task, Inquiry inquiry, Instant now) {
    inquiry
        .answers()
        .forEach(
            (linkId, value) -> {
              task.getInput()
                  .removeIf(
                      input -> input.getType().hasCoding(inquiry.origin().questionnaire(), linkId));
              answer(task, inquiry.origin(), linkId, value);
            });
    if (Urgency.of(inquiry.answer(Inquiry.URGENCY)) != Urgency.ROUTINE) {
      task.setPriority(Urgency.of(inquiry.answer(Inquiry.URGENCY)).priority());
    }
    task.getExtension()
        .removeIf(
            extension ->
                Extensions.ATTRIBUTION.equals(extension.getUrl())
                    && "last".equals(extension.getExtensionString(Extensions.Attribution.TOUCH)));
    task.addExtension(inquiry.attribution().extension("last", now));
    task.setLastModified(Date.from(now));
  }

  private static void answer(Task task, Origin origin, String linkId, String value) {
    task.addInput()
        .setType(
            new CodeableConcept(new Coding(origin.questionnaire(), linkId, null)).setText(linkId))
        .setValue(new StringType(value));
  }

  private static ParameterComponent input(Task task, LeadInput kind) {
    return task.addInput().setType(Concepts.of(kind));
  }

  // Texts about it are generic then, whatever else they would say.
  private static void label(Task task, Routing routing) {
    if (routing.offer() == null) {
      return;
    }
    if (routing.offer().sensitivity() == Sensitivity.SENSITIVE) {
      task.getMeta().addSecurity(CONFIDENTIALITY, "R", "restricted");
    } else if (routing.offer().sensitivity() == Sensitivity.MENTAL_HEALTH) {
      task.getMeta().addSecurity(ACT_CODE, "PSY", null);
    }
  }
}
