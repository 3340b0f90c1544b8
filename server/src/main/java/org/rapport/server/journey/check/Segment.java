package org.rapport.server.journey.check;

import java.util.List;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.TriggerDefinition;
import org.hl7.fhir.r4.model.TriggerDefinition.TriggerType;
import org.hl7.fhir.r4.model.Type;
import org.rapport.server.journey.Events;
import org.rapport.server.journey.TriggerReader;
import org.rapport.terminology.JourneyEvent;

/** The Group that a journey is for: it means something only where people enter a segment. */
final class Segment {
  private static final String WHERE =
      "A Group as the subject is for journeys that begin with segment-entered or periodically";

  private Segment() {}

  static void check(PlanDefinition plan, List<Element> elements, List<Issue> issues) {
    boolean any =
        elements.stream().flatMap(e -> e.action().getTrigger().stream()).anyMatch(Segment::entered);
    subject(plan.getSubject(), "PlanDefinition.subject", any, issues);
    for (Element element : elements) {
      subject(
          element.action().getSubject(),
          element.path() + ".subject",
          element.action().getTrigger().stream().anyMatch(Segment::entered),
          issues);
    }
  }

  private static void subject(Type subject, String path, boolean entered, List<Issue> issues) {
    if (TriggerReader.group(subject).isPresent() && !entered) {
      issues.add(new Issue(path, WHERE));
    }
  }

  private static boolean entered(TriggerDefinition trigger) {
    return trigger.getType() == TriggerType.PERIODIC
        || trigger.getType() == TriggerType.NAMEDEVENT
            && Events.of(trigger.getName()) == JourneyEvent.SEGMENT_ENTERED;
  }
}
