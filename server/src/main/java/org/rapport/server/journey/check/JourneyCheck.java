package org.rapport.server.journey.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.ActivityDefinition.ActivityDefinitionKind;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.PlanDefinition.PlanDefinitionActionComponent;
import org.hl7.fhir.r4.model.TriggerDefinition;
import org.hl7.fhir.r4.model.TriggerDefinition.TriggerType;
import org.rapport.profiles.Extensions;
import org.rapport.server.journey.Conditions;
import org.rapport.server.journey.Events;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.JourneyReader;
import org.rapport.terminology.JourneyEvent;
import org.rapport.terminology.OutreachPurpose;

/**
 * Everything that has to be right before a journey may be in force. Each issue names the element.
 * Pure and thread-safe.
 */
public final class JourneyCheck {
  // What a review request must not depend on (policy R25): who is unhappy is asked as well.
  private static final Pattern OPINION =
      Pattern.compile(
          "QuestionnaireResponse|%replies|score|sentiment|rating|satisf|nps|\\banswer",
          Pattern.CASE_INSENSITIVE);

  private final SensitiveServices sensitive;

  public JourneyCheck(SensitiveServices sensitive) {
    this.sensitive = sensitive;
  }

  /** The issues of a journey that is to be in force; none when it may be. */
  public List<Issue> check(PlanDefinition plan, Lookup templates) {
    List<Issue> issues = new ArrayList<>(governance(plan));
    List<Issue> content = content(plan, templates, issues.isEmpty());
    issues.addAll(content);
    return List.copyOf(issues);
  }

  /** The issues of who answers for a journey: what keeps a draft from being in force. */
  public List<Issue> governance(PlanDefinition plan) {
    return Governance.check(plan);
  }

  /** The issues of what a journey does. */
  public List<Issue> content(PlanDefinition plan, Lookup templates) {
    return content(plan, templates, plan.hasUrl());
  }

  private List<Issue> content(PlanDefinition plan, Lookup templates, boolean walk) {
    List<Issue> issues = new ArrayList<>();
    List<Element> elements = Element.all(plan);
    String focusType = triggers(elements, issues);
    for (Element element : elements) {
      conditions(element, focusType, issues);
      if (element.isStep()) {
        template(plan, element, templates, focusType, issues);
      }
    }
    stops(plan, focusType, issues);
    Goals.check(plan, issues);
    Segment.check(plan, elements, issues);
    Shape.check(elements, issues);
    ExperimentCheck.check(plan, issues);
    if (walk && issues.isEmpty()) {
      readAndWalk(plan, elements, templates, issues);
    }
    return List.copyOf(issues);
  }

  private static String triggers(List<Element> elements, List<Issue> issues) {
    String focusType = null;
    for (Element element : elements) {
      List<TriggerDefinition> triggers = element.action().getTrigger();
      for (int i = 0; i < triggers.size(); i++) {
        String path = element.path() + ".trigger[" + i + "]";
        String type = focusType(triggers.get(i), path, issues);
        if (type != null && focusType != null && !focusType.equals(type)) {
          issues.add(
              new Issue(path, "A journey is about one kind of focus, not " + type + " besides"));
        }
        focusType = focusType == null ? type : focusType;
      }
    }
    if (elements.stream().noneMatch(element -> element.action().hasTrigger())) {
      issues.add(new Issue("PlanDefinition.action", "Without a trigger nobody comes on it"));
    }
    return focusType == null ? "Resource" : focusType;
  }

  private static String focusType(TriggerDefinition trigger, String path, List<Issue> issues) {
    TriggerType type = trigger.hasType() ? trigger.getType() : TriggerType.NULL;
    switch (type) {
      case NAMEDEVENT -> {
        JourneyEvent event = Events.of(trigger.getName());
        if (event == null) {
          issues.add(new Issue(path + ".name", "There is no event of this name"));
          return null;
        }
        return Events.focusType(event);
      }
      case DATAADDED, DATAMODIFIED, DATACHANGED -> {
        if (!trigger.getDataFirstRep().hasType()) {
          issues.add(new Issue(path + ".data", "A data event names the type of resource"));
        }
        return trigger.getDataFirstRep().getType();
      }
      case PERIODIC -> {
        return "Patient";
      }
      default -> {
        issues.add(new Issue(path + ".type", "This type of trigger is not used"));
        return null;
      }
    }
  }

  private static void conditions(Element element, String focusType, List<Issue> issues) {
    PlanDefinitionActionComponent action = element.action();
    for (int i = 0; i < action.getCondition().size(); i++) {
      expression(
          action.getCondition().get(i).getExpression(),
          element.path() + ".condition[" + i + "].expression",
          focusType,
          issues);
    }
    for (int i = 0; i < action.getTrigger().size(); i++) {
      if (action.getTrigger().get(i).hasCondition()) {
        expression(
            action.getTrigger().get(i).getCondition(),
            element.path() + ".trigger[" + i + "].condition",
            focusType,
            issues);
      }
    }
  }

