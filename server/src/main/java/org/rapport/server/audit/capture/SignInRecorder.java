package org.rapport.server.audit.capture;

import java.util.List;
import java.util.Map;
import org.rapport.server.account.Accounts;
import org.rapport.server.audit.Agent;
import org.rapport.server.audit.AuditEntry;
import org.rapport.server.audit.AuditKind;
import org.rapport.server.audit.AuditTrail;
import org.rapport.terminology.AuditSubtype;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Takes down who signed in, could not, and signed out, and which clients got tokens, by what Spring
 * Security tells. Of a name that is nobody's nothing is kept: people type passwords there.
 */
@Component
class SignInRecorder {
  private final AuditTrail trail;
  private final Accounts accounts;
  private final RequestCaller caller;

  SignInRecorder(AuditTrail trail, Accounts accounts, RequestCaller caller) {
    this.trail = trail;
    this.accounts = accounts;
    this.caller = caller;
  }

  @EventListener
  void signedIn(InteractiveAuthenticationSuccessEvent event) {
    if (event.getAuthentication() instanceof OAuth2AuthenticationToken) {
      // Who came from another issuer is told again, as the account here.
      return;
    }
    note(AuditKind.SIGN_IN, caller.of(event.getAuthentication(), address()));
  }

  @EventListener
  void notSignedIn(AbstractAuthenticationFailureEvent event) {
    if (event.getAuthentication() instanceof UsernamePasswordAuthenticationToken tried) {
      Agent agent =
          accounts
              .named(String.valueOf(tried.getName()))
              .map(account -> RequestCaller.of(account, null, address()))
              .orElse(new Agent(null, null, null, null, null, address(), "/login"));
      trail.note(
          AuditEntry.of(AuditKind.SIGN_IN, List.of(), "E", agent, List.of(), List.of())
              .ended(AuditEntry.REFUSED, "Not signed in"));
    }
  }

  @EventListener
  void signedOut(LogoutSuccessEvent event) {
    note(AuditKind.SIGN_OUT, caller.of(event.getAuthentication(), address()));
  }

  @EventListener
  void tokenGiven(AuthenticationSuccessEvent event) {
    if (event.getAuthentication() instanceof OAuth2AccessTokenAuthenticationToken given) {
      String client = given.getRegisteredClient().getClientId();
      Map<String, Object> claims = Claims.of(given.getAccessToken().getTokenValue());
      Agent agent =
          accounts
              .find(String.valueOf(claims.get("sub")))
              .map(account -> RequestCaller.of(account, client, address()))
              .orElse(Agent.client(client, address()));
      Object patient = claims.get("patient");
      trail.note(
          AuditEntry.of(
              AuditKind.TOKEN,
              List.of(AuditSubtype.TOKEN_ISSUED.code()),
              "E",
              agent,
              patient == null ? List.of() : List.of("Patient/" + patient),
              List.of()));
    }
  }

  private void note(AuditKind kind, Agent agent) {
    trail.note(AuditEntry.of(kind, List.of(), "E", agent, List.of(), List.of()));
  }

  private static String address() {
    return RequestCaller.request().map(one -> one.getRemoteAddr()).orElse(null);
  }
}
