package org.rapport.server.outreach.trial;

import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.Optional;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;
import org.rapport.server.catalog.Template;
import org.rapport.server.catalog.TemplateSource;
import org.rapport.server.catalog.Templates;
import org.rapport.server.outreach.release.SampleTexts;
import org.rapport.server.outreach.release.SampleTexts.Sample;
import org.rapport.terminology.Channel;
import org.rapport.terminology.Coded;
import org.rapport.terminology.OutreachPurpose;

/**
 * What is tried out: a template, or a message to many, which names one or has words of its own.
 *
 * @param source relative reference
 * @param template null: it has words of its own
 * @param payload null: a template has them
 * @param only the channel that it goes by; null: any
 */
record Subject(
    String source, OutreachPurpose purpose, Template template, String payload, Channel only) {

  /** A template. */
  static Subject of(ActivityDefinition definition) {
    if (definition.getKind() == ActivityDefinition.ActivityDefinitionKind.TASK) {
      throw new UnprocessableEntityException("It defines a Task, which has no text");
    }
    Template template = Templates.message(definition);
    return new Subject(
        "ActivityDefinition/" + definition.getIdElement().getIdPart(),
        purpose(template.purpose()),
        template,
        null,
        null);
  }

  /**
   * A message to a Group.
   *
   * @throws UnprocessableEntityException for one to one person, whose words are theirs, and for one
   *     that puts people on a journey, whose messages are its templates'
   */
  static Subject of(CommunicationRequest request, TemplateSource templates) {
    if (!"Group".equals(request.getSubject().getReferenceElement().getResourceType())) {
      throw new UnprocessableEntityException("It is not to a Group: what it says is its patient's");
    }
    Extension named = request.getExtensionByUrl(Extensions.INSTANTIATES_CANONICAL);
    Optional<Template> template =
        Optional.ofNullable(named)
            .map(extension -> extension.getValue().primitiveValue())
            .flatMap(templates::template);
    if (named != null && template.isEmpty()) {
      throw new UnprocessableEntityException(
          "It names no template in force; of a journey, try each template");
    }
    return new Subject(
        "CommunicationRequest/" + request.getIdElement().getIdPart(),
        purpose(request.getCategoryFirstRep().getCodingFirstRep().getCode()),
        template.orElse(null),
        request.getPayloadFirstRep().getContent() instanceof StringType said
            ? said.getValue()
            : null,
        Coded.find(Channel.values(), request.getMediumFirstRep().getCodingFirstRep().getCode())
            .orElse(null));
  }

  private static OutreachPurpose purpose(String code) {
    return Coded.find(OutreachPurpose.values(), code).orElse(OutreachPurpose.MARKETING);
  }

  /** As somebody made up would get it. */
  Sample sample(SampleTexts texts, String language, Channel channel) {
    return template != null
        ? texts.of(template, language, channel)
        : texts.of(payload == null ? "" : payload, purpose, language, channel);
  }
}
