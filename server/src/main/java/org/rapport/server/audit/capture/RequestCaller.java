package org.rapport.server.audit.capture;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.rapport.server.audit.Agent;
import org.rapport.server.audit.Callers;
import org.rapport.server.door.Paths;
import org.rapport.server.security.scope.ScopedToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Who is behind the running request: the token's client and person, or the door and address. */
@Component
public class RequestCaller implements Callers {
  private final Accounts accounts;

  RequestCaller(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public Agent current() {
    Optional<HttpServletRequest> request = request();
    String address = request.map(HttpServletRequest::getRemoteAddr).orElse(null);
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    if (who instanceof ScopedToken token) {
      String client = token.getToken().getClaimAsString("client_id");
      return ScopedToken.account()
          .map(account -> of(account, client, address))
          .orElseGet(() -> Agent.client(client, address));
    }
    if (who instanceof UsernamePasswordAuthenticationToken && who.isAuthenticated()) {
      return of(who, address);
    }
    return request.map(one -> at(one, address)).orElse(Agent.SYSTEM);
  }

  /** Who signed in. */
  Agent of(Authentication who, String address) {
    return accounts
        .find(who.getName())
        .map(account -> of(account, null, address))
        .orElse(new Agent(null, null, null, null, null, address, null));
  }

  /** A person; of patients nothing but who they are. */
  static Agent of(Account account, String client, String address) {
    boolean staff = account.isStaff();
    return new Agent(
        client,
        account.id(),
        staff ? account.username() : null,
        staff ? account.name() : null,
        account.fhirUser(),
        address,
        null);
  }

  // Of an address that is a link no more than which kind of page it is: the rest opens it.
  private static Agent at(HttpServletRequest request, String address) {
    String[] steps = Paths.decoded(request).split("/", 3);
    String door = steps.length < 2 ? "/" : "/" + steps[1];
    return new Agent(null, null, null, null, null, address, door);
  }

  static Optional<HttpServletRequest> request() {
    return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes bound
        ? Optional.of(bound.getRequest())
        : Optional.empty();
  }
}
