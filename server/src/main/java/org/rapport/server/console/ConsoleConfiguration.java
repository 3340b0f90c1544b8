package org.rapport.server.console;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.List;
import org.rapport.server.account.Account;
import org.rapport.server.config.Loopback;
import org.rapport.server.security.signin.SignInPage;
import org.rapport.server.security.signin.SignedIn;
import org.rapport.server.security.smart.SignedInTokens;
import org.rapport.server.security.smart.SmartLaunch;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts a {@link Desk} before each page. */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {
  private static final String TOKEN = "console.token";

  /** A good while before the end of a token's life. */
  private static final Duration FRESH = SignedInTokens.LIFE.dividedBy(2);

  /** A token and since when it is held, by the machine's own count: its life is real time. */
  private record Held(SignedInTokens.Issued issued, long since, int epoch) {}

  @Bean
  ConsoleFhir.Factory consoleFhir(ObjectProvider<FhirContext> context, Environment env) {
    return new ConsoleFhir.Factory(context.getObject(), () -> Loopback.base(env) + "/fhir");
  }

  @Bean
  Desks desks(SignedIn signedIn, SmartLaunch launch, ConsoleFhir.Factory fhir, Screens screens) {
    return new Desks(signedIn, launch.signedInTokens(), fhir, screens);
  }

  @Bean
  WebMvcConfigurer deskOfEachRequest(Desks desks) {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(desks);
      }
    };
  }

  /** Makes desks: the token is kept in the person's session, and made anew before it ends. */
  static final class Desks implements HandlerMethodArgumentResolver {
    private final SignedIn signedIn;
    private final SignedInTokens tokens;
    private final ConsoleFhir.Factory fhir;
    private final Screens screens;

    Desks(SignedIn signedIn, SignedInTokens tokens, ConsoleFhir.Factory fhir, Screens screens) {
      this.signedIn = signedIn;
      this.tokens = tokens;
      this.fhir = fhir;
      this.screens = screens;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
      return parameter.getParameterType().equals(Desk.class);
    }

    @Override
    public Object resolveArgument(
        MethodParameter parameter,
        ModelAndViewContainer container,
        NativeWebRequest web,
        WebDataBinderFactory binders) {
      return desk(web.getNativeRequest(HttpServletRequest.class));
    }

    Desk desk(HttpServletRequest request) {
      Account account = signedIn.account().orElseThrow(IllegalStateException::new);
      ConsoleUser user = ConsoleUser.of(account);
      return new Desk(
          request,
          user,
          // Figures are not told in Bundles to who sees figures only.
          fhir.with(
              token(request.getSession(), account), !user.limited() && user.may("Patient", 'r')),
          Words.in(SignInPage.language(request, account)),
          screens);
    }

    private String token(HttpSession session, Account account) {
      Held held = (Held) session.getAttribute(TOKEN);
      if (held == null
          || held.epoch() != account.epoch()
          || System.nanoTime() - held.since() > FRESH.toNanos()) {
        SignedInTokens.Issued issued =
            tokens.issue(account, held == null ? null : held.issued().grant());
        held = new Held(issued, System.nanoTime(), account.epoch());
        session.setAttribute(TOKEN, held);
      }
      return held.issued().value();
    }
  }
}
