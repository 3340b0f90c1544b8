package org.rapport.server.inbound;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.rapport.server.consent.Addresses;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.inbound.Correspondents.Correspondent;
import org.rapport.server.outreach.outcome.ChannelTroubles;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.WithoutMessages;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.MailRefusal;
import org.rapport.terminology.NotDoneReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code $mail-events}: what a mail service reports. A bounce that says that there is no such
 * mailbox makes the address invalid, and one that says what is thought of us tells staff; a
 * complaint or an unsubscribe is an opt-out of the address; a reply is read as any text. Each event
 * is a transaction of its own.
 */
@Component
public class MailEvents implements FhirOperations {
  private static final Logger log = LoggerFactory.getLogger(MailEvents.class);

  private final ReceiveMessage messages;
  private final ChannelTroubles troubles;
  private final Correspondents correspondents;
  private final PatientLocks locks;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final Clock clock;

  MailEvents(
      ReceiveMessage messages,
      ChannelTroubles troubles,
      Correspondents correspondents,
      PatientLocks locks,
      ResourceWriter writer,
      TransactionTemplate transaction,
      Clock clock) {
    this.messages = messages;
    this.troubles = troubles;
    this.correspondents = correspondents;
    this.locks = locks;
    this.writer = writer;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Takes events; one that fails does not stop the others.
   *
   * @param events parts type (bounce, complaint, unsubscribe, reply), email, messageId, diagnostic
   * @return how many were taken
   */
  @Operation(name = "$mail-events", idempotent = false)
  public Parameters take(
      @OperationParam(name = "event", min = 1, max = OperationParam.MAX_UNLIMITED)
          List<ParametersParameterComponent> events) {
    int taken = 0;
    for (ParametersParameterComponent event :
        events == null ? List.<ParametersParameterComponent>of() : events) {
      try {
        taken += one(event) ? 1 : 0;
      } catch (RuntimeException e) {
        log.warn("An event of the mail service failed", WithoutMessages.of(e));
      }
    }
    Parameters answer = new Parameters();
    answer.addParameter("taken", new IntegerType(taken));
    return answer;
  }

  private boolean one(ParametersParameterComponent event) {
    String type = value(event, "type");
    String mailbox = Addresses.email(value(event, "email")).orElse(null);
    if (mailbox == null) {
      return false;
    }
    Route route = new Route(Channel.EMAIL, mailbox).key();
    String text = value(event, "diagnostic");
    Inbound inbound =
        new Inbound(
            route,
            text,
            NameBasedId.of(type + " " + mailbox + " " + value(event, "messageId") + " " + text));
    switch (type) {
      case "reply" -> messages.receive(inbound);
      case "complaint", "unsubscribe" -> write(inbound, EngagementCategory.OPT_OUT, null, type);
      case "bounce" ->
          write(
              inbound,
              null,
              MailRefusal.of(0, text) == MailRefusal.NOBODY ? NotDoneReason.INVALID_ADDRESS : null,
              type);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void write(
      Inbound inbound, EngagementCategory category, NotDoneReason reason, String type) {
    transaction.executeWithoutResult(
        status -> {
          locks.lock(List.of("address " + inbound.from().address()));
          if (messages.taken(inbound.communication())) {
            return;
          }
          Instant now = clock.instant();
          List<String> patients =
              correspondents.of(inbound.from(), now).stream().map(Correspondent::patient).toList();
          locks.lock(patients);
          Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
          InboundRecords records = new InboundRecords(bundle, now, now);
          // Why it came: what is complained about is counted against a campaign (R17).
          records
              .received(inbound, category, patients, reason)
              .addReasonCode(new CodeableConcept().setText(type));
          if (category == null && MailRefusal.of(0, inbound.body()) == MailRefusal.CHANNEL) {
            troubles.told(bundle, inbound.from().channel(), "policy");
          }
          if (category == EngagementCategory.OPT_OUT) {
            patients.forEach(patient -> records.refusal(inbound, patient, null));
          }
          writer.write(bundle);
        });
  }

  private static String value(ParametersParameterComponent event, String name) {
    return event.getPart().stream()
        .filter(part -> name.equals(part.getName()) && part.getValue() != null)
        .map(part -> String.valueOf(part.getValue().primitiveValue()))
        .findFirst()
        .orElse("");
  }
}
