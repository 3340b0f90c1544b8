package org.rapport.server.security.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.rapport.server.account.Accounts;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.inbound.SignInLinks;
import org.rapport.server.security.factor.Passkeys;
import org.rapport.server.security.factor.SecondFactors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.TaskExecutor;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;

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
      HttpSecurity http,
      Accounts accounts,
      SecondFactors factors,
      LoginPage login,
      SignInPage page,
      SignedIn signedIn,
      Passkeys keys,
      Sessions sessions,
      PasskeySignIn passkeys,
      OtherIssuer issuer,
      SignInLinks links,
      @Qualifier("applicationTaskExecutor") TaskExecutor executor)
      throws Exception {
    PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
    http.securityMatcher(
            new OrRequestMatcher(
                path.matcher(HttpMethod.GET, "/"),
                path.matcher("/login"),
                path.matcher("/login/**"),
                path.matcher("/logout"),
                path.matcher("/webauthn/**")))
        .authenticationProvider(new PasswordSignIn(accounts, factors))
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(path.matcher(HttpMethod.POST, PasskeySignIn.REGISTER + "/**"))
                    .access((who, request) -> passkeys.mayRegister())
                    .anyRequest()
                    .permitAll())
        .requestCache(saved -> saved.requestCache(Sessions.ASKED_BEFORE))
        .csrf(csrf -> csrf.csrfTokenRepository(formTokens()))
        .formLogin(
            form ->
                form.loginPage("/login")
                    .loginProcessingUrl("/login")
                    .defaultSuccessUrl("/")
                    .authenticationDetailsSource(PasswordSignIn.Details::of)
                    .failureHandler(
                        (request, response, failure) -> refuse(login, request, response, failure)))
        .logout(
            out ->
                out.logoutRequestMatcher(path.matcher(HttpMethod.POST, "/logout"))
                    .addLogoutHandler(
                        (request, response, who) -> {
                          if (who != null && request.getParameter("everywhere") != null) {
                            accounts.endAll(who.getName());
                          }
                        })
                    .logoutSuccessUrl("/login"))
        .addFilterBefore(new SignInScripts(), UsernamePasswordAuthenticationFilter.class)
        .addFilterBefore(new SignInRate(login), UsernamePasswordAuthenticationFilter.class)
        .exceptionHandling(
            handling ->
                handling
                    .authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED))
                    .accessDeniedHandler(
                        (request, response, denied) ->
                            login.show(request, response, 403, "stale")));
    issuer.addTo(http, login);
    passkeys.addTo(http);
    http.addFilterAfter(
            new FactorPage(page, signedIn, factors, keys, sessions), AuthorizationFilter.class)
        .addFilterAfter(
            new PatientPage(page, links, accounts, executor, sessions), FactorPage.class)
        .addFilterAfter(login.last(), PatientPage.class);
    return http.build();
  }

  private static void refuse(
      LoginPage login,
      HttpServletRequest request,
      HttpServletResponse response,
      AuthenticationException failure)
      throws IOException {
    if (failure instanceof SecondFactorAsked asked) {
      HalfSignedIn.begin(request, asked.account());
      login.show(request, response, 200, null);
      return;
    }
    request.setAttribute(REFUSED, true);
    login.show(
        request, response, 401, HalfSignedIn.of(request).isPresent() ? "codeWrong" : "refused");
  }

  /** The tokens of forms, kept by a cookie that no script reads. */
  static CookieCsrfTokenRepository formTokens() {
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
}
