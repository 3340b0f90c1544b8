package org.rapport.routes.rapport;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Metadata;
import org.rapport.terminology.OutcomeKind;

/**
 * Names of exchange properties. Properties rather than headers, as headers travel out with an HTTP
 * request or an e-mail.
 */
public final class WorkExchange {
  @Metadata(
      javaType = "ClaimedItem",
      description =
          "what was claimed; a message has `to`, `subject`, `body`, `html`, `language`, `attempt`, `purpose`, `channel` and `focus`, a question about a number `to` and `date`")
  public static final String ITEM = "RapportItem";

  @Metadata(javaType = "String", description = "`sms`, `email`, `portal` or `voice`")
  public static final String CHANNEL = "RapportChannel";

  @Metadata(javaType = "Boolean", description = "whether the provider may be called now")
  public static final String PROCEED = "RapportProceed";

  @Metadata(javaType = "String", description = "`sent`, `retry`, `failed` or `unknown`")
  public static final String OUTCOME = "RapportOutcome";

  @Metadata(
      javaType = "String",
      description =
          "of `failed` `invalid-address`, `opted-out` or `delivery-failed`; of `retry` `held-account`, `held-sender`, `held-policy`, `held-registration`, `held-region` or `held-security`; of a question about a number `yes`, `no` or `no-data`")
  public static final String REASON = "RapportReason";

  @Metadata(javaType = "String", description = "the provider's name for the message")
  public static final String PROVIDER_ID = "RapportProviderId";

  @Metadata(javaType = "String", description = "`queued`, `sent`, `delivered`, `read` or `failed`")
  public static final String DELIVERY_STATUS = "RapportDeliveryStatus";

  @Metadata(
      javaType = "Object",
      description =
          "what came in; for `receive` a map or JSON object with `messageId`, `from`, `body` and, where the provider has acted on a STOP, START or HELP already, `optOutType`")
  public static final String INBOUND = "RapportInbound";

  @Metadata(javaType = "InquiryAnswer", description = "what the server said of an inquiry")
  public static final String ANSWER = "RapportAnswer";

  @Metadata(
      javaType = "String",
      description =
          "a code for the record such as `http-422-1007`; letters, figures and `_.:-` alone, nothing personal")
  public static final String DETAIL = "RapportDetail";

  @Metadata(
      javaType = "String",
      description =
          "of what an EHR was told: its own words of a refusal, for the Task; they may be personal and end in no log")
  public static final String WORDS = "RapportWords";

  /** What the reason of a {@code retry} begins with whose channel a person has to look at. */
  private static final String HELD = "held-";

  /** Somebody may have put it right by then. */
  private static final int HOLD_SECONDS = 60;

  /** True: the channel is in trouble, and not only this message. */
  @Metadata(
      javaType = "Boolean",
      description = "the channel is in trouble and not only this message: its circuit counts it")
  public static final String TROUBLE = "RapportTrouble";

  /** Seconds after which a message that cost no try is due again. */
  @Metadata(
      javaType = "Integer",
      description = "seconds after which a `retry` is due again, at the cost of no try")
  public static final String RETRY_AFTER = "RapportRetryAfter";

  /** ISO 8601 instant since when the channel is down. */
  @Metadata(javaType = "String", description = "ISO 8601 instant since when the channel is down")
  public static final String DOWN_SINCE = "RapportDownSince";

  private WorkExchange() {}

  /** The item of an exchange. */
  public static ClaimedItem item(Exchange exchange) {
    return exchange.getProperty(ITEM, ClaimedItem.class);
  }

  /** Notes the outcome that {@code rapport:complete} will report. */
  public static void outcome(Exchange exchange, OutcomeKind outcome, String reason, String detail) {
    exchange.setProperty(OUTCOME, outcome.code());
    exchange.setProperty(REASON, reason);
    exchange.setProperty(DETAIL, detail);
  }

  /** Notes what the other side has said of a refusal, for the person who sees to it; or null. */
  public static void words(Exchange exchange, String words) {
    exchange.setProperty(WORDS, words);
  }

  /** Notes that the channel itself is in trouble: its circuit counts it. */
  public static void trouble(Exchange exchange) {
    exchange.setProperty(TROUBLE, true);
  }

  /**
   * Notes that it is not the message that is wrong but the channel: it waits, at the cost of no
   * try, and staff are told once what has to be put right.
   *
   * @param cause a code for what is wrong: account, sender, policy
   */
  public static void held(Exchange exchange, String cause, String detail) {
    trouble(exchange);
    outcome(exchange, OutcomeKind.RETRY, HELD + cause, detail);
    unspent(exchange, HOLD_SECONDS);
  }

  /** Notes that a {@code retry} costs the message no try, and when it may come again. */
  public static void unspent(Exchange exchange, int seconds) {
    exchange.setProperty(RETRY_AFTER, seconds);
  }
}
