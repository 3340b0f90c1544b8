package org.rapport.server.catalog;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.JourneyReader;

/**
 * Everything in force at one moment, and every earlier version that somebody may still be on.
 * Filled once, then only read.
 */
public final class Definitions implements JourneyReader.Templates {
  /** Versions in the order of their numbers: 0.9.0 before 0.10.0. */
  static final Comparator<String> BY_VERSION =
      (one, other) -> {
        String[] left = String.valueOf(one).split("[.-]");
        String[] right = String.valueOf(other).split("[.-]");
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
          boolean numbers = left[i].matches("\\d{1,9}") && right[i].matches("\\d{1,9}");
          int order =
              numbers
                  ? Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]))
                  : left[i].compareTo(right[i]);
          if (order != 0) {
            return order;
          }
        }
        return Integer.compare(left.length, right.length);
      };

  private final Map<String, Template> templates = new HashMap<>();
  private final Map<String, TaskTemplate> tasks = new HashMap<>();
  private final Map<String, Journey> active = new HashMap<>();
  private final Map<String, Journey> versions = new HashMap<>();
  private final Map<String, String> unread = new HashMap<>();

  /** A definition by its exact version, and, when it is in force, by its URL. */
  public void add(ActivityDefinition definition, boolean inForce) {
    if (!definition.hasUrl()) {
      return;
    }
    if (definition.getKind() == ActivityDefinition.ActivityDefinitionKind.TASK) {
      put(tasks, definition.getUrl(), definition.getVersion(), Templates.task(definition), inForce);
    } else {
      put(
          templates,
          definition.getUrl(),
          definition.getVersion(),
          Templates.message(definition),
          inForce);
    }
  }

  private static <T> void put(
      Map<String, T> map, String url, String version, T value, boolean inForce) {
    if (version != null) {
      map.put(url + "|" + version, value);
    }
    if (inForce) {
      map.put(url, value);
    }
  }

  /** After all templates. */
  public void add(PlanDefinition plan, boolean inForce) {
    try {
      Journey journey = JourneyReader.read(plan, this);
      versions.put(journey.canonical(), journey);
      if (inForce) {
        active.put(plan.getUrl(), journey);
      }
    } catch (IllegalArgumentException e) {
      // One journey that cannot be read never stops the others.
      unread.put(String.valueOf(plan.getIdElement().getIdPart()), String.valueOf(e.getMessage()));
    }
  }

  /** The journeys in force by URL. */
  public Map<String, Journey> active() {
    return active;
  }

  /** Why a journey is not used, by its id. */
  public Map<String, String> unread() {
    return unread;
  }

  Map<String, Journey> versions() {
    return versions;
  }

  /** A journey of exactly this version; null when it never was in force. */
  Journey version(String canonical) {
    return versions.get(canonical);
  }

  /** A template by its canonical, with or without version; null when there is none. */
  public Template template(String canonical) {
    return find(templates, canonical);
  }

  TaskTemplate task(String canonical) {
    return find(tasks, canonical);
  }

  private static <T> T find(Map<String, T> map, String canonical) {
    if (canonical == null) {
      return null;
    }
    T exact = map.get(canonical);
    int bar = canonical.indexOf('|');
    return exact != null || bar < 0 ? exact : map.get(canonical.substring(0, bar));
  }

  @Override
  public String purpose(String canonical) {
    Template template = template(canonical);
    if (template == null || template.purpose() == null) {
      throw new IllegalArgumentException("no active template with a purpose at " + canonical);
    }
    return template.purpose();
  }

  @Override
  public boolean isTask(String canonical) {
    return task(canonical) != null;
  }
}
