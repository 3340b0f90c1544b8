package org.rapport.server.embedded.demo;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.terminology.Channel;

/**
 * A morning's work for whoever opens the console of the demo: inquiries of which one is late, and
 * what patients wrote, one of them in need. All of it came by the doors by which it would come.
 */
final class DemoMorning {
  private static final Duration LATE = Duration.ofMinutes(12);

  /** Given and family name, number, and what they say. */
  private static final List<List<String>> INQUIRIES =
      List.of(
          List.of("Amara", "Nwosu", "+14165550171", "Mornings are best for me."),
          List.of("Jean", "Côté", "+14165550172", "Je préfère le jeudi."),
          List.of("Lucía", "Ferrer", "+14165550173", "¿Atienden por la tarde?"),
          List.of("Tom", "Avery", "+14165550174", "A friend told me about you."));

  /** What those who have a visit write. */
  private static final List<String> SAID =
      List.of(
          "can I come an hour later?", "is there parking?", "I can't go on, I want to kill myself");

  private final IGenericClient client;
  private final Clock clock;
  private final int port;

  DemoMorning(IGenericClient client, Clock clock, int port) {
    this.client = client;
    this.clock = clock;
    this.port = port;
  }

  /** Plays it. */
  void play() throws IOException, InterruptedException {
    for (List<String> one : INQUIRIES) {
      DemoInquiry.send(port, one.get(0), one.get(1), one.get(2), one.get(3));
    }
    makeOneLate();
    write();
  }

  /** The first of those who asked has waited longer than was promised. */
  private void makeOneLate() {
    Bundle leads =
        client
            .search()
            .byUrl("Task?code=lead&status=requested&_sort=authored-on&_count=1")
            .returnBundle(Bundle.class)
            .execute();
    for (Bundle.BundleEntryComponent entry : leads.getEntry()) {
      Task lead = (Task) entry.getResource();
      Instant now = clock.instant();
      lead.setAuthoredOn(Date.from(now.minus(Duration.ofHours(3))));
      lead.getRestriction()
          .getPeriod()
          .setStart(lead.getAuthoredOn())
          .setEnd(Date.from(now.minus(LATE)));
      client.update().resource(lead).execute();
    }
  }

  private void write() {
    Bundle patients =
        client
            .search()
            .byUrl("Patient?identifier:missing=false&_sort=_id&_count=20")
            .returnBundle(Bundle.class)
            .execute();
    int next = 0;
    for (Bundle.BundleEntryComponent entry : patients.getEntry()) {
      String number = number((Patient) entry.getResource());
      if (number != null && next < SAID.size()) {
        Parameters text = new Parameters();
        text.addParameter("channel", new CodeType(Channel.SMS.code()));
        text.addParameter("messageId", new StringType("demo-morning-" + next));
        text.addParameter("from", new StringType(number));
        text.addParameter("body", new StringType(SAID.get(next++)));
        client.operation().onServer().named("$receive").withParameters(text).execute();
      }
    }
  }

  private static String number(Patient patient) {
    return patient.getTelecom().stream()
        .filter(one -> one.getSystem() == ContactPoint.ContactPointSystem.PHONE)
        .map(ContactPoint::getValue)
        .filter(value -> value != null && value.startsWith("+1416"))
        .findFirst()
        .orElse(null);
  }
}
