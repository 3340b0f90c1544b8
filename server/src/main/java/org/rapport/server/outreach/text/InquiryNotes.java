package org.rapport.server.outreach.text;

import java.time.Clock;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.rapport.server.catalog.Template;
import org.rapport.server.journey.DeadlineWords;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.LeadNotes;
import org.rapport.server.outreach.text.MessageText.Extras;
import org.rapport.time.CivilTime;
import org.springframework.stereotype.Component;

/**
 * The placeholders about an inquiry: when a person answers, the one question that helps to route
 * it, links to go on. A service is named only where a text may name it. Thread-safe.
 */
@Component
public class InquiryNotes {
  private final Clock clock;
  private final CivilTime time = CivilTime.installed();

  public InquiryNotes(Clock clock) {
    this.clock = clock;
  }

  /** Adds what the text has a place for. */
  void add(
      Map<String, String> values, DueMessage message, Template.Variant variant, Extras extras) {
    if (variant.body().contains("resumeLink}}")
        && message.request().focus() != null
        && message.request().focus().type().equals("QuestionnaireResponse")) {
      values.put("resumeLink", extras.form().apply("FORM"));
    }
    if (variant.body().contains("consentLink}}") && message.answers(AnswerKind.OPT_IN_REQUEST)) {
      values.put("consentLink", extras.form().apply("CONSENT"));
    }
    if (variant.body().contains("signInLink}}") && message.answers(AnswerKind.SIGN_IN_LINK)) {
      values.put("signInLink", extras.form().apply("SIGN_IN"));
    }
    if (variant.body().contains("surveyLink}}") && message.visit().id() != null) {
      values.put("surveyLink", extras.form().apply("FORM"));
    }
    if (message.visit().status() == AppointmentStatus.WAITLIST
        && variant.body().contains("bookingLink}}")) {
      values.put("bookingLink", extras.form().apply("BOOKING"));
    }
    LeadNotes lead = message.lead();
    if (lead == null) {
      return;
    }
    String language = variant.language();
    if (lead.due() != null) {
      values.put(
          "respondBy", DeadlineWords.of(lead.due(), clock.instant(), lead.zone(), language, time));
    }
    if (!message.sensitive()) {
      values.put("service", lead.service());
    }
    values.put("referralMethod", lead.referralMethod());
    if (lead.unrouted()) {
      values.put("question", Signature.question(language));
    }
    if (lead.free() && variant.body().contains("bookingLink}}")) {
      values.put("bookingLink", extras.form().apply("BOOKING"));
    }
  }
}
