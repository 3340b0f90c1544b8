package org.rapport.server.it;

/** Texts of a scenario's own. */
final class Templates {
  private Templates() {}

  /**
   * Puts a text in force: English, of purpose care, for one channel.
   *
   * @param subject of an e-mail; null for a text message
   * @return its canonical
   */
  static String care(Clinic clinic, String name, String channel, String subject, String body) {
    String url = Outreach.BASE + "/ActivityDefinition/" + name;
    String heading =
        subject == null ? "" : "{\"url\": \"subject\", \"valueString\": \"" + subject + "\"},";
    clinic
        .fhir()
        .send(
            "POST",
            "/ActivityDefinition",
            FhirClient.JSON,
            """
            {"resourceType": "ActivityDefinition", "url": "%s", "status": "active",
              "kind": "CommunicationRequest",
              "code": {"coding": [{"system": "%s/CodeSystem/outreach-purpose", "code": "care"}]},
              "extension": [{"url": "%s/StructureDefinition/message-variant", "extension": [
                {"url": "language", "valueCode": "en"}, {"url": "channel", "valueCode": "%s"}, %s
                {"url": "body", "valueString": "%s"}]}]}\
            """
                .formatted(url, Outreach.BASE, Outreach.BASE, channel, heading, body))
        .accepted();
    return url;
  }
}
