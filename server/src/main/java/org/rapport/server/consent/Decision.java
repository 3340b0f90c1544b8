package org.rapport.server.consent;

import java.time.Instant;
import java.util.Set;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/**
 * One active Consent of category outreach.
 *
 * @param purposes codes; empty means all
 * @param channels codes; empty means all
 * @param verified confirmed by the patient (double opt-in)
 * @param until exclusive; null: no expiry
 * @param basis what a permission rests on: express, implied-transaction or implied-inquiry
 * @param imported brought by an EHR or another system, not said to us
 * @param riskNotice version of the notice of unencrypted messages that was shown with it; null:
 *     none
 */
public record Decision(
    boolean permit,
    Set<String> purposes,
    Set<String> channels,
    boolean verified,
    Instant decidedAt,
    Instant from,
    Instant until,
    String basis,
    boolean imported,
    String riskNotice) {
  public static final String EXPRESS = "express";

  /** What somebody has said to us. */
  public Decision(
      boolean permit,
      Set<String> purposes,
      Set<String> channels,
      boolean verified,
      Instant decidedAt,
      Instant from,
      Instant until) {
    this(permit, purposes, channels, verified, decidedAt, from, until, EXPRESS, false);
  }

  /** A decision beside which no notice of unencrypted messages stood. */
  public Decision(
      boolean permit,
      Set<String> purposes,
      Set<String> channels,
      boolean verified,
      Instant decidedAt,
      Instant from,
      Instant until,
      String basis,
      boolean imported) {
    this(permit, purposes, channels, verified, decidedAt, from, until, basis, imported, null);
  }

  /** The same with the notice of unencrypted messages beside it. */
  public Decision warned(String version) {
    return new Decision(
        permit, purposes, channels, verified, decidedAt, from, until, basis, imported, version);
  }

  /** A permission that the patient has not given to us: it never undoes what they have denied. */
  boolean weak() {
    return permit && (imported || !EXPRESS.equals(basis));
  }

  /** The same with another end. */
  public Decision until(Instant end) {
    return new Decision(
        permit, purposes, channels, verified, decidedAt, from, end, basis, imported, riskNotice);
  }

  /** The same of one purpose on one channel. */
  Decision only(OutreachPurpose purpose, Channel channel) {
    return new Decision(
        permit,
        Set.of(purpose.code()),
        Set.of(channel.code()),
        verified,
        decidedAt,
        from,
        until,
        basis,
        imported,
        riskNotice);
  }

  /** Whether it speaks to this purpose and channel at this instant. */
  boolean covers(String purpose, String channel, Instant now) {
    return (purposes.isEmpty() || purposes.contains(purpose))
        && (channels.isEmpty() || channels.contains(channel))
        && (from == null || !now.isBefore(from))
        && (until == null || now.isBefore(until));
  }

  /** Whether it is a permission that was given knowing that messages are not encrypted. */
  boolean knowing() {
    return permit && riskNotice != null;
  }
}
