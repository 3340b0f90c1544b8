package org.rapport.routes.channel.smpp;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jsmpp.bean.AlertNotification;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.Session;
import org.rapport.routes.rapport.InboundText;
import org.rapport.routes.rapport.WorkExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the SMSC delivers: receipts and patients' texts, whole or in parts, each on its way to the
 * route that hands it to the server, which puts parts together. It is acknowledged once the server
 * has it; else the SMSC comes again.
 */
public final class SmppInbound implements MessageReceiverListener {
  private static final Logger log = LoggerFactory.getLogger(SmppInbound.class);

  /** ESME_RX_T_APPN: the SMSC is to try again. */
  private static final int TEMPORARY = 0x64;

  /** SMPP 3.4, 5.2.12: the words have a header in front, alone or with a reply path. */
  private static final int HEADER = 0x40;

  /** A text has no identifier of its own: the same words within this time are the same text. */
  private static final Duration SAME = Duration.ofMinutes(5);

  private final ProducerTemplate routes;
  private final Charset defaultAlphabet;
  private final boolean decimalReceipts;
  private final Clock clock;

  /**
   * A receiver.
   *
   * @param routes sends to {@code direct:smpp-receipt} and {@code direct:smpp-text}
   */
  public SmppInbound(ProducerTemplate routes, SmppSettings settings, Clock clock) {
    this.routes = routes;
    this.defaultAlphabet = settings.latin1() ? StandardCharsets.ISO_8859_1 : null;
    this.decimalReceipts = settings.decimalReceipts();
    this.clock = clock;
  }

  @Override
  public void onAcceptDeliverSm(DeliverSm message) throws ProcessRequestException {
    if (message.isSmscDeliveryReceipt()) {
      receipt(message);
    } else {
      hand("direct:smpp-text", Map.of(WorkExchange.INBOUND, text(message)));
    }
  }

  private void receipt(DeliverSm message) throws ProcessRequestException {
    Optional<SmppReceipt> receipt = SmppReceipt.of(message, decimalReceipts);
    if (receipt.isEmpty()) {
      log.warn("A delivery receipt cannot be read");
      return;
    }
    hand(
        "direct:smpp-receipt",
        Map.of(
            WorkExchange.CHANNEL,
            "sms",
            WorkExchange.PROVIDER_ID,
            receipt.get().id(),
            WorkExchange.DELIVERY_STATUS,
            receipt.get().status()));
  }

  /** The octets of the text, wherever they stand. */
  static byte[] words(DeliverSm message) {
    byte[] octets = message.getShortMessage();
    var payload = message.getOptionalParameter(OptionalParameter.Message_payload.class);
    if ((octets == null || octets.length == 0) && payload != null) {
      octets = payload.getValue();
    }
    return octets == null ? new byte[0] : octets;
  }

  InboundText text(DeliverSm message) {
    byte[] octets = words(message);
    Optional<SmppPart> part = Optional.empty();
    if ((message.getEsmClass() & HEADER) != 0) {
      part = SmppPart.inHeader(octets);
      octets = Arrays.copyOfRange(octets, SmppPart.header(octets), octets.length);
    }
    part = part.or(() -> SmppPart.inParameters(message));
    String body = decode(octets, message.getDataCoding());
    String from = message.getSourceAddr();
    if (message.getSourceAddrTon() == TypeOfNumber.INTERNATIONAL.value() && !from.startsWith("+")) {
      from = "+" + from;
    }
    String to = message.getDestAddress();
    String id =
        from
            + " "
            + to
            + " "
            + clock.millis() / SAME.toMillis()
            + " "
            // Two parts may say the same.
            + part.map(one -> one.reference() + " " + one.number() + "/" + one.of() + " ")
                .orElse("")
            + body;
    return new InboundText(
        "sms",
        UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString(),
        from,
        body,
        part.map(one -> new InboundText.Part(to, one.reference(), one.number(), one.of()))
            .orElse(null));
  }

  // SMPP 3.4, 5.2.19.
  private String decode(byte[] octets, byte coding) {
    return switch (coding) {
      case 1 -> new String(octets, StandardCharsets.US_ASCII);
      case SmppText.LATIN_1 -> new String(octets, StandardCharsets.ISO_8859_1);
      case SmppText.UCS_2 -> new String(octets, StandardCharsets.UTF_16BE);
      default ->
          defaultAlphabet == null ? Gsm0338.decode(octets) : new String(octets, defaultAlphabet);
    };
  }

  private void hand(String route, Map<String, Object> properties) throws ProcessRequestException {
    Exchange exchange = routes.send(route, made -> properties.forEach(made::setProperty));
    if (exchange.getException() != null) {
      log.warn(
          "What the SMSC delivered could not be handed over ({}); it comes again",
          exchange.getException().getClass().getSimpleName());
      throw new ProcessRequestException("Not now", TEMPORARY);
    }
  }

  @Override
  public void onAcceptAlertNotification(AlertNotification notification) {
    // That a telephone can be reached again says nothing about a message.
  }

  @Override
  public DataSmResult onAcceptDataSm(DataSm message, Session source)
      throws ProcessRequestException {
    // SMPP 3.4, 5.1.3: ESME_RINVCMDID; what is for us comes as deliver_sm.
    throw new ProcessRequestException("data_sm is not taken", 0x03);
  }
}
