package org.rapport.server.inbound;

import java.util.function.UnaryOperator;
import org.hl7.fhir.r4.model.ContactPoint;
import org.rapport.server.consent.Evidence;
import org.rapport.server.link.Link;

/**
 * What was on the page by which a patient decided, as evidence of the decision.
 *
 * @param page which one
 * @param language of its words
 * @param version of its words
 * @param words what stood beside a choice, by the choice's name
 * @param ip network address that it was sent from; null where none is known
 * @param riskNotice version of the notice of unencrypted messages that stood on it; null: none
 */
public record Shown(
    String page,
    String language,
    String version,
    UnaryOperator<String> words,
    String ip,
    String riskNotice) {

  /** The proof of one choice, which was made by a link that went to an address. */
  Evidence of(String choice, Link link) {
    return new Evidence(
        words.apply(choice), version, language, page, address(link), ip, null, riskNotice);
  }

  private static ContactPoint address(Link link) {
    return link.address() == null
        ? null
        : new ContactPoint()
            .setSystem(
                link.address().contains("@")
                    ? ContactPoint.ContactPointSystem.EMAIL
                    : ContactPoint.ContactPointSystem.SMS)
            .setValue(link.address());
  }
}
