package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of preferences, as somebody gets it by e-mail. */
final class PreferencesLink {
  private static final Pattern PAGE = Pattern.compile("https?://\\S+/p/[A-Za-z0-9_-]{43}");

  private PreferencesLink() {}

  /** Sends a message from a template with a place for the link; answers the link. */
  static String sent(Clinic clinic, Person person) throws Exception {
    String template =
        Templates.care(
            clinic,
            "preferences-" + person.id(),
            "email",
            "Your choice",
            "Choose: {{preferences}}");
    clinic
        .fhir()
        .send(
            "POST",
            "/CommunicationRequest",
            FhirClient.JSON,
            """
            {"resourceType": "CommunicationRequest", "status": "active",
              "subject": {"reference": "Patient/%s"}, "authoredOn": "%s",
              "category": [{"coding": [{"system": "%s/CodeSystem/outreach-purpose",
                "code": "care"}]}],
              "extension": [{"url": "%s/StructureDefinition/journey-step", "extension": [
                {"url": "journey", "valueCanonical": "https://clinic.example/journey|1"},
                {"url": "step", "valueId": "choose"},
                {"url": "template", "valueCanonical": "%s"}]}]}\
            """
                .formatted(person.id(), clinic.settle(), Outreach.BASE, Outreach.BASE, template))
        .accepted();
    clinic.settle();
    List<MimeMessage> mails = clinic.mails(person.email());
    return in(mails.get(mails.size() - 1));
  }

  /** The link in the text of an e-mail. */
  static String in(MimeMessage mail) throws Exception {
    Matcher link = PAGE.matcher(text(mail));
    assertThat(link.find()).isTrue();
    return link.group();
  }

  /** The plain text of an e-mail. */
  static String text(MimeMessage mail) throws Exception {
    return ((MimeMultipart) mail.getContent()).getBodyPart(0).getContent().toString();
  }
}
