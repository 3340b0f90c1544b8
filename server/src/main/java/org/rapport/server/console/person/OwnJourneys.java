package org.rapport.server.console.person;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.JourneyNames;
import org.rapport.server.console.person.PersonView.Journey;
import org.rapport.server.console.person.PersonView.Step;

/** The journeys that a person is on, each with its steps to come. */
final class OwnJourneys {
  private OwnJourneys() {}

  /**
   * Of what was answered.
   *
   * @param plans a Bundle of CarePlans; null: none
   * @param requests a Bundle of what is planned; null: none
   * @param named a Bundle of PlanDefinitions; null: none may be read
   */
  static List<Journey> of(Desk desk, Resource plans, Resource requests, Resource named) {
    JourneyNames names = JourneyNames.of(desk, named);
    Map<String, List<Step>> steps = steps(requests);
    return ConsoleFhir.of(CarePlan.class, plans).stream()
        .map(
            plan ->
                new Journey(
                    plan.getIdElement().getIdPart(),
                    plan.hasTitle() ? plan.getTitle() : names.of(plan),
                    desk.words().say("plan.status." + plan.getStatus().toCode()),
                    plan.getStatus() == CarePlan.CarePlanStatus.ONHOLD,
                    steps.getOrDefault(plan.getIdElement().getIdPart(), List.of())))
        .toList();
  }

  private static Map<String, List<Step>> steps(Resource requests) {
    Map<String, List<Step>> steps = new HashMap<>();
    for (CommunicationRequest request : ConsoleFhir.of(CommunicationRequest.class, requests)) {
      String step = step(request);
      if (step != null) {
        for (Reference plan : request.getBasedOn()) {
          steps
              .computeIfAbsent(plan.getReferenceElement().getIdPart(), unseen -> new ArrayList<>())
              .add(
                  new Step(
                      step,
                      step.replace('-', ' '),
                      request.hasOccurrenceDateTimeType()
                          ? request.getOccurrenceDateTimeType().getValue().toInstant()
                          : null));
        }
      }
    }
    return steps;
  }

  private static String step(CommunicationRequest request) {
    Extension step = request.getExtensionByUrl(Extensions.JOURNEY_STEP);
    return step == null ? null : step.getExtensionString(Extensions.JourneyStep.STEP);
  }
}