  private static void expression(
      Expression expression, String path, String focusType, List<Issue> issues) {
    if (!"text/fhirpath".equals(expression.getLanguage())) {
      issues.add(new Issue(path + ".language", "Conditions are written in text/fhirpath"));
      return;
    }
    try {
      Conditions.check(String.valueOf(expression.getExpression()), focusType);
    } catch (IllegalArgumentException e) {
      issues.add(new Issue(path, "The expression " + e.getMessage()));
    }
  }

  private static void stops(PlanDefinition plan, String focusType, List<Issue> issues) {
    List<Extension> own = plan.getExtension();
    boolean stops = false;
    for (int i = 0; i < own.size(); i++) {
      if (Extensions.STOP_WHEN.equals(own.get(i).getUrl())) {
        stops = true;
        stop(own.get(i), "PlanDefinition.extension[" + i + "]", focusType, issues);
      }
    }
    for (int g = 0; g < plan.getGoal().size(); g++) {
      for (Extension extension : plan.getGoal().get(g).getExtensionsByUrl(Extensions.STOP_WHEN)) {
        stops = true;
        stop(extension, "PlanDefinition.goal[" + g + "]", focusType, issues);
      }
    }
    boolean endsByItself = "Appointment".equals(focusType);
    if (!stops && !endsByItself && Shape.goesOn(plan)) {
      issues.add(
          new Issue(
              "PlanDefinition.goal",
              "Nothing ends it: a journey that is not about a visit says in stop-when what it"
                  + " is for"));
    }
  }

  private static void stop(Extension extension, String path, String focusType, List<Issue> issues) {
    if (extension.getValue() instanceof Expression expression) {
      expression(expression, path, focusType, issues);
    } else {
      issues.add(new Issue(path, "stop-when is an Expression"));
    }
  }

  private void template(
      PlanDefinition plan,
      Element element,
      Lookup templates,
      String focusType,
      List<Issue> issues) {
    String path = element.path() + ".definition";
    Set<String> told = sensitive.wordsOf(plan);
    List<String> canonicals = new ArrayList<>();
    canonicals.add(element.action().getDefinitionCanonicalType().getValue());
    Extension notice = element.action().getExtensionByUrl(Extensions.CHANGE_NOTICE);
    if (notice != null && notice.getValue() != null) {
      canonicals.add(notice.getValue().primitiveValue());
    }
    for (String canonical : canonicals) {
      Optional<ActivityDefinition> found =
          templates.find(canonical).filter(t -> t.getStatus() == PublicationStatus.ACTIVE);
      if (found.isEmpty()) {
        issues.add(new Issue(path, "There is no active template " + canonical));
        continue;
      }
      ActivityDefinition template = found.get();
      TemplateCheck.check(template)
          .forEach(issue -> issues.add(new Issue(path, canonical + ": " + issue.message())));
      boolean message = template.getKind() != ActivityDefinitionKind.TASK;
      boolean review = OutreachPurpose.REVIEW.code().equals(TemplateCheck.purpose(template));
      if (message && told != null && review) {
        issues.add(new Issue(path, "No review request for a sensitive service"));
      } else if (message && told != null && !TemplateCheck.isGeneric(template, told)) {
        issues.add(
            new Issue(
                path,
                "A sensitive service uses a generic template, which says nothing of"
                    + " the service or the place: not "
                    + canonical));
      }
      if (review) {
        opinion(element, focusType, issues);
      }
    }
  }

  // Also a journey that begins with an answer asks only those who gave one.
  private static void opinion(Element element, String focusType, List<Issue> issues) {
    for (String condition : element.conditions()) {
      if (OPINION.matcher(condition).find()
          || "QuestionnaireResponse".equals(focusType)
              && Conditions.constants(condition).contains(Conditions.FOCUS)) {
        issues.add(
            new Issue(
                element.path() + ".condition",
                "A review request must not depend on an answer, a score or a sentiment"));
        return;
      }
    }
    if ("QuestionnaireResponse".equals(focusType)) {
      issues.add(
          new Issue(
              element.path(), "A review request must not depend on whether a survey was answered"));
    }
  }

  private static void readAndWalk(
      PlanDefinition plan, List<Element> elements, Lookup templates, List<Issue> issues) {
    try {
      Journey journey = JourneyReader.read(plan, reading(templates));
      TypicalPatient.walk(journey, elements, issues);
    } catch (IllegalArgumentException e) {
      issues.add(new Issue("PlanDefinition.action", String.valueOf(e.getMessage())));
    }
  }

  private static JourneyReader.Templates reading(Lookup templates) {
    return new JourneyReader.Templates() {
      @Override
      public String purpose(String canonical) {
        return templates.find(canonical).map(TemplateCheck::purpose).orElse(null);
      }

      @Override
      public boolean isTask(String canonical) {
        return templates
            .find(canonical)
            .filter(t -> t.getKind() == ActivityDefinitionKind.TASK)
            .isPresent();
      }
    };
  }
}
