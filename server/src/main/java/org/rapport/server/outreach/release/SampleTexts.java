package org.rapport.server.outreach.release;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.server.catalog.Template;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.journey.Focus;
import org.rapport.server.journey.PlannedStep;
import org.rapport.server.outreach.gate.RuleResult;
import org.rapport.server.outreach.text.MessageText.Text;
import org.rapport.server.policy.Policy;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.stereotype.Component;

/**
 * Messages as somebody made up would get them, by the rules and in the words of those that go out.
 * Nothing is read of anybody; no link in them works. Thread-safe.
 */
@Component
public class SampleTexts {
  private final Policy policy;
  private final RapportSettings settings;
  private final Clock clock;

  SampleTexts(Policy policy, RapportSettings settings, Clock clock) {
    this.policy = policy;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * What they would get.
   *
   * @param text null where there is none for the channel
   * @param content what the rules about texts say of it
   */
  public record Sample(Text text, RuleResult content) {}

  /**
   * Of a template, a draft too.
   *
   * @param language BCP 47; null: English
   * @param channel sms or email
   */
  public Sample of(Template template, String language, Channel channel) {
    Instant now = clock.instant();
    return sample(
        gate(template)
            .preview(due(template.canonical(), template.purpose(), language, now), channel, now));
  }

  /** Of words that staff wrote to many. */
  public Sample of(String payload, OutreachPurpose purpose, String language, Channel channel) {
    Instant now = clock.instant();
    return sample(
        gate(null).preview(due(null, purpose.code(), language, now), payload, channel, now));
  }

  private static Sample sample(DryGate.Preview preview) {
    return new Sample(preview.text(), preview.content());
  }

  private DryGate gate(Template template) {
    return new DryGate(policy, canonical -> Optional.ofNullable(template), settings, false);
  }

  private DryGate.Due due(String canonical, String purpose, String language, Instant now) {
    ZoneId zone = settings.clinic().zone();
    Patient patient = Somebody.patient(language);
    Appointment visit = Somebody.visit(now, zone);
    PlannedStep step =
        PlannedStep.atOnce("sample", visit.getStart().toInstant(), canonical, purpose, now, zone);
    return new DryGate.Due(
        step,
        patient,
        Focus.of(visit),
        Somebody.place(settings.clinic()),
        visit,
        Sensitivity.NONE,
        true,
        ContactBook.EMPTY,
        null);
  }
}
