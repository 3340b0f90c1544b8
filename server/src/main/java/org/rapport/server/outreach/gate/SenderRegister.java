package org.rapport.server.outreach.gate;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.policy.Policy;
import org.rapport.server.policy.PolicyRow;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/**
 * Where a register of senders is kept, a message goes out only from one that is registered for what
 * it is for (policy, R14). Thread-safe.
 */
public final class SenderRegister {
  private final Policy policy;
  private final Map<Channel, String> senders;

  /**
   * The register in force.
   *
   * @param senders the number or mailbox that messages come from, by channel, in normal form
   */
  public SenderRegister(Policy policy, Map<Channel, String> senders) {
    this.policy = policy;
    this.senders = Map.copyOf(senders);
  }

  /** Its rows for a channel; empty where none is kept, and anything may go. */
  public List<PolicyRow> rows(Jurisdiction place, Channel channel, LocalDate day) {
    return policy.senders(place, channel.code(), day);
  }

  /** Whether the sender of a channel stands in these rows for the purpose. */
  public boolean has(List<PolicyRow> rows, OutreachPurpose purpose, Channel channel) {
    return rows.stream()
        .filter(row -> row.purposes().contains(purpose.code()))
        .anyMatch(row -> row.sender().equalsIgnoreCase(senders.get(channel)));
  }
}
