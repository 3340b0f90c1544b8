package org.rapport.server.journey.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.ContactDetail;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.rapport.profiles.Extensions;

/**
 * Who answers for a journey: an author, an endorser who is somebody else, the days of approval and
 * of the last review, and how long a review stands.
 */
final class Governance {
  private static final Set<String> UNITS = Set.of("d", "wk", "mo", "a");

  private Governance() {}

  static List<Issue> check(PlanDefinition plan) {
    List<Issue> issues = new ArrayList<>();
    require(issues, plan.hasUrl(), "url", "A journey in force needs a canonical URL");
    require(issues, plan.hasVersion(), "version", "A journey in force needs a version");
    require(issues, plan.hasAuthor(), "author", "A journey in force needs an author, its owner");
    require(
        issues,
        plan.hasEndorser(),
        "endorser",
        "A journey in force needs an endorser who approved");
    require(issues, plan.hasApprovalDate(), "approvalDate", "When was it approved?");
    require(issues, plan.hasLastReviewDate(), "lastReviewDate", "When was it last reviewed?");
    for (int i = 0; i < plan.getEndorser().size(); i++) {
      Set<String> approver = names(plan.getEndorser().get(i));
      if (plan.getAuthor().stream().anyMatch(author -> overlap(names(author), approver))) {
        issues.add(
            new Issue(
                "PlanDefinition.endorser[" + i + "]",
                "Who wrote a journey cannot approve it: the endorser is an author"));
      }
    }
    Extension interval = plan.getExtensionByUrl(Extensions.REVIEW_INTERVAL);
    boolean valid =
        interval != null
            && interval.getValue() instanceof Duration duration
            && duration.hasValue()
            && duration.getValue().signum() > 0
            && UNITS.contains(String.valueOf(duration.getCode()));
    if (!valid) {
      issues.add(
          new Issue(
              "PlanDefinition.extension('" + Extensions.REVIEW_INTERVAL + "')",
              "A journey in force says how long its review stands, in d, wk, mo or a"));
    }
    return issues;
  }

  private static void require(List<Issue> issues, boolean there, String element, String message) {
    if (!there) {
      issues.add(new Issue("PlanDefinition." + element, message));
    }
  }

  private static boolean overlap(Set<String> one, Set<String> other) {
    return one.stream().anyMatch(other::contains);
  }

  private static Set<String> names(ContactDetail contact) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    if (contact.hasName()) {
      names.add(contact.getName().strip());
    }
    for (ContactPoint telecom : contact.getTelecom()) {
      if (telecom.getSystem() == ContactPoint.ContactPointSystem.EMAIL && telecom.hasValue()) {
        names.add(telecom.getValue().strip());
      }
    }
    return names;
  }
}
