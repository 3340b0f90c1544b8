package org.rapport.server.campaign;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;
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

  CampaignCheck(Segments segments, DefinitionCatalog catalog) {
    this.segments = segments;
    this.catalog = catalog;
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
          "A campaign has a contentString, or names a template in workflow-instantiatesCanonical");
      return;
    }
    if (canonical != null) {
      Optional<Template> template =
          canonical.getValue() == null
              ? Optional.empty()
              : catalog.template(canonical.getValue().primitiveValue());
      if (template.isEmpty()) {
        issue(outcome, "CommunicationRequest.extension", "There is no active template of this URL");
      } else if (!template.get().purpose().equals(purpose)) {
        issue(
            outcome,
            "CommunicationRequest.category",
            "The template's purpose is " + template.get().purpose());
      }
    }
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
