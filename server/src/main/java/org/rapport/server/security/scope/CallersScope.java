package org.rapport.server.security.scope;

import org.springframework.stereotype.Component;

/** What the caller of the running request may ask by searches that stand in a parameter. */
@Component
public class CallersScope {
  private final SearchReach reach;

  CallersScope(SearchReach reach) {
    this.reach = reach;
  }

  /**
   * Refuses a search that looks at types which the caller may not search.
   *
   * @param search such as {@code Patient?language=fr}
   * @throws ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException beyond scope
   */
  public void mayAsk(String search) {
    SystemScopes scopes = TokenScopes.current();
    if (!scopes.everything()
        && !reach.ofMatchUrl(search).stream().allMatch(need -> need.isMet(scopes))) {
      throw TokenScopes.denied();
    }
  }

  /**
   * Refuses who may not know the people behind a figure: that takes the right to read and search
   * patients and, for staff, to see what is labelled, as a figure counts that, too.
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException without it
   */
  public void mayNamePeople() {
    boolean may =
        TokenScopes.person()
            .map(
                person ->
                    person.asStaff("Patient", 'r')
                        && person.asStaff("Patient", 's')
                        && person.account().sensitive())
            .orElseGet(() -> TokenScopes.current().permits("Patient", "rs"));
    if (!may) {
      throw TokenScopes.denied();
    }
  }

  /**
   * Whether the caller sees every resource of a type just as it is: a client that acts for itself,
   * with the scope to read it. For people there is always something to be kept from them.
   */
  public boolean readsAll(String type) {
    return TokenScopes.person().isEmpty() && TokenScopes.current().permits(type, "r");
  }
}
