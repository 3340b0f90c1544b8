package org.rapport.routes.channel.smpp;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.OptionalParameter;

/**
 * A delivery receipt: of which message, and what became of it. Read from the parameters where they
 * stand (SMPP 3.4, 5.3.2.12 and 5.3.2.35), else from the text, whose format is each vendor's own
 * (appendix B): fields are left out, in another order, and in small letters.
 *
 * @param id as submit_sm_resp gave it
 * @param status sent, delivered or failed
 */
record SmppReceipt(String id, String status) {
  private static final Pattern ID = Pattern.compile("(?i)(?<!\\w)id:\\s*(\\S+)");
  private static final Pattern STATE = Pattern.compile("(?i)(?<!\\w)stat:\\s*(\\w+)");

  private static final Map<String, String> STATUSES =
      Map.of(
          "DELIVRD", "delivered",
          "EXPIRED", "failed",
          "DELETED", "failed",
          "UNDELIV", "failed",
          "REJECTD", "failed",
          "SKIPPED", "failed",
          "ACCEPTD", "sent",
          "ENROUTE", "sent");

  /** SMPP 3.4, 5.2.28: message_state in the words of the text. */
  private static final Map<Integer, String> STATES =
      Map.of(
          1, "ENROUTE", 2, "DELIVRD", 3, "EXPIRED", 4, "DELETED", 5, "UNDELIV", 6, "ACCEPTD", 8,
          "REJECTD");

  /**
   * Reads one.
   *
   * @param decimal whether the receipt's id is decimal where submit_sm_resp's was hexadecimal
   * @return empty where it does not say both
   */
  static Optional<SmppReceipt> of(DeliverSm message, boolean decimal) {
    String text = new String(SmppInbound.words(message), StandardCharsets.ISO_8859_1);
    var receipted = message.getOptionalParameter(OptionalParameter.Receipted_message_id.class);
    var reported = message.getOptionalParameter(OptionalParameter.Message_state.class);
    String id = receipted == null ? found(ID, text) : receipted.getValueAsString();
    String state = reported == null ? null : STATES.get((int) reported.getValue());
    if (state == null) {
      state = found(STATE, text);
    }
    String status = state == null ? null : STATUSES.get(state.toUpperCase(Locale.ROOT));
    if (id == null || id.isBlank() || status == null) {
      return Optional.empty();
    }
    return Optional.of(new SmppReceipt(decimal ? hexadecimal(id) : id, status));
  }

  private static String hexadecimal(String id) {
    return id.matches("\\d{1,40}") ? new BigInteger(id).toString(16) : id;
  }

  private static String found(Pattern field, String text) {
    Matcher value = field.matcher(text);
    return value.find() ? value.group(1) : null;
  }
}
