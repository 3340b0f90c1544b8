package org.rapport.routes.channel.smpp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.jsmpp.InvalidResponseException;
import org.jsmpp.PDUException;
import org.jsmpp.bean.DataCodings;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.GSMSpecificFeature;
import org.jsmpp.bean.MessageMode;
import org.jsmpp.bean.MessageType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.SMSCDeliveryReceipt;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ResponseTimeoutException;
import org.jsmpp.session.SMPPSession;
import org.rapport.routes.rapport.ClaimedItem;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;

/**
 * Gives messages to the SMSC and reads what its answers mean: only what the SMSC has refused, or
 * what never left, may be given again.
 *
 * @see <a href="https://smpp.org/SMPP_v3_4_Issue1_2.pdf">SMPP 3.4, 5.1.3: command_status</a>
 */
public class SmppGateway {
  private static final int SYSTEM_ERROR = 0x08;
  private static final int INVALID_DESTINATION = 0x0B;
  private static final int QUEUE_FULL = 0x14;
  private static final int THROTTLED = 0x58;
  private static final int TEMPORARY = 0x64;

  /** Not this message is the trouble, but how many there are. */
  private static final Set<Integer> TOO_FAST = Set.of(QUEUE_FULL, THROTTLED);

  private static final Set<Integer> COME_AGAIN = Set.of(SYSTEM_ERROR, TEMPORARY);
  private static final Map<Integer, String> REASONS =
      Map.of(INVALID_DESTINATION, "invalid-address");

  /** How we are bound, or what we send from: the next message is refused as this one. */
  private static final Map<Integer, String> OURS =
      Map.ofEntries(
          // Not bound for this, already bound, bind failed, password, system id.
          Map.entry(0x04, "account"),
          Map.entry(0x05, "account"),
          Map.entry(0x0D, "account"),
          Map.entry(0x0E, "account"),
          Map.entry(0x0F, "account"),
          // Source address, its type and plan.
          Map.entry(0x0A, "sender"),
          Map.entry(0x48, "sender"),
          Map.entry(0x49, "sender"),
          // System type, service type; the type and plan that we give every destination.
          Map.entry(0x53, "account"),
          Map.entry(0x15, "account"),
          Map.entry(0x50, "account"),
          Map.entry(0x51, "account"));

  /** After so long there is room again; the try is not spent. */
  private static final int ROOM_SECONDS = 15;

  private final SmppSettings settings;
  private final SmppSession session;

  /**
   * A gateway.
   *
   * @param session null where there is none: nothing can be given to it
   */
  public SmppGateway(SmppSettings settings, SmppSession session) {
    this.settings = settings;
    this.session = session;
  }

  /** Gives the exchange's item to the SMSC, part by part, and notes the outcome. */
  public void submit(Exchange exchange) {
    Optional<SMPPSession> bound = session == null ? Optional.empty() : session.bound();
    if (bound.isEmpty()) {
      WorkExchange.trouble(exchange);
      WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, "smpp-not-bound");
      return;
    }
    ClaimedItem item = WorkExchange.item(exchange);
    SmppText text = SmppText.of(item.body(), settings.latin1(), (byte) item.attempt().hashCode());
    if (settings.payload() && text.concatenated()) {
      text = text.whole();
    }
    List<String> ids = new ArrayList<>();
    try {
      for (byte[] part : text.parts()) {
        ids.add(submit(bound.get(), item.to(), text, part));
      }
      WorkExchange.outcome(exchange, OutcomeKind.SENT, null, "smpp-0");
    } catch (NegativeResponseException e) {
      refused(exchange, e.getCommandStatus(), ids);
    } catch (PDUException e) {
      // Found while it was put together: nothing has left.
      WorkExchange.outcome(
          exchange, ids.isEmpty() ? OutcomeKind.FAILED : OutcomeKind.UNKNOWN, null, "smpp-pdu");
    } catch (ResponseTimeoutException | InvalidResponseException | IOException e) {
      WorkExchange.trouble(exchange);
      WorkExchange.outcome(exchange, OutcomeKind.UNKNOWN, null, e.getClass().getSimpleName());
    }
    if (!ids.isEmpty()) {
      exchange.setProperty(WorkExchange.PROVIDER_ID, String.join(" ", ids));
    }
  }

  private void refused(Exchange exchange, int status, List<String> ids) {
    String detail = "smpp-%08x".formatted(status);
    if (!ids.isEmpty()) {
      // A part of it is on its way: the whole must not go again.
      WorkExchange.outcome(exchange, OutcomeKind.UNKNOWN, null, detail);
    } else if (TOO_FAST.contains(status)) {
      WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, detail);
      WorkExchange.unspent(exchange, ROOM_SECONDS);
    } else if (OURS.containsKey(status)) {
      WorkExchange.held(exchange, OURS.get(status), detail);
    } else if (COME_AGAIN.contains(status)) {
      WorkExchange.trouble(exchange);
      WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, detail);
    } else {
      WorkExchange.outcome(
          exchange, OutcomeKind.FAILED, REASONS.getOrDefault(status, "delivery-failed"), detail);
    }
  }

  private String submit(SMPPSession bound, String to, SmppText text, byte[] part)
      throws PDUException,
          ResponseTimeoutException,
          InvalidResponseException,
          NegativeResponseException,
          IOException {
    boolean payload = part.length > 160;
    OptionalParameter[] more =
        payload
            ? new OptionalParameter[] {new OptionalParameter.Message_payload(part)}
            : new OptionalParameter[0];
    return bound
        .submitShortMessage(
            "",
            ton(settings.source()),
            npi(settings.source()),
            address(settings.source()),
            TypeOfNumber.INTERNATIONAL,
            NumberingPlanIndicator.ISDN,
            address(to),
            text.concatenated()
                ? new ESMClass(MessageMode.DEFAULT, MessageType.DEFAULT, GSMSpecificFeature.UDHI)
                : new ESMClass(),
            (byte) 0,
            (byte) 0,
            null,
            null,
            new RegisteredDelivery(SMSCDeliveryReceipt.SUCCESS_FAILURE),
            (byte) 0,
            DataCodings.newInstance(text.dataCoding()),
            (byte) 0,
            payload ? new byte[0] : part,
            more)
        .getMessageId();
  }

  private static String address(String number) {
    return number.startsWith("+") ? number.substring(1) : number;
  }

  // SMPP 3.4, 5.2.5: a long number is international, a short one the network's, a name a name.
  private static TypeOfNumber ton(String source) {
    if (!source.matches("\\+?[0-9]+")) {
      return TypeOfNumber.ALPHANUMERIC;
    }
    return address(source).length() > 8
        ? TypeOfNumber.INTERNATIONAL
        : TypeOfNumber.NETWORK_SPECIFIC;
  }

  private static NumberingPlanIndicator npi(String source) {
    return ton(source) == TypeOfNumber.INTERNATIONAL
        ? NumberingPlanIndicator.ISDN
        : NumberingPlanIndicator.UNKNOWN;
  }
}
