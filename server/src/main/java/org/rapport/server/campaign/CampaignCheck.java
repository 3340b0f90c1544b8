package org.rapport.server.campaign;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;
import org.rapport.server.apply.Admission;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.catalog.Template;
import org.rapport.server.segment.Segments;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.stereotype.Component;

/** Whether a message to a Group can be sent: what is wrong with it for everybody is told once. */
@Component
class CampaignCheck {
  private final Segments segments;
  private final DefinitionCatalog catalog;
  private final Admission admission;
  private final CampaignRows rows;

  CampaignCheck(
      Segments segments, DefinitionCatalog catalog, Admission admission, CampaignRows rows) {
    this.segments = segments;
    this.catalog = catalog;
    this.admission = admission;
    this.rows = rows;
  }

  /**
   * The issues, each with its element; none when it can be sent.
   *
   * @param together the Group may be written in the same transaction
   */
  OperationOutcome check(CommunicationRequest campaign, boolean together) {
    OperationOutcome outcome = new OperationOutcome();
    String group = campaign.getSubject().getReferenceElement().getIdPart();
    if (!together && segments.find(String.valueOf(group)).isEmpty()) {
      issue(outcome, "CommunicationRequest.subject", "There is no such Group");
    }
    String purpose = code(campaign.getCategory(), OutreachPurpose.SYSTEM).orElse(null);
    OutreachPurpose known = OutreachPurpose.fromCode(purpose).orElse(null);
    if (known == null) {
      issue(
          outcome,
          "CommunicationRequest.category",
          "A campaign says its purpose: a code of " + OutreachPurpose.SYSTEM);
    } else if (known == OutreachPurpose.ACKNOWLEDGEMENT) {
      issue(
          outcome,
          "CommunicationRequest.category",
          "An acknowledgement answers one person, not a Group");
    }
    text(campaign, purpose, outcome);
    Optional<String> medium = code(campaign.getMedium(), Channel.SYSTEM);
    if (campaign.hasMedium()
        && medium
            .filter(m -> m.equals(Channel.SMS.code()) || m.equals(Channel.EMAIL.code()))
            .isEmpty()) {
      issue(outcome, "CommunicationRequest.medium", "The medium is sms or email, or not said");
    }
    return outcome;
  }

  private void text(CommunicationRequest campaign, String purpose, OperationOutcome outcome) {
    boolean written =
        campaign.getPayload().stream()
            .anyMatch(
                payload ->
                    payload.getContent() instanceof StringType text
                        && text.hasValue()
                        && !text.getValue().isBlank());
    Extension canonical = campaign.getExtensionByUrl(Extensions.INSTANTIATES_CANONICAL);
    if (written == (canonical != null)) {
      issue(
          outcome,
          "CommunicationRequest.payload",
          "A campaign has a contentString, or names a template or a journey in"
              + " workflow-instantiatesCanonical");
      return;
    }
    String named =
        canonical == null || canonical.getValue() == null
            ? ""
            : canonical.getValue().primitiveValue();
    String group = String.valueOf(campaign.getSubject().getReferenceElement().getIdPart());
    Set<String> purposes = purposes(named, group);
    if (canonical != null && purposes.isEmpty()) {
      issue(
          outcome,
          "CommunicationRequest.extension",
          "There is no active template of this URL, nor a journey for members that are named or for"
              + " this Group");
    } else if (canonical != null && !purposes.contains(purpose)) {
      issue(
          outcome,
          "CommunicationRequest.category",
          "What it names is of purpose " + String.join(", ", purposes));
    } else if (canonical != null && isOpen(named, group)) {
      issue(
          outcome,
          "CommunicationRequest.subject",
          "Those who wait in this Group are in a campaign already: approve or cancel that");
    }
  }

  // Two campaigns over a journey with this Group would be for the same people.
  private boolean isOpen(String canonical, String group) {
    return admission
        .journey(canonical, group)
        .filter(journey -> journey.isForGroup(group))
        .flatMap(journey -> rows.open(group, journey.url()))
        .isPresent();
  }

  /** The purposes of a template, or of a journey's messages; none for what is neither. */
  private Set<String> purposes(String canonical, String group) {
    Optional<Template> template = catalog.template(canonical);
    if (template.isPresent()) {
      return Set.of(template.get().purpose());
    }
    return admission.journey(canonical, group).stream()
        .flatMap(journey -> journey.steps().stream())
        .flatMap(step -> catalog.template(step.template()).stream())
        .map(Template::purpose)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Optional<String> code(List<CodeableConcept> concepts, String system) {
    return concepts.stream()
        .flatMap(concept -> concept.getCoding().stream())
        .filter(coding -> system.equals(coding.getSystem()) && coding.hasCode())
        .map(coding -> coding.getCode())
        .findFirst();
  }

  private static void issue(OperationOutcome outcome, String element, String words) {
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.ERROR)
        .setCode(IssueType.BUSINESSRULE)
        .setDiagnostics(words)
        .addExpression(element);
  }
}
