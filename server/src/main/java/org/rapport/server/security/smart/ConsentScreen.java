package org.rapport.server.security.smart;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.account.Account;
import org.rapport.server.door.Paths;
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
          Map.of("intro", page.words(request, account.orElse(null)).get("badRequest")),
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
    Map<String, Object> consent = new HashMap<>();
    consent.put("client", client.getClientId());
    consent.put("state", state);
    consent.put("scopes", lines(wanted.getScopes(), t));
    consent.put("always", always(wanted.getScopes()));
    boolean can = true;
    Map<String, Object> values = new HashMap<>();
    if (AppScopes.needsPatient(wanted.getScopes())) {
      String patient = patient(wanted, account);
      if (patient != null) {
        PatientPicker.Choice about = picker.find(patient);
        consent.put(
            "person", Map.of("id", patient, "name", about == null ? patient : about.name()));
      } else {
        String q = request.getParameter("q");
        List<PatientPicker.Choice> found = picker.search(account, q);
        values.put(
            "picker",
            Map.of(
                "client",
                client.getClientId(),
                "scope",
                String.join(" ", wanted.getScopes()),
                "state",
                state,
                "q",
                q == null ? "" : q));
        can = !found.isEmpty();
        if (q != null) {
          consent.put("people", Map.of("list", found.stream().map(ConsentScreen::line).toList()));
        }
      }
    }
    consent.put("can", can);
    values.put("consent", consent);
    values.put("intro", client.getClientName() + " " + t.get("consent"));
    page.write(
        request, response, 200, account, "consentTitle", values, origin(wanted.getRedirectUri()));
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

  private static Map<String, Object> line(PatientPicker.Choice choice) {
    Map<String, Object> line = new HashMap<>();
    line.put("id", choice.id());
    line.put("name", choice.name());
    line.put("born", choice.born());
    return line;
  }

  private static List<Map<String, String>> always(Set<String> scopes) {
    return scopes.stream()
        .filter(scope -> scope.equals("openid") || scope.startsWith("launch"))
        .map(scope -> Map.of("scope", scope))
        .toList();
  }

  private static List<Map<String, String>> lines(Set<String> scopes, Map<String, String> t) {
    List<Map<String, String>> lines = new ArrayList<>();
    for (String scope : scopes) {
      if (!scope.equals("openid") && !scope.startsWith("launch")) {
        lines.add(
            Map.of(
                "scope",
                scope,
                "words",
                SmartScope.of(scope).map(one -> words(one, t)).orElse(t.get(scope))));
      }
    }
    return lines;
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
