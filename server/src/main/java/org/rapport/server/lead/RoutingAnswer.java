package org.rapport.server.lead;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.lead.LeadRouting.Routed;
import org.rapport.server.lead.routing.NamedService;
import org.rapport.server.store.StoredResources;
import org.rapport.terminology.LeadInput;
import org.rapport.terminology.RoutingOutcome;
import org.springframework.stereotype.Component;

/**
 * The answer to the one question that an acknowledgement asks, which service it is about: an
 * inquiry that nobody could route goes to its team. Anything else that was replied is read by
 * people. In the caller's transaction.
 */
@Component
class RoutingAnswer {
  private final ServiceCatalogue catalogue;
  private final LeadRouting routing;
  private final StoredResources stored;

  RoutingAnswer(ServiceCatalogue catalogue, LeadRouting routing, StoredResources stored) {
    this.catalogue = catalogue;
    this.routing = routing;
    this.stored = stored;
  }

  /**
   * Routes the Task if the reply names a service that can take it; else leaves it as it is.
   *
   * @param reply id of the Communication
   */
  void read(Task task, String reply, Instant now) {
    Optional<String> service =
        stored
            .read(Communication.class, reply)
            .filter(said -> said.getPayloadFirstRep().getContent() instanceof StringType)
            .map(said -> said.getPayloadFirstRep().getContentStringType().getValue())
            .flatMap(text -> NamedService.in(text, catalogue.offers()));
    if (service.isEmpty()) {
      return;
    }
    Inquiry inquiry = inquiry(task, service.get());
    Routed routed = routing.route(inquiry, false, now);
    if (routed.routing().outcome() == RoutingOutcome.ROUTED) {
      LeadTask.route(task, inquiry, routed.routing(), routed.due());
    }
  }

  private static Inquiry inquiry(Task task, String service) {
    Map<String, String> answers = new HashMap<>();
    String questionnaire = "";
    for (Task.ParameterComponent input : task.getInput()) {
      Coding question = input.getType().getCodingFirstRep();
      if (!LeadInput.SYSTEM.equals(question.getSystem())
          && input.getValue() instanceof StringType answer) {
        answers.put(question.getCode(), answer.getValue());
        questionnaire = question.getSystem();
      }
    }
    answers.put(Inquiry.SERVICE, service);
    return new Inquiry(
        new Origin("reply", questionnaire, answers.get(Inquiry.LANGUAGE), null),
        answers,
        null,
        false,
        null,
        Attribution.of(Map.of()));
  }
}
