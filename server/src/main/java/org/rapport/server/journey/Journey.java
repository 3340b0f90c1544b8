package org.rapport.server.journey;

import java.util.List;
import java.util.Optional;

/**
 * A journey as the planner sees it.
 *
 * @param url canonical URL without version
 * @param version business version
 * @param triggers names of the events that (re)plan it
 * @param steps in the order of the definition
 */
public record Journey(String url, String version, List<String> triggers, List<Step> steps) {

  /** The canonical with its version, as enrolments and messages name it. */
  public String canonical() {
    return version == null ? url : url + "|" + version;
  }

  /** What a step's offset counts from. */
  public enum Anchor {
    /** The moment the person came on the journey: for a visit, its booking. */
    ENROLMENT,
    /** The start of the focus: for a visit, its beginning. */
    FOCUS_START
  }

  /** After what a message helps nobody any more. */
  public record Usefulness(Relationship relationship, Offset offset) {
    public enum Relationship {
      AFTER_OCCURRENCE,
      BEFORE_START
    }
  }

  /**
   * One message of a journey.
   *
   * @param id the action's id
   * @param template canonical of the ActivityDefinition
   * @param changeNotice canonical of the one used in its place when the person has already been
   *     told another time
   * @param purpose code of the template's purpose
   */
  public record Step(
      String id,
      Anchor anchor,
      Offset offset,
      String template,
      Optional<String> changeNotice,
      String purpose,
      Optional<Usefulness> usefulness) {}
}
