package org.rapport.routes.rapport;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What an endpoint of {@code rapport:} does, by the name behind the colon. The page of the
 * component is made of what stands here.
 */
enum RapportOperation {
  /** Takes work that is due. */
  CLAIM(
      "claim",
      "$claim",
      "claims work that is due; one exchange an item, or one a claim with `batch`",
      List.of(),
      List.of(WorkExchange.ITEM, WorkExchange.CHANNEL)),
  /** Hears what came of each message. */
  OUTCOME(
      "outcome",
      null,
      "calls nothing: one exchange for each attempt whose outcome the server has taken from this"
          + " process; the body is a map of codes and identifiers",
      List.of(),
      List.of(
          WorkExchange.ITEM,
          WorkExchange.CHANNEL,
          WorkExchange.OUTCOME,
          WorkExchange.REASON,
          WorkExchange.PROVIDER_ID)),
  /** Asks whether the provider may be called now. */
  BEGIN(
      "begin",
      "$begin",
      "records the attempt, right before the provider is called, unless the release is stale",
      List.of(WorkExchange.ITEM),
      List.of(WorkExchange.PROCEED)),
  /** Tells what came of work. */
  COMPLETE(
      "complete",
      "$complete",
      "reports what came of work; repeating it changes nothing",
      List.of(
          WorkExchange.ITEM,
          WorkExchange.OUTCOME,
          WorkExchange.REASON,
          WorkExchange.PROVIDER_ID,
          WorkExchange.DELIVERY_STATUS,
          WorkExchange.DETAIL,
          WorkExchange.WORDS,
          WorkExchange.RETRY_AFTER,
          WorkExchange.DOWN_SINCE),
      List.of()),
  /** Plans claimed changes. */
  RECONCILE(
      "reconcile",
      "$reconcile",
      "plans claimed changes and takes them off the queue; the body is the claimed list",
      List.of(),
      List.of()),
  /** Tells a provider's report. */
  DELIVERY_STATUS(
      "delivery-status",
      "$delivery-status",
      "reports how far a message got, of the attempt in the header `attempt`, or else of channel and"
          + " provider's identifier; moves forward only",
      List.of(
          WorkExchange.DELIVERY_STATUS,
          WorkExchange.REASON,
          WorkExchange.CHANNEL,
          WorkExchange.PROVIDER_ID),
      List.of()),
  /** Tells a text that came in. */
  RECEIVE(
      "receive",
      "$receive",
      "hands over a text that a patient wrote, or a part of one; the same `messageId` again changes"
          + " nothing",
      List.of(WorkExchange.INBOUND, WorkExchange.CHANNEL),
      List.of()),
  /** Tells events of a mail service. */
  MAIL_EVENTS(
      "mail-events",
      "$mail-events",
      "hands over bounces, complaints, unsubscribes and replies",
      List.of(WorkExchange.INBOUND),
      List.of()),
  /** Tells a call that came in. */
  CALL(
      "call",
      "$receive-call",
      "hands over what became of a call",
      List.of(WorkExchange.INBOUND),
      List.of()),
  /** Tells what was heard of the EHR. */
  EHR_CHANGES(
      "ehr-changes",
      "$ehr-changes",
      "hands over what may have changed at the EHR",
      List.of(WorkExchange.INBOUND),
      List.of()),
  /** Tells an inquiry. */
  SUBMIT(
      "submit",
      "$submit-inquiry",
      "hands over an inquiry",
      List.of(WorkExchange.INBOUND),
      List.of(WorkExchange.ANSWER)),
  /** Asks why a message went, or did not. */
  EXPLAIN(
      "explain",
      "$explain",
      "the body becomes a map of the verdict and the rules about the item's request; a rule's detail"
          + " may be personal. The worker's client needs `system/CommunicationRequest.r`",
      List.of(WorkExchange.ITEM),
      List.of());

  private final String code;
  private final String serverOperation;
  private final String description;
  private final List<String> reads;
  private final List<String> sets;

  RapportOperation(
      String code,
      String serverOperation,
      String description,
      List<String> reads,
      List<String> sets) {
    this.code = code;
    this.serverOperation = serverOperation;
    this.description = description;
    this.reads = reads;
    this.sets = sets;
  }

  /** The name behind the colon. */
  String code() {
    return code;
  }

  /** The server's operation that it calls; null where it calls none. */
  String serverOperation() {
    return serverOperation;
  }

  /** What it does, in a sentence. */
  String description() {
    return description;
  }

  /** Exchange properties that it reads. */
  List<String> reads() {
    return reads;
  }

  /** Exchange properties that it sets. */
  List<String> sets() {
    return sets;
  }

  /** Whether a route begins with it; all others are steps. */
  boolean isSource() {
    return this == CLAIM || this == OUTCOME;
  }

  /** By the name behind the colon; empty for any other word. */
  static Optional<RapportOperation> fromCode(String code) {
    return Arrays.stream(values()).filter(one -> one.code.equals(code)).findFirst();
  }
}
