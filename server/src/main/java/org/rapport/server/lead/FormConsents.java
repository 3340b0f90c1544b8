package org.rapport.server.lead;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Instant;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.consent.Evidence;
import org.rapport.server.consent.GivenConsents;
import org.rapport.terminology.Channel;

/**
 * The permissions that a form asks for (contract 9), each with the words that were shown. Whoever
 * ticks nothing has said nothing: that is no refusal.
 */
final class FormConsents {
  private FormConsents() {}

  /** Adds what was permitted. */
  static void add(
      Bundle bundle,
      Questionnaire form,
      Inquiry inquiry,
      String patient,
      String answers,
      Instant now) {
    if (inquiry.permits(Inquiry.CONSENT_SMS) && inquiry.phone() != null) {
      ContactPoint address =
          new ContactPoint().setSystem(ContactPointSystem.SMS).setValue(inquiry.phone());
      add(bundle, form, inquiry, patient, answers, Channel.SMS, Inquiry.CONSENT_SMS, address, now);
    }
    if (inquiry.permits(Inquiry.CONSENT_EMAIL) && inquiry.email() != null) {
      ContactPoint address =
          new ContactPoint().setSystem(ContactPointSystem.EMAIL).setValue(inquiry.email());
      add(
          bundle,
          form,
          inquiry,
          patient,
          answers,
          Channel.EMAIL,
          Inquiry.CONSENT_EMAIL,
          address,
          now);
    }
  }

  private static void add(
      Bundle bundle,
      Questionnaire form,
      Inquiry inquiry,
      String patient,
      String answers,
      Channel channel,
      String question,
      ContactPoint address,
      Instant now) {
    String language = inquiry.origin().language() == null ? "en" : inquiry.origin().language();
    Evidence evidence =
        new Evidence(
            LeadAnswers.words(form, question, language),
            form.getVersion(),
            language,
            inquiry.origin().questionnaire(),
            address,
            inquiry.origin().address(),
            "form".equals(inquiry.origin().by()) ? null : inquiry.origin().by(),
            inquiry.origin().riskNotice());
    var consent = GivenConsents.ticked(patient, channel, now, evidence);
    consent.setSource(new Reference("QuestionnaireResponse/" + answers));
    put(bundle, consent);
  }
}
