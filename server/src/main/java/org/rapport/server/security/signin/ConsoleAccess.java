package org.rapport.server.security.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import org.rapport.server.account.Account;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Who may open {@code /console}: staff who are signed in, and did something in the last quarter of
 * an hour. What a page asks for by itself, to be up to date, does not count as doing something.
 */
@Configuration(proxyBeanMethods = false)
class ConsoleAccess {
  /** A request that a page makes by itself, and no person. */
  static final String BY_ITSELF = "X-By-Itself";

  private static final String LAST = ConsoleAccess.class.getName() + ".last";

  @Bean
  @Order(2)
  SecurityFilterChain console(HttpSecurity http, SignedIn signedIn) throws Exception {
    PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
    LoginUrlAuthenticationEntryPoint login = new LoginUrlAuthenticationEntryPoint("/login");
    login.setFavorRelativeUris(true);
    http.securityMatcher(
            new OrRequestMatcher(path.matcher("/console"), path.matcher("/console/**")))
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(path.matcher("/console/assets/**"))
                    .permitAll()
                    .anyRequest()
                    .access(
                        (who, request) ->
                            new AuthorizationDecision(
                                signedIn.of(who.get()).filter(Account::isStaff).isPresent())))
        .requestCache(saved -> saved.requestCache(Sessions.ASKED_BEFORE))
        .csrf(csrf -> csrf.csrfTokenRepository(SignInConfiguration.formTokens()))
        // Whoever lost their session, and with it the token of the page, signs in again.
        .exceptionHandling(
            handling ->
                handling
                    .authenticationEntryPoint(login)
                    .accessDeniedHandler((request, response, denied) -> again(request, response)))
        .addFilterBefore(new Idle(Duration.ofMinutes(15).toNanos()), AuthorizationFilter.class);
    return http.build();
  }

  private static void again(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getHeader("HX-Request") != null || request.getHeader(BY_ITSELF) != null) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      response.setHeader("HX-Redirect", "/login");
      return;
    }
    response.sendRedirect("/login");
  }

  /** Ends sessions by what people do. Time is the machine's: a session is no matter of a visit. */
  private static final class Idle extends OncePerRequestFilter {
    private final long most;

    Idle(long most) {
      this.most = most;
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      HttpSession session = request.getSession(false);
      if (session != null) {
        long now = System.nanoTime();
        Object last = session.getAttribute(LAST);
        if (last instanceof Long before && now - before > most) {
          session.invalidate();
          again(request, response);
          return;
        }
        if (request.getHeader(BY_ITSELF) == null || last == null) {
          session.setAttribute(LAST, now);
        }
      }
      chain.doFilter(request, response);
    }
  }
}
