package org.rapport.server.security.signin;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.rapport.server.account.Account;
import org.rapport.server.security.factor.Passkeys;
import org.rapport.server.security.factor.SecondFactors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.HttpMessageConverterAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.authentication.PublicKeyCredentialRequestOptionsFilter;
import org.springframework.security.web.webauthn.authentication.PublicKeyCredentialRequestOptionsRepository;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthenticationFilter;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthenticationRequestToken;
import org.springframework.security.web.webauthn.registration.PublicKeyCredentialCreationOptionsFilter;
import org.springframework.security.web.webauthn.registration.WebAuthnRegistrationFilter;
import org.springframework.stereotype.Component;

/**
 * The two ceremonies of passkeys, on Spring Security's filters. They are put together here and not
 * by its configurer, which would sign in a user of its own kind and let anybody remove anybody's
 * passkey by its id.
 */
@Component
class PasskeySignIn implements AuthenticationProvider {
  static final String OPTIONS = "/webauthn/authenticate/options";
  static final String SIGNED = "/login/webauthn";
  static final String REGISTER = "/webauthn/register";

  private final Passkeys passkeys;
  private final SecondFactors factors;
  private final SignedIn signedIn;
  private final ApplicationEventPublisher events;

  PasskeySignIn(
      Passkeys passkeys,
      SecondFactors factors,
      SignedIn signedIn,
      ApplicationEventPublisher events) {
    this.passkeys = passkeys;
    this.factors = factors;
    this.signedIn = signedIn;
    this.events = events;
  }

  /** Adds the ceremonies to the chain of the sign-in pages. */
  void addTo(HttpSecurity http) {
    Challenges challenges = new Challenges();
    WebAuthnAuthenticationFilter signIn = new SignInFilter();
    signIn.setAuthenticationManager(new ProviderManager(this));
    signIn.setApplicationEventPublisher(events);
    signIn.setRequestOptionsRepository(challenges);
    signIn.setSecurityContextRepository(new HttpSessionSecurityContextRepository());
    signIn.setSessionAuthenticationStrategy(new ChangeSessionIdAuthenticationStrategy());
    HttpMessageConverterAuthenticationSuccessHandler done =
        new HttpMessageConverterAuthenticationSuccessHandler();
    done.setRequestCache(Sessions.ASKED_BEFORE);
    signIn.setAuthenticationSuccessHandler(done);
    signIn.setAuthenticationFailureHandler(
        (request, response, failure) -> {
          request.setAttribute(SignInConfiguration.REFUSED, true);
          response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        });
    PublicKeyCredentialRequestOptionsFilter options =
        new PublicKeyCredentialRequestOptionsFilter(passkeys.operations());
    options.setRequestOptionsRepository(challenges);
    WebAuthnRegistrationFilter register =
        new WebAuthnRegistrationFilter(passkeys.credentials(), passkeys.operations());
    register.setRemoveCredentialMatcher(request -> false);
    http.addFilterBefore(signIn, UsernamePasswordAuthenticationFilter.class)
        .addFilterAfter(options, AuthorizationFilter.class)
        .addFilterAfter(
            new PublicKeyCredentialCreationOptionsFilter(passkeys.operations()),
            AuthorizationFilter.class)
        .addFilterAfter(clear(register), AuthorizationFilter.class);
  }

  /** Who may add a passkey: who is signed in, and may have a second factor. */
  AuthorizationDecision mayRegister() {
    return new AuthorizationDecision(
        signedIn.account().or(signedIn::withoutFactor).filter(factors::mayHave).isPresent());
  }

  @Override
  public Authentication authenticate(Authentication asked) {
    try {
      Account account =
          passkeys
              .signIn(((WebAuthnAuthenticationRequestToken) asked).getWebAuthnRequest())
              .filter(factors::mayHave)
              .orElseThrow(() -> new BadCredentialsException("Not signed in"));
      return UsernamePasswordAuthenticationToken.authenticated(
          account.id(), null, SignedIn.authorities(account, false));
    } catch (RuntimeException e) {
      // The library throws what it likes for what was not signed as it should be.
      throw new BadCredentialsException("Not signed in");
    }
  }

  @Override
  public boolean supports(Class<?> type) {
    return WebAuthnAuthenticationRequestToken.class.isAssignableFrom(type);
  }

  /** As the library's, with one answer to all that is not what a passkey says. */
  private static final class SignInFilter extends WebAuthnAuthenticationFilter {
    @Override
    public Authentication attemptAuthentication(
        HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      try {
        return super.attemptAuthentication(request, response);
      } catch (AuthenticationException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new BadCredentialsException("Not signed in");
      }
    }
  }

  /** Answers 400 where the library throws at what it was sent. */
  private static Filter clear(Filter registration) {
    PathPatternRequestMatcher adds =
        PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, REGISTER);
    return (request, response, chain) -> {
      if (!adds.matches((HttpServletRequest) request)) {
        chain.doFilter(request, response);
        return;
      }
      try {
        registration.doFilter(request, response, chain);
      } catch (RuntimeException e) {
        ((HttpServletResponse) response).setStatus(HttpServletResponse.SC_BAD_REQUEST);
      }
    };
  }

  /** The challenge that a session was given, for one answer. */
  private static final class Challenges implements PublicKeyCredentialRequestOptionsRepository {
    private static final String KEY = Challenges.class.getName();

    @Override
    public void save(
        HttpServletRequest request,
        HttpServletResponse response,
        PublicKeyCredentialRequestOptions options) {
      request.getSession(true).setAttribute(KEY, options);
    }

    @Override
    public PublicKeyCredentialRequestOptions load(HttpServletRequest request) {
      HttpSession session = request.getSession(false);
      if (session == null) {
        return null;
      }
      Object options = session.getAttribute(KEY);
      session.removeAttribute(KEY);
      return (PublicKeyCredentialRequestOptions) options;
    }
  }
}
