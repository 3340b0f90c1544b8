package org.rapport.server.apply;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rapport.server.apply.OverrideEnrolment.Act;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.journey.Journey;
import org.rapport.terminology.OverrideAction;
import org.rapport.terminology.OverrideReason;
import org.springframework.stereotype.Component;

/**
 * Brings people on a journey who come on it because somebody says so, not by a change: the members
 * of a campaign. Joins the caller's transaction.
 */
@Component
public class Admission {
  private final DefinitionCatalog catalog;
  private final Reconciler reconciler;
  private final OverrideEnrolment overrides;

  Admission(DefinitionCatalog catalog, Reconciler reconciler, OverrideEnrolment overrides) {
    this.catalog = catalog;
    this.reconciler = reconciler;
    this.overrides = overrides;
  }

  /**
   * The journey of this canonical, if it is in force and for patients whom somebody names, or for
   * this Group: one with another finds its people there.
   *
   * @param group id of the Group that a campaign is for
   */
  public Optional<Journey> journey(String canonical, String group) {
    return Optional.ofNullable(catalog.journeys().get(canonical.split("\\|", 2)[0]))
        .filter(journey -> !canonical.contains("|") || canonical.equals(journey.canonical()))
        .filter(
            journey ->
                journey.triggers().stream()
                    .anyMatch(
                        trigger ->
                            trigger.ofSegment()
                                && trigger
                                    .segment()
                                    .orElse("Group/" + group)
                                    .equals("Group/" + group)));
  }

  /** Ids of the CarePlans by which these patients are on it, or would be. */
  public Map<String, String> enrolments(Journey journey, Collection<String> patients) {
    Map<String, String> enrolments = new LinkedHashMap<>();
    patients.forEach(patient -> enrolments.put(patient, key(journey, patient).carePlanId()));
    return enrolments;
  }

  /** Plans the journey for them; whom it is not for, and who is held out of it, has no message. */
  public void admit(Journey journey, Collection<String> patients, Instant now) {
    reconciler.reconcile(patients.stream().map(patient -> key(journey, patient)).toList(), now);
  }

  /** Takes them off it for good; what has not gone does not go. */
  public void end(Collection<String> enrolments, String note) {
    for (String enrolment : List.copyOf(enrolments)) {
      overrides.run(
          enrolment, new Act(OverrideAction.STOP, OverrideReason.OTHER, null, null, note));
    }
  }

  private static EnrolmentKey key(Journey journey, String patient) {
    return new EnrolmentKey(journey.url(), patient, "Patient/" + patient);
  }
}
