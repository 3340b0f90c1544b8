package org.rapport.routes.rapport;

/** A call as a provider reports it; the numbers may be null or no numbers at all. */
public record InboundCall(String callId, String status, String from, String to) {
  /** Nothing personal: this may end in a log. */
  @Override
  public String toString() {
    return "InboundCall[" + callId + "]";
  }
}
