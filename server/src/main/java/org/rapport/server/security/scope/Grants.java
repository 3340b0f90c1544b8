package org.rapport.server.security.scope;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * What who asked for something that goes on by itself may read now: a client that was disabled or
 * has fewer scopes, a person who has left or has another role, may read less than when they asked,
 * and never more.
 */
@Component
public class Grants {
  private final RegisteredClientRepository clients;
  private final Accounts accounts;
  private final RecordRules rules;

  Grants(RegisteredClientRepository clients, Accounts accounts, RecordRules rules) {
    this.clients = clients;
    this.accounts = accounts;
    this.rules = rules;
  }

  /** What the caller of the running request was granted; empty without a token. */
  public Optional<Grant> current() {
    if (!(SecurityContextHolder.getContext().getAuthentication() instanceof ScopedToken token)) {
      return Optional.empty();
    }
    Jwt jwt = token.getToken();
    String client = jwt.getClaimAsString("client_id");
    Person person = token.person();
    return Optional.of(
        new Grant(
            client == null ? jwt.getSubject() : client,
            person == null ? null : person.account().id(),
            person == null ? null : person.patient(),
            text(jwt.getClaims().get("scope"))));
  }

  private static String text(Object claim) {
    return claim instanceof List<?> list
        ? String.join(" ", list.stream().map(String::valueOf).toList())
        : claim == null ? "" : claim.toString();
  }

  /** Whether the caller may do all of this to resources of a type, or {@code *}: by letters. */
  public boolean callerMay(String type, String letters) {
    return TokenScopes.current().permits(type, letters);
  }

  /** Whether the caller of the running request is who this was granted to, or may do everything. */
  public boolean isCallers(Grant grant) {
    return TokenScopes.current().everything()
        || current()
            .filter(
                one ->
                    one.client().equals(grant.client())
                        && Objects.equals(one.account(), grant.account()))
            .isPresent();
  }

  /** What is left of a grant now; empty where its client or its person is not there any more. */
  public Optional<Reading> reading(Grant grant) {
    RegisteredClient client = clients.findByClientId(grant.client());
    if (client == null) {
      return Optional.empty();
    }
    if (grant.account() == null) {
      SystemScopes then = SystemScopes.of(Arrays.asList(grant.scopes().split(" ")));
      SystemScopes now = SystemScopes.of(client.getScopes());
      return Optional.of(new OfClient(then, now));
    }
    return accounts
        .find(grant.account())
        .filter(Account::active)
        .map(account -> Person.of(account, grant.patient(), grant.scopes()))
        .map(person -> new OfPerson(person, rules));
  }

  /** What may be read. Asked and forgotten: rights change. */
  public sealed interface Reading {
    /** Whether anything of a type may be read. */
    boolean permits(String type);

    /** Whether everything of a type may be read, so that no resource need be looked at. */
    boolean isFree(String type);

    /** What of a resource may be shown; empty: nothing, nor that there is one. */
    Optional<Resource> shown(Resource resource);
  }

  private record OfClient(SystemScopes then, SystemScopes now) implements Reading {
    @Override
    public boolean permits(String type) {
      return then.permits(type, "r") && now.permits(type, "r");
    }

    @Override
    public boolean isFree(String type) {
      return permits(type);
    }

    @Override
    public Optional<Resource> shown(Resource resource) {
      return Optional.of(resource).filter(any -> permits(any.fhirType()));
    }
  }

  private record OfPerson(Person person, RecordRules rules) implements Reading {
    @Override
    public boolean permits(String type) {
      return SystemScopes.granting(person.letters()).permits(type, "r");
    }

    @Override
    public boolean isFree(String type) {
      return permits(type) && person.isFree(type);
    }

    @Override
    public Optional<Resource> shown(Resource resource) {
      if (!permits(resource.fhirType())) {
        return Optional.empty();
      }
      if (person.isFree(resource.fhirType())) {
        return Optional.of(resource);
      }
      Sight sight = rules.sight(person, List.of(resource));
      return sight.maySee(resource) ? Optional.of(sight.shown(resource)) : Optional.empty();
    }
  }
}
