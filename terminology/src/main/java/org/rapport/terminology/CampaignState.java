package org.rapport.terminology;

import java.util.Optional;
import java.util.Set;

/**
 * How far a message to a segment is, and where it can go from there. The picture is in {@code
 * docs/campaigns.md}, which a test holds equal to this table.
 *
 * <p>Source: {@code CodeSystem-campaign-state.json}, which a test holds equal to this enum.
 */
public enum CampaignState implements Coded {
  /** Its recipients are being counted. */
  COUNTING("counting", "Counting"),
  /** It has more recipients than may be written to without a second person. */
  AWAITING_APPROVAL("awaiting-approval", "Awaiting approval"),
  /** Its recipients are fixed; until it starts it can be undone and nobody was written to. */
  WAITING("waiting", "Waiting"),
  /** A first few are written to, and what becomes of that is awaited. */
  CANARY("canary", "Canary"),
  /** All others are written to, at a limited rate. */
  RUNNING("running", "Running"),
  /** Stopped by itself or by staff; nothing more goes out until it is resumed. */
  HALTED("halted", "Halted"),
  /** Every recipient has a message, or a reason for none. */
  COMPLETED("completed", "Completed"),
  /** Staff ended it for good; whoever was not written to is not. */
  CANCELLED("cancelled", "Cancelled");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/campaign-state";

  private final String code;
  private final String display;

  CampaignState(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<CampaignState> fromCode(String code) {
    return Coded.find(values(), code);
  }

  /** The states that may follow this one. */
  public Set<CampaignState> next() {
    return switch (this) {
      case COUNTING -> Set.of(AWAITING_APPROVAL, WAITING, CANCELLED);
      case AWAITING_APPROVAL -> Set.of(WAITING, CANCELLED);
      case WAITING -> Set.of(CANARY, RUNNING, HALTED, CANCELLED);
      case CANARY -> Set.of(RUNNING, HALTED, CANCELLED);
      case RUNNING -> Set.of(COMPLETED, HALTED, CANCELLED);
      case HALTED -> Set.of(WAITING, CANARY, RUNNING, CANCELLED);
      case COMPLETED, CANCELLED -> Set.of();
    };
  }

  /** Whether nothing follows. */
  public boolean over() {
    return next().isEmpty();
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String display() {
    return display;
  }

  @Override
  public String system() {
    return SYSTEM;
  }
}
