package org.rapport.server.security.smart;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.account.Account;
import org.rapport.server.door.Paths;
import org.rapport.server.page.Sheet;
import org.rapport.server.security.scope.SmartScope;
import org.rapport.server.security.signin.SignInPage;
import org.rapport.server.security.signin.SignedIn;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * {@code /oauth2/consent}: what an app wants, in plain words, each of which may be refused; and
 * about whom, where that is still to be said. What is shown is what was asked, not what the address
 * says.
 */
final class ConsentScreen extends OncePerRequestFilter {
  static final String PATH = "/oauth2/consent";
  private static final OAuth2TokenType STATE = new OAuth2TokenType(OAuth2ParameterNames.STATE);

  private final SignInPage page;
  private final SignedIn signedIn;
  private final Authorizations authorizations;
  private final RegisteredClientRepository clients;
  private final Launches launches;
  private final PatientPicker picker;

  ConsentScreen(
      SignInPage page,
      SignedIn signedIn,
      Authorizations authorizations,
      RegisteredClientRepository clients,
      Launches launches,
      PatientPicker picker) {
    this.page = page;
    this.signedIn = signedIn;
    this.authorizations = authorizations;
    this.clients = clients;
    this.launches = launches;
    this.picker = picker;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !Paths.decoded(request).equals(PATH);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<Account> account = signedIn.account();
    String state = request.getParameter("state");
    OAuth2Authorization asked = authorizations.findByToken(state, STATE);
    if (account.isEmpty()
        || asked == null
        || !asked.getPrincipalName().equals(account.get().id())) {
      page.write(
          request,
          response,
          400,
          account.orElse(null),
          "notPossible",
          SignInPage.Content.of(
              Sheet.Said.intro(page.words(request, account.orElse(null)).get("badRequest"))),
          null);
      return;
    }
    show(request, response, account.get(), asked, state);
  }

  private void show(
      HttpServletRequest request,
      HttpServletResponse response,
      Account account,
      OAuth2Authorization asked,
      String state)
      throws IOException {
    OAuth2AuthorizationRequest wanted =
        asked.getAttribute(OAuth2AuthorizationRequest.class.getName());
    RegisteredClient client = clients.findById(asked.getRegisteredClientId());
    Map<String, String> t = page.words(request, account);
    ConsentAsked.Person person = null;
    List<PatientPicker.Choice> people = null;
    String q = request.getParameter("q");
    boolean picks = false;
    if (AppScopes.needsPatient(wanted.getScopes())) {
      String patient = patient(wanted, account);
      if (patient != null) {
        PatientPicker.Choice about = picker.find(patient);
        person = new ConsentAsked.Person(patient, about == null ? patient : about.name(), null);
      } else {
        picks = true;
        people = picker.search(account, q);
      }
    }
    ConsentAsked consent =
        new ConsentAsked(
            client.getClientId(),
            String.join(" ", wanted.getScopes()),
            state,
            lines(wanted.getScopes(), t),
            always(wanted.getScopes()),
            picks,
            q,
            person,
            q == null || people == null ? null : people.stream().map(ConsentScreen::line).toList(),
            people == null || !people.isEmpty());
    page.write(
        request,
        response,
        200,
        account,
        "consentTitle",
        new SignInPage.Content(
            "consent",
            Sheet.Said.intro(client.getClientName() + " " + t.get("consent")),
            consent,
            false),
        origin(wanted.getRedirectUri()));
  }

  private String patient(OAuth2AuthorizationRequest wanted, Account account) {
    if (wanted.getAdditionalParameters().get("launch") instanceof String launch) {
      String patient =
          launches.see(launch, account.id()).map(Launches.Context::patient).orElse(null);
      if (patient != null) {
        return patient;
      }
    }
    return account.isStaff() ? null : account.patient();
  }

  private static ConsentAsked.Person line(PatientPicker.Choice choice) {
    return new ConsentAsked.Person(choice.id(), choice.name(), choice.born());
  }

  private static List<String> always(Set<String> scopes) {
    return scopes.stream().filter(ConsentScreen::isAlways).toList();
  }

  private static Map<String, String> lines(Set<String> scopes, Map<String, String> t) {
    Map<String, String> lines = new LinkedHashMap<>();
    for (String scope : scopes) {
      if (!isAlways(scope)) {
        lines.put(scope, SmartScope.of(scope).map(one -> words(one, t)).orElse(t.get(scope)));
      }
    }
    return lines;
  }

  /** Whether nobody is asked about it. */
  private static boolean isAlways(String scope) {
    return scope.equals("openid") || scope.startsWith("launch");
  }

  private static String words(SmartScope scope, Map<String, String> t) {
    List<String> verbs = new ArrayList<>();
    if (scope.letters().contains('r') || scope.letters().contains('s')) {
      verbs.add(t.get("read"));
    }
    if (scope.letters().contains('c')) {
      verbs.add(t.get("create"));
    }
    if (scope.letters().contains('u') || scope.letters().contains('d')) {
      verbs.add(t.get("write"));
    }
    String what =
        scope.type().equals("*") ? t.get("all") : t.getOrDefault(scope.type(), scope.type());
    String whose = t.get(scope.level().equals("patient") ? "of" : "yours");
    String only = scope.query() == null ? "" : " [" + scope.query() + "]";
    return String.join(", ", verbs) + ": " + what + only + " – " + whose;
  }

  /** The origin that the page's forms may lead to, as a policy writes it. */
  static String origin(String redirect) {
    URI uri = URI.create(redirect);
    if (uri.getHost() == null) {
      return uri.getScheme() + ":";
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port;
  }
}
