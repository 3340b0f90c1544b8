package org.rapport.server.campaign;

import java.time.Instant;
import java.util.List;
import org.rapport.terminology.CampaignState;

/**
 * A message to a segment, as it stands.
 *
 * @param id of its CommunicationRequest
 * @param group id of the Group
 * @param authors who wrote it; none of them may approve it
 * @param startsAt when its first message may go; null until its recipients are fixed
 * @param resumedAt what failed before does not count any more; null when it was never resumed
 * @param members how many recipients it has; null until they are counted
 * @param nextBatchAt before this it hands out no more; null: at once
 * @param service id of the HealthcareService that it is about, or null
 * @param location id of the Location that it is about, or null
 * @param canonical of the template or the journey that it names, or null
 */
record Campaign(
    String id,
    String group,
    CampaignState state,
    List<String> authors,
    Instant startsAt,
    Instant resumedAt,
    Integer members,
    Instant nextBatchAt,
    String service,
    String location,
    String canonical) {

  /**
   * The author of one that Rapport made, for those who came on a journey in greater numbers than
   * come by themselves. No client or user has such a name.
   */
  static final String RAPPORT = "Rapport itself";

  /** Whether nobody wrote it: it always needs an approval, and begins with a few. */
  boolean isOfRapport() {
    return authors.contains(RAPPORT);
  }

  /** Whether it begins with a few: one of more than so many, or one that nobody wrote. */
  boolean isLarge(int approvalAbove) {
    return members != null && (members > approvalAbove || isOfRapport());
  }

  /** The canonical without its version; empty for a campaign of one text. */
  String url() {
    return canonical == null ? "" : canonical.replaceFirst("\\|.*", "");
  }

  /** How many the first few are: one in a hundred. */
  int canary() {
    return members == null ? 0 : (members + 99) / 100;
  }
}
