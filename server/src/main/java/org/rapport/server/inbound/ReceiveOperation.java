package org.rapport.server.inbound;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.terminology.Channel;
import org.springframework.stereotype.Component;

/** {@code $receive}: takes a text that a patient wrote, as a provider's webhook brings it. */
@Component
public class ReceiveOperation implements FhirOperations {
  private final ReceiveMessage messages;
  private final String region;

  ReceiveOperation(ReceiveMessage messages, RapportSettings settings) {
    this.messages = messages;
    this.region = Addresses.region(settings.clinic().phone(), "US");
  }

  /**
   * Records a text and does what follows from it, in one transaction. A repeat changes nothing.
   *
   * @param channel {@code sms} or {@code email}
   * @param messageId the provider's identifier of the text
   * @return the Communication's reference, and what the text was understood as
   */
  @Operation(name = "$receive", idempotent = false)
  public Parameters receive(
      @OperationParam(name = "channel", min = 1) CodeType channel,
      @OperationParam(name = "messageId", min = 1) StringType messageId,
      @OperationParam(name = "from", min = 1) StringType from,
      @OperationParam(name = "body") StringType body) {
    Channel by = Channel.fromCode(channel == null ? null : channel.getValue()).orElse(null);
    if (by != Channel.SMS && by != Channel.EMAIL) {
      throw new InvalidRequestException("channel should be sms or email");
    }
    Route sender = new Route(by, address(by, required("from", from)));
    ReceiveMessage.Received received =
        messages.receive(
            new Inbound(
                sender, body == null ? "" : body.getValue(), required("messageId", messageId)));
    Parameters answer = new Parameters();
    answer.addParameter("communication", new StringType("Communication/" + received.id()));
    answer.addParameter("meaning", new CodeType(received.code()));
    return answer;
  }

  private String address(Channel channel, String from) {
    return (channel == Channel.SMS ? Addresses.mobile(from, region) : Addresses.email(from))
        .orElse(visible(from));
  }

  private static String visible(String value) {
    return value.replaceAll("[\\p{Cc}\\p{Cf}]", "").strip();
  }

  private static String required(String name, StringType value) {
    String text = value == null || value.getValue() == null ? "" : visible(value.getValue());
    if (text.isEmpty()) {
      throw new InvalidRequestException(name + " should have a value");
    }
    return text;
  }
}
