package org.rapport.server.simulate;

import ca.uhn.fhir.context.FhirContext;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.NotDoneReason;

/** What a simulation found: for people on the screen, as CSV (RFC 4180), and as a FHIR Bundle. */
final class SimulationReport {
  private static final CSVFormat CSV =
      CSVFormat.RFC4180.builder().setQuoteMode(QuoteMode.ALL).setNullString("").build();

  private static final String HEADER =
      "patient,focus,step,purpose,planned,at,outcome,reason,channel,language,subject,body,variant,why";

  private final List<SimulatedMessage> messages;

  SimulationReport(List<SimulatedMessage> messages) {
    this.messages = messages;
  }

  /** Every message in a line, then the counts by step. */
  void print(PrintStream out) {
    for (SimulatedMessage message : messages) {
      out.printf(
          "%s  %-8s %-18s %-24s %s%n",
          message.at(),
          message.sent() ? message.route().channel().code() : "not-done",
          message.step(),
          message.patient(),
          message.sent() ? oneLine(message.body()) : message.why());
    }
    out.println();
    counts().forEach((line, count) -> out.printf("%6d  %s%n", count, line));
  }

  private Map<String, Long> counts() {
    return messages.stream()
        .collect(
            Collectors.groupingBy(
                message ->
                    message.step()
                        + "  "
                        + (message.sent()
                            ? "sent by " + message.route().channel().code()
                            : "not done: " + message.reason().code()),
                TreeMap::new,
                Collectors.counting()));
  }

  /** Writes a row a message. */
  void csv(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file);
        CSVPrinter rows = new CSVPrinter(out, CSV)) {
      out.write(HEADER);
      rows.println();
      for (SimulatedMessage m : messages) {
        rows.printRecord(
            m.patient(),
            m.focus(),
            m.step(),
            m.purpose(),
            m.planned(),
            m.at(),
            m.sent() ? "completed" : "not-done",
            m.sent() ? null : m.reason().code(),
            m.sent() ? m.route().channel().code() : null,
            m.language(),
            m.subject(),
            m.body(),
            m.variant(),
            m.why());
      }
    }
  }

  private static String oneLine(String body) {
    return body.replaceAll("\\s+", " ");
  }

  /** Writes a collection of Communications, as the server would have recorded them. */
  void bundle(Path file, FhirContext context) throws IOException {
    Bundle bundle = new Bundle().setType(Bundle.BundleType.COLLECTION);
    messages.forEach(message -> bundle.addEntry().setResource(communication(message)));
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      context.newJsonParser().setPrettyPrint(true).encodeResourceToWriter(bundle, out);
    }
  }

  private static Communication communication(SimulatedMessage message) {
    Communication communication = new Communication();
    communication.setSubject(new Reference(message.patient()));
    communication.addAbout(new Reference(message.focus()));
    communication.addInstantiatesCanonical(message.template());
    EngagementCategory.fromCode(message.purpose())
        .ifPresent(
            category ->
                communication.addCategory(
                    concept(EngagementCategory.SYSTEM, category.code(), category.display())));
    if (!message.sent()) {
      communication.setStatus(CommunicationStatus.NOTDONE);
      communication.setStatusReason(
          concept(NotDoneReason.SYSTEM, message.reason().code(), message.reason().display()));
      return communication;
    }
    Channel channel = message.route().channel();
    communication.setStatus(CommunicationStatus.COMPLETED);
    communication.setSent(Date.from(message.at()));
    communication.setLanguage(message.language());
    communication.addMedium(concept(Channel.SYSTEM, channel.code(), channel.display()));
    communication.addPayload().setContent(new StringType(message.body()));
    if (message.subject() != null) {
      communication.setTopic(new CodeableConcept().setText(message.subject()));
    }
    return communication;
  }

  private static CodeableConcept concept(String system, String code, String display) {
    return new CodeableConcept(new Coding(system, code, display));
  }
}
