package org.rapport.server.lead.routing;

import java.util.List;
import org.rapport.terminology.RoutingOutcome;

/**
 * Where an inquiry goes, and what each rule said.
 *
 * @param offer that takes it; of one that is refused, the one that was asked for; or null
 * @param place of it, or null
 */
public record Routing(RoutingOutcome outcome, ServiceOffer offer, Place place, List<Rule> rules) {

  /**
   * What one rule said.
   *
   * @param verdict pass, refuse or not-asked
   */
  public record Rule(String name, String verdict, String detail) {
    /** In one line, as the Task keeps it. */
    public String line() {
      return name + ": " + verdict + ": " + detail;
    }
  }

  /** Whether it is something that we cannot do. */
  public boolean outOfScope() {
    return outcome != RoutingOutcome.ROUTED && outcome != RoutingOutcome.UNROUTED;
  }

  /** Who answers: the service's team, else who runs the place; or null. */
  public String owner() {
    if (offer != null && offer.owner() != null) {
      return offer.owner();
    }
    return place == null ? null : place.organization();
  }
}
