package org.rapport.server.outreach.trial;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.List;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.outreach.gate.RuleResult;
import org.rapport.server.outreach.outcome.TestMessages.Standing;
import org.rapport.server.outreach.release.SampleTexts;
import org.rapport.server.outreach.release.SampleTexts.Sample;
import org.rapport.server.outreach.text.LanguageFallbacks;
import org.rapport.server.outreach.text.MessageText.Text;
import org.rapport.server.outreach.text.SmsLength;
import org.rapport.server.outreach.trial.TestSend.Sending;
import org.rapport.server.words.Languages;
import org.rapport.terminology.Channel;
import org.springframework.stereotype.Component;

/**
 * {@code $sample} and {@code $test-send} of a template or of a message to many: as somebody made up
 * would get it, shown, or sent to an address of who asks. Nobody's record is read for it.
 */
@Component
public class SampleOperation implements FhirOperations {
  private static final List<Channel> CHANNELS = List.of(Channel.SMS, Channel.EMAIL);

  private final Subjects subjects;
  private final SampleTexts texts;
  private final TestSend sends;

  SampleOperation(Subjects subjects, SampleTexts texts, TestSend sends) {
    this.subjects = subjects;
    this.texts = texts;
    this.sends = sends;
  }

  /**
   * A template, a draft too: a part {@code sample} for each channel and language.
   *
   * @param channel sms or email; both if it does not say
   * @param language BCP 47; those that ship if it does not say
   */
  @Operation(name = "$sample", type = ActivityDefinition.class, idempotent = true)
  public Parameters template(
      @IdParam IdType id,
      @OperationParam(name = "channel") CodeType channel,
      @OperationParam(name = "language") CodeType language) {
    return sample(subjects.template(id), channel, language);
  }

  /** A message to a Group, with the same parameters. */
  @Operation(name = "$sample", type = CommunicationRequest.class, idempotent = true)
  public Parameters campaign(
      @IdParam IdType id,
      @OperationParam(name = "channel") CodeType channel,
      @OperationParam(name = "language") CodeType language) {
    return sample(subjects.campaign(id), channel, language);
  }

  /**
   * Sends it to who asks, and waits a little for what comes of it.
   *
   * @param channel sms or email; the first by which who asks is reached if it does not say
   */
  @Operation(name = "$test-send", type = ActivityDefinition.class, idempotent = false)
  public Parameters sendTemplate(
      @IdParam IdType id,
      @OperationParam(name = "channel") CodeType channel,
      @OperationParam(name = "language") CodeType language) {
    return send(subjects.template(id), channel, language);
  }

  /** The same of a message to a Group, before it goes to anybody or after. */
  @Operation(name = "$test-send", type = CommunicationRequest.class, idempotent = false)
  public Parameters sendCampaign(
      @IdParam IdType id,
      @OperationParam(name = "channel") CodeType channel,
      @OperationParam(name = "language") CodeType language) {
    return send(subjects.campaign(id), channel, language);
  }

  private Parameters sample(Subject subject, CodeType channel, CodeType language) {
    Parameters answer = new Parameters();
    List<String> languages =
        code(language) != null
            ? List.of(code(language))
            // Words of its own are the same for everybody.
            : subject.template() == null ? List.of(Languages.FALLBACK) : Languages.SHIPPED;
    for (Channel by : channel(channel) == null ? CHANNELS : List.of(channel(channel))) {
      if (subject.only() == null || subject.only() == by) {
        languages.forEach(one -> sample(answer, subject, by, one));
      }
    }
    return answer;
  }

  private void sample(Parameters answer, Subject subject, Channel by, String language) {
    Sample sample = subject.sample(texts, language, by);
    ParametersParameterComponent part = answer.addParameter().setName("sample");
    part.addPart().setName("wantedLanguage").setValue(new CodeType(language));
    words(by, sample.text()).getParameter().forEach(part::addPart);
    if (sample.text() != null) {
      part.addPart()
          .setName("fallback")
          .setValue(new BooleanType(LanguageFallbacks.is(language, sample.text().language())));
    }
    RuleResult content = sample.content();
    ParametersParameterComponent finding = part.addPart().setName("finding");
    finding.addPart().setName("verdict").setValue(new CodeType(content.outcome().code()));
    finding.addPart().setName("detail").setValue(new StringType(content.detail()));
    finding.addPart().setName("source").setValue(new StringType(content.source()));
  }

  private Parameters send(Subject subject, CodeType channel, CodeType language) {
    Sending sent = sends.send(subject, channel(channel), code(language));
    Standing standing = sends.await(sent.id());
    Parameters answer = words(sent.route().channel(), sent.text());
    answer.addParameter("to", new StringType(sent.route().address()));
    answer.addParameter(
        "outcome", new CodeType(standing.outcome() == null ? "waiting" : standing.outcome()));
    if (standing.delivery() != null) {
      answer.addParameter("delivery", new CodeType(standing.delivery()));
    }
    return answer;
  }

  private static Parameters words(Channel channel, Text text) {
    Parameters answer = new Parameters();
    answer.addParameter("channel", new CodeType(channel.code()));
    if (text == null) {
      return answer;
    }
    answer.addParameter("language", new CodeType(text.language()));
    if (text.subject() != null) {
      answer.addParameter("subject", new StringType(text.subject()));
    }
    answer.addParameter("body", new StringType(text.body()));
    if (channel == Channel.SMS) {
      SmsLength length = SmsLength.of(text.body());
      answer.addParameter("alphabet", new CodeType(length.gsm() ? "gsm-7" : "ucs-2"));
      answer.addParameter("units", new IntegerType(length.units()));
      answer.addParameter("segments", new IntegerType(length.segments()));
    }
    return answer;
  }

  private static String code(CodeType value) {
    return value == null || value.isEmpty() ? null : value.getValue();
  }

  private static Channel channel(CodeType value) {
    if (code(value) == null) {
      return null;
    }
    return Channel.fromCode(code(value))
        .filter(channel -> channel == Channel.SMS || channel == Channel.EMAIL)
        .orElseThrow(() -> new InvalidRequestException("channel should be sms or email"));
  }
}
