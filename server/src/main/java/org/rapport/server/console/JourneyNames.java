package org.rapport.server.console;

import java.util.HashMap;
import java.util.Map;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Resource;

/** What the journeys are called that people are on. */
public final class JourneyNames {
  /** What is asked for them. */
  public static final String ASKED = "PlanDefinition?_elements=url,version,title,name&_count=200";

  private final Map<String, String> titles = new HashMap<>();

  private JourneyNames() {}

  /**
   * Of an answer.
   *
   * @param found a Bundle of PlanDefinitions; null: none may be read
   */
  public static JourneyNames of(Desk desk, Resource found) {
    JourneyNames names = new JourneyNames();
    for (PlanDefinition plan : ConsoleFhir.of(PlanDefinition.class, found)) {
      names.titles.put(plan.getUrl() + "|" + plan.getVersion(), People.title(desk, plan));
    }
    return names;
  }

  /** The title of the journey that somebody is on, with its version. */
  public String of(CarePlan plan) {
    if (!plan.hasInstantiatesCanonical()) {
      return "";
    }
    String canonical = plan.getInstantiatesCanonical().get(0).getValue();
    String title = titles.get(canonical);
    return title == null
        ? People.canonical(canonical).replace('-', ' ')
        : title + " " + canonical.substring(canonical.indexOf('|') + 1);
  }
}
