package org.rapport.server.inbound;

import java.util.Optional;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.identity.ProvenClaims;
import org.rapport.server.link.Link;
import org.rapport.server.link.Links;
import org.rapport.terminology.Channel;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The yes behind the link of an e-mail that asks for it. Seeing changes nothing, as mail scanners
 * look at every link; the button permits what was ticked on the form, and proves that whoever
 * pressed it has the address.
 */
@Component
public class ConsentLinks {
  private final Links links;
  private final OptIns optIns;
  private final ProvenClaims claims;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;

  ConsentLinks(
      Links links,
      OptIns optIns,
      ProvenClaims claims,
      TransactionTemplate transaction,
      JdbcClient jdbc) {
    this.links = links;
    this.optIns = optIns;
    this.claims = claims;
    this.transaction = transaction;
    this.jdbc = jdbc;
  }

  /**
   * What the page says.
   *
   * @param done whether it is permitted already
   */
  public record View(String language, boolean done) {}

  /** What a link asks; empty for one that has ended, or whose question has. */
  public Optional<View> see(String token) {
    return transaction.execute(
        status -> find(token).filter(optIns::asks).map(link -> view(link, link.answer() != null)));
  }

  /** Permits it; again changes nothing. */
  public Optional<View> permit(String token) {
    return transaction.execute(
        status -> {
          Optional<Link> found = find(token).filter(optIns::asks);
          if (found.isEmpty()) {
            return Optional.<View>empty();
          }
          // First of all whose it is: what is permitted then counts for the one record.
          claims.answered(new Route(Channel.EMAIL, found.get().address()));
          if (!optIns.confirm(found.get())) {
            return Optional.<View>empty();
          }
          links.used(token, "PERMITTED");
          return Optional.of(view(found.get(), true));
        });
  }

  private Optional<Link> find(String token) {
    return links
        .find(token)
        .filter(link -> link.purpose() == Link.Purpose.CONSENT && link.address() != null);
  }

  private View view(Link link, boolean done) {
    return new View(
        jdbc.sql("select language from rapport.patient_facts where id = ?")
            .param(link.patient())
            .query((row, n) -> Optional.ofNullable(row.getString(1)))
            .optional()
            .flatMap(found -> found)
            .orElse(null),
        done);
  }
}
