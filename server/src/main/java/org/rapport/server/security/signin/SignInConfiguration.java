package org.rapport.server.security.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.rapport.server.config.RapportSettings;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.savedrequest.CookieRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * {@code /login} and {@code /logout}: plain forms. A session is a new one after signing in, and its
 * requests carry a token of the page, so that no other site can act for who is signed in.
 */
@Configuration(proxyBeanMethods = false)
class SignInConfiguration {
  /** Marks a request whose sign-in was refused. */
  static final String REFUSED = SignInConfiguration.class.getName() + ".refused";

  @Bean
  @Order(2)
  SecurityFilterChain signIn(
      HttpSecurity http, Accounts accounts, SignedIn signedIn, SignInPage page) throws Exception {
    PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
    RequestMatcher pages = new OrRequestMatcher(path.matcher("/login"), path.matcher("/logout"));
    return http.securityMatcher(pages)
        .authenticationProvider(new PasswordSignIn(accounts))
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        // Who is not signed in has no session that somebody could fill the memory with.
        .requestCache(cache -> cache.requestCache(new CookieRequestCache()))
        .csrf(csrf -> csrf.csrfTokenRepository(formTokens()))
        .formLogin(
            form ->
                form.loginPage("/login")
                    .loginProcessingUrl("/login")
                    .defaultSuccessUrl("/login")
                    .failureHandler(
                        (request, response, failure) -> {
                          request.setAttribute(REFUSED, true);
                          show(request, response, page, 401, null, "refused");
                        }))
        .logout(
            out ->
                out.logoutRequestMatcher(path.matcher(HttpMethod.POST, "/logout"))
                    .logoutSuccessUrl("/login"))
        .addFilterBefore(new SignInRate(page), UsernamePasswordAuthenticationFilter.class)
        .addFilterAfter(new SignInForms(page, signedIn), UsernamePasswordAuthenticationFilter.class)
        .exceptionHandling(
            handling ->
                handling.accessDeniedHandler(
                    (request, response, denied) ->
                        show(request, response, page, 403, null, "stale")))
        .build();
  }

  private static CookieCsrfTokenRepository formTokens() {
    CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
    tokens.setCookieName("rapport-form");
    tokens.setCookieCustomizer(cookie -> cookie.httpOnly(true).sameSite("Lax"));
    return tokens;
  }

  /** The cookie of a session: never to scripts, nor to other sites' forms, nor in the clear. */
  @Bean
  ServletContextInitializer sessionCookie(RapportSettings settings) {
    return context -> {
      context.getSessionCookieConfig().setName("rapport-session");
      context.getSessionCookieConfig().setHttpOnly(true);
      context.getSessionCookieConfig().setSecure("https".equals(settings.publicBase().getScheme()));
      context.getSessionCookieConfig().setAttribute("SameSite", "Lax");
    };
  }

  /** Writes the form, or who is signed in. */
  static void show(
      HttpServletRequest request,
      HttpServletResponse response,
      SignInPage page,
      int status,
      Account account,
      String error)
      throws IOException {
    // Read, the token is made and its cookie with it.
    CsrfToken token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    if (token != null) {
      token.getToken();
    }
    Map<String, Object> values = new HashMap<>();
    if (error != null) {
      values.put("error", page.words(request, account).get(error));
    }
    values.put(account == null ? "login" : "in", true);
    page.write(
        request, response, status, account, account == null ? "signIn" : "signedIn", values, null);
  }
}
