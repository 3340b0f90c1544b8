package org.rapport.server.inbound;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.Locale;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.terminology.Channel;
import org.springframework.stereotype.Component;

/**
 * {@code $receive}: takes a text that a patient wrote, or a part of one, as a provider brings it.
 */
@Component
public class ReceiveOperation implements FhirOperations {
  private final ReceiveMessage messages;
  private final ReceivePart parts;
  private final String region;

  ReceiveOperation(ReceiveMessage messages, ReceivePart parts, RapportSettings settings) {
    this.messages = messages;
    this.parts = parts;
    this.region = Addresses.region(settings.clinic().phone(), "US");
  }

  /**
   * Records a text and does what follows from it, in one transaction. A part of a long one is kept
   * until it is whole, or for half a minute. A repeat changes nothing.
   *
   * @param channel {@code sms} or {@code email}
   * @param messageId the provider's identifier of the text
   * @param to the number it was sent to; tells parts of two texts from each other
   * @param reference with {@code part} and {@code parts}: the sender's, 0 to 65535, the same in all
   *     parts of a text
   * @param part which part this is, from 1
   * @param parts how many there are, at most 255
   * @param optOutType what the provider took it for, has acted on and has answered: STOP, START or
   *     HELP
   * @return the Communication's reference, and what the text was understood as; of a part whose
   *     text is not whole only the meaning {@code part}
   */
  @Operation(name = "$receive", idempotent = false)
  public Parameters receive(
      @OperationParam(name = "channel", min = 1) CodeType channel,
      @OperationParam(name = "messageId", min = 1) StringType messageId,
      @OperationParam(name = "from", min = 1) StringType from,
      @OperationParam(name = "body") StringType body,
      @OperationParam(name = "to") StringType to,
      @OperationParam(name = "reference") IntegerType reference,
      @OperationParam(name = "part") IntegerType part,
      @OperationParam(name = "parts") IntegerType parts,
      @OperationParam(name = "optOutType") CodeType optOutType) {
    Channel by = Channel.fromCode(channel == null ? null : channel.getValue()).orElse(null);
    if (by != Channel.SMS && by != Channel.EMAIL) {
      throw new InvalidRequestException("channel should be sms or email");
    }
    Route sender = new Route(by, address(by, required("from", from)));
    String words = body == null ? "" : body.getValue();
    String id = required("messageId", messageId);
    int of = parts(by, reference, part, parts);
    ReceiveMessage.Received received =
        of == 1
            ? messages.receive(new Inbound(sender, words, id, declared(optOutType)))
            : this.parts.receive(
                new TextPart(
                    sender,
                    to == null || to.getValue() == null ? "" : visible(to.getValue()),
                    reference.getValue(),
                    part.getValue(),
                    of,
                    words));
    Parameters answer = new Parameters();
    if (received.id() != null) {
      answer.addParameter("communication", new StringType("Communication/" + received.id()));
    }
    answer.addParameter("meaning", new CodeType(received.code()));
    return answer;
  }

  // How many parts the text has; 1 if this is all of it.
  private static int parts(Channel by, IntegerType reference, IntegerType part, IntegerType parts) {
    if (!has(reference) && !has(part) && !has(parts)) {
      return 1;
    }
    if (!has(reference) || !has(part) || !has(parts)) {
      throw new InvalidRequestException("reference, part and parts should come together");
    }
    if (by != Channel.SMS) {
      throw new InvalidRequestException("Only a text by sms comes in parts");
    }
    within("parts", parts.getValue(), 1, TextPart.MOST);
    within("part", part.getValue(), 1, parts.getValue());
    within("reference", reference.getValue(), 0, TextPart.REFERENCES - 1);
    return parts.getValue();
  }

  private static Meaning.Kind declared(CodeType optOutType) {
    String type = optOutType == null || !optOutType.hasValue() ? "" : optOutType.getValue();
    return switch (type.toUpperCase(Locale.ROOT)) {
      case "STOP" -> Meaning.Kind.STOP;
      case "START" -> Meaning.Kind.START;
      case "HELP" -> Meaning.Kind.HELP;
      default -> null;
    };
  }

  private static boolean has(IntegerType value) {
    return value != null && value.getValue() != null;
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new InvalidRequestException(
          name + " should be from " + least + " to " + most + " and is " + value);
    }
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
