package org.rapport.server.security.signin;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.rapport.server.account.Account;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.event.AuthenticationFailureBadCredentialsEvent;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.savedrequest.CookieRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.stereotype.Component;

/**
 * Signs in who proved otherwise than by a password who they are: with a new session, and told to
 * who listens, as the library does for passwords.
 */
@Component
class Sessions {
  /**
   * Where somebody was on their way when they were asked to sign in: with the browser. Who is not
   * signed in has no session that somebody could fill the memory with.
   */
  static final RequestCache ASKED_BEFORE = new CookieRequestCache();

  private final HttpSessionSecurityContextRepository contexts =
      new HttpSessionSecurityContextRepository();
  private final SavedRequestAwareAuthenticationSuccessHandler onwards =
      new SavedRequestAwareAuthenticationSuccessHandler();
  private final ApplicationEventPublisher events;

  Sessions(ApplicationEventPublisher events) {
    this.events = events;
    onwards.setRequestCache(ASKED_BEFORE);
    onwards.setDefaultTargetUrl("/");
  }

  /** From now on the session is this person's; answers as whom the request goes on. */
  Authentication signIn(HttpServletRequest request, HttpServletResponse response, Account account) {
    if (request.getSession(false) != null) {
      request.changeSessionId();
    }
    Authentication here =
        UsernamePasswordAuthenticationToken.authenticated(
            account.id(), null, SignedIn.authorities(account, false));
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(here);
    SecurityContextHolder.setContext(context);
    contexts.saveContext(context, request, response);
    events.publishEvent(new InteractiveAuthenticationSuccessEvent(here, Sessions.class));
    return here;
  }

  /** The same, and leads the person to where they were on their way, else to their own page. */
  void signInAndGoOn(HttpServletRequest request, HttpServletResponse response, Account account)
      throws IOException, ServletException {
    onwards.onAuthenticationSuccess(request, response, signIn(request, response, account));
  }

  /** The session is nobody's. */
  void signOut(HttpServletRequest request, HttpServletResponse response) {
    SecurityContext nobody = SecurityContextHolder.createEmptyContext();
    SecurityContextHolder.setContext(nobody);
    contexts.saveContext(nobody, request, response);
  }

  /**
   * Somebody did not prove who they are.
   *
   * @param whose user name, or reference to the Patient
   */
  void refused(String whose) {
    events.publishEvent(
        new AuthenticationFailureBadCredentialsEvent(
            UsernamePasswordAuthenticationToken.unauthenticated(whose, null),
            new BadCredentialsException("Not signed in")));
  }
}
